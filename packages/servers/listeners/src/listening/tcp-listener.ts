import type { Server } from 'node:net'
import type { ResolvedListenAddress } from './listen-address.ts'
import { startListening, tcpListener } from './open-listener.ts'
import type { OpenListener } from './open-listener.ts'

type TcpAddress = Extract<ResolvedListenAddress, { kind: 'tcp' }>

/**
 * Listens at a TCP port.
 * @throws Node's error (`code` `EADDRINUSE`, `EADDRNOTAVAIL`, `EACCES`, `ENOTFOUND` …)
 */
export async function openTcp(
  listener: Server,
  { host, port, ipv6Only }: TcpAddress,
  backlog: number,
): Promise<OpenListener> {
  // Without a host Node takes all addresses too, and those of IPv4 alone where the machine has no IPv6.
  const where = host === '::' && !ipv6Only ? { port } : { host, port, ipv6Only }
  await startListening(listener, { ...where, backlog })
  return tcpListener(listener)!
}
