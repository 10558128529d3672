import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'

/** A socket that a server of Node has accepted. */
interface ServedSocket extends Socket {
  server?: unknown
}

/** The server of a socket; `undefined`: it is of another kind. */
export function serverOf(socket: ServedSocket): unknown {
  return socket.server ?? undefined
}

/** Some listeners look for their server there, to hear of its other events. */
export function knowServer(socket: ServedSocket, server: EventEmitter): void {
  socket.server ??= server
}
