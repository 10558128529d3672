import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'

/** Where a server listens: `{ host, port }`, or `{ path }` of a unix socket. */
export type HttpAddress = { readonly host: string; readonly port: number } | { readonly path: string }

/** How a sender works. */
export interface SenderOptions {
  /** How long an exchange may take before it fails, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number
  /** To speak TLS: what `tls.connect` of Node takes besides an address, such as `{ ca, servername }`. Default: no TLS. */
  readonly tls?: ConnectionOptions
}

/**
 * Connects, and with TLS agrees on what is spoken inside (RFC 7301). Rejects when nobody listens, or when the server
 * speaks something else.
 */
export async function openSocket(
  address: HttpAddress,
  tls: ConnectionOptions | undefined,
  protocol: 'h2' | 'http/1.1',
): Promise<Socket> {
  // Node's HTTP/2 does not notice the end of a socket that stays open for writing.
  const where = { ...address, allowHalfOpen: protocol === 'http/1.1' }
  const socket = tls ? connectTls({ ...tls, ...where, ALPNProtocols: [protocol] }) : connect(where)
  await once(socket, tls ? 'secureConnect' : 'connect')
  // What goes wrong from here on shows where it is read.
  socket.on('error', () => {})
  return socket
}
