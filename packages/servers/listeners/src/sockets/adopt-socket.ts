/*
 * Reading through `onread` puts all bytes of all sockets into one buffer and calls back with their number: no Buffer,
 * no stream event per read, about a quarter of the time of a small request. Node offers it to client sockets only. So
 * the accepted socket, still paused, gives its handle away to a socket made with `onread`.
 *
 * `_handle` is not documented, so it is used in this folder and nowhere else. Every test over a socket stands on it: run them on a
 * new version of Node before supporting it. Where there is no handle (Bun, Deno) the socket is read by its events.
 */
import { Buffer } from 'node:buffer'
import { Socket } from 'node:net'

/** Takes the bytes of a read; they are the receiver's only until it returns. */
export type OnRead = (bytes: Uint8Array, length: number) => void

/** What libuv has of a connection. */
export interface Handle {
  readStart?: unknown
}

interface HandleOwner {
  _handle: Handle | null
}

/** A socket that delivers by itself, such as that of TLS. Those who listen to its events stay. */
export interface DeliveringSocket extends Socket {
  /** Delivers what it reads. */
  deliverTo(onRead: OnRead): Socket
  /** Turns it into an ordinary socket, paused, whose bytes come as events. */
  release(): Socket
}

/** One for all sockets: a read is consumed before the next one happens. */
const READ_BUFFER = new Uint8Array(65_536)

/** Whether sockets of this runtime have handles to give away. */
export function hasHandle(accepted: Socket): boolean {
  const { _handle: handle } = accepted as unknown as HandleOwner
  return typeof handle?.readStart === 'function'
}

/** Makes a socket that delivers what it reads to `onRead`. The accepted one must not be used any more. */
export function adoptSocket(accepted: Socket, onRead: OnRead): Socket {
  if (delivers(accepted)) return accepted.deliverTo(onRead)
  if (!hasHandle(accepted)) {
    accepted.on('data', (bytes: Buffer) => onRead(bytes, bytes.length))
    return accepted.resume()
  }
  return adoptHandle(takeHandle(accepted), onRead)
}

/** Makes a socket that delivers what it reads to `onRead`, of a handle that has no other one. */
export function adoptHandle(handle: Handle, onRead: OnRead): Socket {
  return new Socket({
    handle,
    allowHalfOpen: true,
    onread: {
      buffer: READ_BUFFER,
      callback(length: number) {
        onRead(READ_BUFFER, length)
        return true
      },
    },
  } as ConstructorParameters<typeof Socket>[0])
}

/** Turns an adopted socket back into an ordinary one, paused, whose bytes come as events. */
export function releaseSocket(adopted: Socket): Socket {
  if (delivers(adopted)) return adopted.release()
  adopted.removeAllListeners()
  if (!hasHandle(adopted)) return adopted.pause()
  // The handle goes on reading into the buffer it was given.
  const released: Socket = new Socket({
    handle: takeHandle(adopted),
    allowHalfOpen: true,
    pauseOnCreate: true,
    onread: {
      buffer: READ_BUFFER,
      callback: (length: number) => released.push(Buffer.from(READ_BUFFER.subarray(0, length))),
    },
  } as ConstructorParameters<typeof Socket>[0])
  return released
}

function delivers(socket: Socket): socket is DeliveringSocket {
  return 'deliverTo' in socket
}

/** Without its handle, destroying a socket leaves the connection alone and takes it out of the listener's count. */
function takeHandle(socket: Socket): Handle {
  const owner = socket as unknown as HandleOwner
  const handle = owner._handle!
  owner._handle = null
  socket.destroy()
  return handle
}
