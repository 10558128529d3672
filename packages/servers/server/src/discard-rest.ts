import type { Socket } from 'node:net'

/**
 * Lets go of a socket whose application has ended its side and is done: what nobody reads would hide that the client
 * has ended too, and the socket would stay.
 */
export function discardRest(socket: Socket): void {
  const isRead = socket.readableFlowing === true || socket.listenerCount('readable') > 0
  if (socket.writableEnded && !isRead) socket.resume()
}
