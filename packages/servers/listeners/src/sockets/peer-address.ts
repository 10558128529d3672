import type { Socket } from 'node:net'
import type { Address } from '@tsgi/spec'

/** The peer of a socket; `null` when it has no address. An IPv4 peer of an IPv6 listener gets its IPv4 form. */
export function peerAddress({ remoteAddress, remotePort }: Socket): Address | null {
  if (remoteAddress === undefined || remotePort === undefined) return null
  const isMapped = remoteAddress.startsWith('::ffff:') && remoteAddress.includes('.')
  return Object.freeze({ address: isMapped ? remoteAddress.slice(7) : remoteAddress, port: remotePort })
}
