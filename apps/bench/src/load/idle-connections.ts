import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** Connections that have had one answer each and wait. */
export interface IdleConnections {
  /** How many the server has closed meanwhile. */
  lost(): number
  close(): void
}

const HTTP_REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
/** How many connect at once: fewer than wait in the shortest queue of a listening socket. */
const AT_ONCE = 100
/** How long an answer may take. */
const ANSWER_MS = 10_000

/**
 * Opens so many connections to a port of 127.0.0.1, and makes one request on each.
 * @param request its octets, one character for each
 */
export async function openIdleConnections(
  port: number,
  count: number,
  request: string = HTTP_REQUEST,
): Promise<IdleConnections> {
  const sockets: Socket[] = []
  let lost = 0
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, () =>
      connect(port, '127.0.0.1'),
    )
    sockets.push(...some)
    await Promise.all(some.map((socket) => askOnce(socket, request)))
    for (const socket of some) socket.once('close', () => lost++)
  }
  return {
    lost: () => lost,
    close: () => sockets.forEach((socket) => socket.destroy()),
  }
}

async function askOnce(socket: Socket, request: string): Promise<void> {
  socket.write(request, 'latin1')
  await once(socket, 'data', { signal: AbortSignal.timeout(ANSWER_MS) })
  socket.on('error', () => {}).resume()
}
