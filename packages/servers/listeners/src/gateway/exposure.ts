import { ListenError } from '../listening/listen-error.ts'
import type { BoundListener } from '../socket-server.ts'

/**
 * Sees to it that nobody listens to the network by mistake: gateway protocols have no authentication, and whoever speaks
 * them decides who the client is. Looks at the address that is bound, so names and inherited sockets are covered too.
 * @param isTrusted whether whoever can connect is trusted
 * @throws ListenError `ENOTLOOPBACK`
 */
export function expectTrusted(
  { address, authority }: BoundListener,
  isTrusted: boolean,
  packageName: string,
): void {
  if (address === null || isLoopback(address)) return
  if (!isTrusted) {
    throw new ListenError(
      'ENOTLOOPBACK',
      `Other machines can reach ${authority}, and ${packageName} believes whoever connects: listen on a loopback ` +
        'address or a unix socket, or set trustNetwork where a firewall lets only the web server in',
    )
  }
  process.emitWarning(`${packageName} listens on ${authority} and believes whoever connects`, {
    code: 'TSGI_TRUSTED_NETWORK',
  })
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}
