import type { ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'

/**
 * Keeps what reads the socket of a session for as long as that may be read.
 *
 * Node forgets it when a session is destroyed, which is before its socket has closed. Collected between the two halves
 * of a read, it leaves its buffer to the reader below, and below ours is one with a buffer of its own (`adoptSocket`):
 * Node aborts, "Assertion failed: (buf.base) == (buffer_.base)".
 */
export function keepReader(session: ServerHttp2Session, socket: Socket): void {
  const reader = readerOf(session)
  socket.once('close', () => void reader)
}

/** Node does not document it; `undefined`: it is elsewhere. */
export function readerOf(session: ServerHttp2Session): unknown {
  const key = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'kHandle')
  return key === undefined ? undefined : (session as unknown as Record<symbol, unknown>)[key]
}
