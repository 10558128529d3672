import type { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { connect } from 'node:net'

/**
 * Sends octets to a server of this machine and gathers what comes until the connection is over.
 * @param leavesAt the client resets the connection when it has received this
 */
export async function exchangeOctets(port: number, octets: string, leavesAt?: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  let received = ''
  socket.on('error', () => {}) // 'close' follows
  socket.on('data', (bytes: Buffer) => {
    received += bytes.toString('latin1')
    if (leavesAt !== undefined && leavesAt !== '' && received.includes(leavesAt)) socket.resetAndDestroy()
  })
  socket.on('end', () => socket.end())
  await once(socket, 'connect')
  const closed = once(socket, 'close')
  socket.write(octets, 'latin1', () => {
    if (leavesAt === '') socket.resetAndDestroy()
  })
  await closed
  return received
}
