/*
 * `Socket.write` takes each write through a stream: its state, a request object, a tick to call back in. Most answers
 * fit into the system's buffer and are gone when the system call returns, so that none of it is needed: here the text
 * goes to the socket's handle, which then tells whether something is left. That is 0.9 µs of a small request
 * (PERFORMANCE.md).
 *
 * When something is left, an empty write of the stream queues behind it, so that ending, errors and the wait for what
 * is under way remain the stream's business.
 *
 * Like adopt-socket.ts this uses `_handle`, which is not documented; where there is none, or one of another kind such as
 * that of TLS, everything goes through the stream. How this version of Node calls the handle, with a request (up to 25) or
 * without one, is learnt from the first write that goes through a stream.
 */
import type { Socket } from 'node:net'

interface Handle {
  /**
   * Writes what the system takes at once; the rest goes out later, and only then a request is needed.
   * @returns 0, the number of an error, or the request when one was made for the rest
   */
  writeLatin1String(request: object | null, text: string): number | object
  /** Bytes that are still to go out. */
  readonly writeQueueSize: number
}

/** What Node gives a handle with each write: an object of a class, or nothing. `undefined`: not known yet. */
let WriteRequest: (new () => object) | null | undefined = undefined
/** A request that was not used serves the next write, of whichever socket. */
let unused: object | null = null

/** Writes text to one socket, without its stream where possible. */
export class DirectWriter {
  /** Whether the system has not taken yet all that was written here. */
  isBehind = false
  readonly #socket: Socket
  readonly #isPlain: boolean
  readonly #caughtUp: () => void

  /** @param caughtUp called when the system has taken all, after it had not */
  constructor(socket: Socket, caughtUp: () => void) {
    this.#socket = socket
    this.#isPlain = hasPlainHandle(socket)
    this.#caughtUp = caughtUp
  }

  /** Octets that wait in the handle. */
  get waiting(): number {
    return handleOf(this.#socket)?.writeQueueSize ?? 0
  }

  /** Writes text of which each character is one octet. */
  write(text: string): void {
    const handle = handleOf(this.#socket)
    if (handle === null || !this.#isPlain || this.isBehind || this.#socket.writableLength > 0)
      this.#socket.write(text, 'latin1')
    else if (WriteRequest === undefined) this.#learn(handle, text)
    else this.#writeDirectly(handle, text)
  }

  #writeDirectly(handle: Handle, text: string): void {
    if (unused === null && WriteRequest) unused = new WriteRequest()
    const result = handle.writeLatin1String(unused, text)
    if (typeof result === 'object' || (result === 0 && handle.writeQueueSize > 0)) this.#wait()
    else if (result !== 0) this.#socket.destroy()
  }

  /** The request that `unused` held is in use now. */
  #wait(): void {
    unused = null
    this.isBehind = true
    this.#socket.write('', () => {
      this.isBehind = false
      this.#caughtUp()
    })
  }

  #learn(handle: Handle, text: string): void {
    const { prototype } = handle.constructor
    handle.writeLatin1String = (request, same) => {
      WriteRequest = request === null ? null : (request.constructor as new () => object)
      return prototype.writeLatin1String.call(handle, request, same)
    }
    this.#socket.write(text, 'latin1')
    delete (handle as Partial<Handle>).writeLatin1String
  }
}

function handleOf(socket: Socket): Handle | null {
  return (socket as unknown as { _handle: Handle | null })._handle
}

/** TCP or a unix socket: TLS never takes a write at once. */
function hasPlainHandle(socket: Socket): boolean {
  const kind = handleOf(socket)?.constructor.name
  return kind === 'TCP' || kind === 'Pipe'
}
