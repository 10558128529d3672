import type { Readable } from 'node:stream'
import type { WebSocket } from 'ws'

/**
 * Pings regularly and drops a peer from which no byte came since the last ping. Any byte will do: a pong has to wait
 * behind a long message. Of a socket that the application has paused nothing is read, so nothing is known.
 * @param intervalMs 0: never
 */
export function keepAlive(socket: WebSocket, stream: Readable, intervalMs: number): void {
  if (intervalMs === 0) return
  let isAlive = true
  const check = (): void => {
    if (!isAlive && !socket.isPaused) return socket.terminate()
    isAlive = socket.isPaused
    socket.ping()
  }
  const timer = setInterval(check, intervalMs)
  stream.on('data', () => (isAlive = true))
  socket.once('close', () => clearInterval(timer))
}

/** Closes with 1001 (going away) when the server gives up or the connection is lost. */
export function closeOnAbort(socket: WebSocket, signal: AbortSignal): void {
  const leave = (): void => {
    socket.close(1001)
    // A paused socket would not see the answer, nor the end.
    socket.resume()
  }
  if (signal.aborted) return leave()
  signal.addEventListener('abort', leave)
  socket.once('close', () => signal.removeEventListener('abort', leave))
}
