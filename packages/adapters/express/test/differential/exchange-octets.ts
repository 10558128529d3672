import type { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { connect } from 'node:net'

/** When a client resets the connection, before it has its answer. */
export interface Leaving {
  /** When it has received this. */
  readonly at?: string | undefined
  /** When this aborts. */
  readonly when?: AbortSignal
}

/** Sends octets to a server of this machine and gathers what comes until the connection is over. */
export async function exchangeOctets(port: number, octets: string, leaving: Leaving = {}): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  let received = ''
  socket.on('error', () => {}) // 'close' follows
  socket.on('data', (bytes: Buffer) => {
    received += bytes.toString('latin1')
    if (leaving.at !== undefined && received.includes(leaving.at)) socket.resetAndDestroy()
  })
  socket.on('end', () => socket.end())
  leaving.when?.addEventListener('abort', () => socket.resetAndDestroy())
  await once(socket, 'connect')
  const closed = once(socket, 'close')
  socket.write(octets, 'latin1')
  await closed
  return received
}
