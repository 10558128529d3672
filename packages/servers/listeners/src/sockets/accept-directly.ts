/*
 * `net.Server` makes a socket for each connection, and adopt-socket.ts another one, which takes the handle away from it:
 * the first is made, emitted and destroyed for nothing. Where each request has a connection of its own that is noticed.
 * So a listener's handle gives its new connections to us, and only the second socket is made.
 *
 * `_handle.onconnection` is not documented, so it is used here and nowhere else (test/accepting.test.ts holds each
 * version of Node against it). Where it is not what Node 20 to 26 have, as in Bun and Deno, and for whoever watches
 * `net.server.socket` of `node:diagnostics_channel`, connections come as events.
 */
import { channel } from 'node:diagnostics_channel'
import type { Server as Listener, Socket } from 'node:net'
import { adoptHandle } from './adopt-socket.ts'
import type { Handle, OnRead } from './adopt-socket.ts'

/** A new connection as libuv has it: TCP, or a pipe, which has no address and no delay. */
interface ConnectionHandle extends Handle {
  close(): void
  setNoDelay?(isOn: boolean): void
  getpeername?(into: Partial<Peer>): number
}

interface Peer {
  readonly address: string
  readonly port: number
}

type OnConnection = (this: ListenerHandle, error: number, connection: ConnectionHandle | undefined) => void

interface ListenerHandle {
  onconnection?: unknown
}

const socketChannel = channel('net.server.socket')

/**
 * Tells of each connection of a listener that listens: a socket that is paused, to be given to `adoptSocket` or destroyed
 * at once, and of which else only the peer's address is known.
 */
export function acceptDirectly(listener: Listener, accept: (socket: Socket) => void): void {
  listener.on('connection', accept)
  const { _handle: handle } = listener as unknown as { _handle: ListenerHandle | null }
  if (typeof handle?.onconnection !== 'function') return
  const byEvent = handle.onconnection as OnConnection
  handle.onconnection = function (this: ListenerHandle, error, connection) {
    if (error !== 0 || !isReadable(connection) || socketChannel.hasSubscribers)
      return byEvent.call(handle, error, connection)
    connection.setNoDelay?.(true)
    accept(new AcceptedConnection(connection) as unknown as Socket)
  } satisfies OnConnection
}

function isReadable(connection: ConnectionHandle | undefined): connection is ConnectionHandle {
  return typeof connection?.readStart === 'function' && typeof connection.close === 'function'
}

/** As much of a socket as is needed before it is adopted. */
class AcceptedConnection {
  readonly remoteAddress: string | undefined
  readonly remotePort: number | undefined
  readonly #handle: ConnectionHandle

  constructor(handle: ConnectionHandle) {
    const peer: Partial<Peer> = {}
    const isKnown = handle.getpeername !== undefined && handle.getpeername(peer) === 0
    this.#handle = handle
    this.remoteAddress = isKnown ? peer.address : undefined
    this.remotePort = isKnown ? peer.port : undefined
  }

  deliverTo(onRead: OnRead): Socket {
    return adoptHandle(this.#handle, onRead)
  }

  destroy(): void {
    this.#handle.close()
  }
}
