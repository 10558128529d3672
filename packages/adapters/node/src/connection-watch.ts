/*
 * Listeners expect to hear of a connection that closes or that nothing moves on. Sockets serve many requests, one after the
 * other or several at a time; one pair of listeners for each socket tells all of its exchanges.
 */
import type { Socket } from 'node:net'

/** Told of the connection of an exchange. */
export interface Watcher {
  /** The connection is gone. */
  connectionLost(): void
  /** The client has ended its side; some ways in give up then. */
  clientEnded(): void
  /** Nothing moved for the time that was set. @returns whether somebody does something about it */
  timedOut(): boolean
}

const WATCHERS: unique symbol = Symbol('tsgi.watchers')

interface WatchedSocket extends Socket {
  [WATCHERS]?: Watcher[]
}

/** Tells of a socket, until `stopWatching`. */
export function watchConnection(socket: WatchedSocket, watcher: Watcher): void {
  const watchers = socket[WATCHERS] ?? startWatching(socket)
  watchers.push(watcher)
}

/** Tells no more. */
export function stopWatching({ [WATCHERS]: watchers = [] }: WatchedSocket, watcher: Watcher): void {
  const index = watchers.indexOf(watcher)
  if (index !== -1) watchers.splice(index, 1)
}

/** An array and not a set: there are few, and a set that things come to and leave is made again and again. */
function startWatching(socket: WatchedSocket): Watcher[] {
  const watchers: Watcher[] = []
  socket[WATCHERS] = watchers
  socket.on('close', () => {
    for (const watcher of [...watchers]) watcher.connectionLost()
  })
  socket.on('end', () => {
    for (const watcher of [...watchers]) watcher.clientEnded()
  })
  // Before the listener of a server of Node, which destroys the socket when nobody else takes care of it.
  socket.prependListener('timeout', () => timedOut(socket, watchers))
  return watchers
}

function timedOut(socket: Socket, watchers: readonly Watcher[]): void {
  if (watchers.length === 0) return
  let isHandled = false
  for (const watcher of [...watchers]) isHandled = watcher.timedOut() || isHandled
  const { _httpMessage: served } = socket as { _httpMessage?: NodeJS.EventEmitter | null }
  if (!isHandled) socket.destroy()
  else served?.once('timeout', () => {})
}
