import { parseHost } from '@tsgi/fields'
import type { HttpRequest } from '@tsgi/spec'
import { trustedPeers } from '@tsgi/trusted-peers'

/** This machine and networks that are not reached from the internet: RFC 1122 §3.2.1.3, 1918, 3927, 4193, 4291 §2.5. */
const isNear = trustedPeers([
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'],
  ...['::1', 'fc00::/7', 'fe80::/10', 'unix'],
])

/**
 * Whether a request comes from nearby and asks for a host that is nearby. The host counts because a page of a stranger can
 * make a browser that is nearby ask (DNS rebinding), and because a proxy that is nearby asks for everybody.
 */
export function isLocal({ authority, remote }: HttpRequest): boolean {
  return isNear(remote === null ? null : remote.address) && isNearHost(authority)
}

function isNearHost(authority: string): boolean {
  const host = parseHost(authority)?.host ?? ''
  const address = host.startsWith('[') ? host.slice(1, -1) : host
  return host === 'localhost' || host.endsWith('.localhost') || isNear(address)
}
