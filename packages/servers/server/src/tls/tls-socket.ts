/*
 * A server's TLS socket that reads as `adoptSocket` does: all that was decrypted lands in one buffer, and a callback
 * is told how much it is. Node's `TLSSocket` can do that, but only where it opens the connection itself, so the accepted
 * socket's handle is slipped in where it would make one. What was accepted is closed and counted here from then on.
 *
 * `_wrapHandle` and `_handle` are not documented. Where they are missing (Bun, Deno), TLS runs over the accepted
 * socket, and what it decrypts comes as events.
 *
 * One read of the system's may hold several TLS records, and all of them are decrypted, and told of, before anybody can
 * stop it. To a reader that has paused that would be a surprise, so what is left over waits here.
 */
import { Buffer } from 'node:buffer'
import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { SecureContext, TLSSocketOptions } from 'node:tls'
import { hasHandle } from '@tsgi/listeners'
import type { DeliveringSocket, OnRead } from '@tsgi/listeners'

/** What a server's end of TLS is made with. */
export type TlsSocketOptions = Pick<
  TLSSocketOptions,
  'ALPNProtocols' | 'SNICallback' | 'requestCert' | 'rejectUnauthorized'
> & {
  /** What is served until the client names somebody else. */
  readonly secureContext: SecureContext
}

interface Handle {
  receive(bytes: Buffer): void
  setVerifyMode?(isWanted: boolean, isNeeded: boolean): void
  verifyError?(): { readonly code: string } | null | undefined
}

interface Accepted {
  /** Fills `name`; tells a number below 0 when there is no peer any more. */
  getpeername?(name: object): number
}

type WrapHandle = (wrap: Socket | null, handle: unknown, hasActiveWrite: boolean) => Handle

interface Insides {
  connecting: boolean
  secureConnecting: boolean
  _handle: Handle | null
  readonly _wrapHandle?: WrapHandle
  readonly _tlsOptions: { readonly accepted?: Accepted }
}

/** One for all sockets: what is in it is consumed before anything else is decrypted. */
const READ_BUFFER = new Uint8Array(65_536)

const parent = TLSSocket.prototype as unknown as Insides

/** The server's end of a TLS connection. Emits `secure` when the handshake is complete. */
export class TlsSocket extends TLSSocket implements DeliveringSocket {
  #onRead: OnRead | null = null
  #isStopped = false
  #isReleased = false
  #waiting: Buffer[] = []
  #isEndWaiting = false
  readonly #readsByEvents: boolean

  /**
   * @param accepted a paused socket, which must not be used any more
   * @param first what was already read from it
   */
  constructor(accepted: Socket, options: TlsSocketOptions, first: Uint8Array | null = null) {
    const canAdopt = hasHandle(accepted) && typeof parent._wrapHandle === 'function'
    const all = {
      ...options,
      isServer: true,
      allowHalfOpen: true,
      accepted: canAdopt ? takeHandle(accepted) : undefined,
      onread: { buffer: READ_BUFFER, callback: (length: number): boolean => this.#read(length) },
    }
    super((canAdopt ? undefined : accepted) as unknown as Socket, all)
    this.#readsByEvents = !canAdopt
    // Whoever makes a server's socket by itself has to say these two as well.
    insides(this).connecting = false
    this.prependOnceListener('secure', () => {
      insides(this).secureConnecting = false
      setImmediate(() => this.#dropWhenReset())
    })
    // Renegotiation lets a client make a server work for nothing; TLS 1.3 does not have it.
    this.disableRenegotiation()
    // After the handshake, errors of TLS are told of in this way only.
    this.on('_tlsError', () => this.destroy())
    // In a tick of its own, when whoever makes this socket listens to it.
    if (first !== null && first.length > 0)
      process.nextTick(() => insides(this)._handle?.receive(Buffer.from(first)))
  }

  /** Delivers what comes to a reader, as `adoptSocket` does. Call it when the handshake is complete, at once. */
  deliverTo(onRead: OnRead): this {
    if (this.#readsByEvents) {
      this.on('data', (bytes: Buffer) => onRead(bytes, bytes.length))
      return this.resume()
    }
    this.#onRead = onRead
    return this
  }

  /** Turns it into an ordinary socket, paused, whose bytes come as events. */
  release(): this {
    this.removeAllListeners('data')
    this.#onRead = (bytes, length) => void this.push(Buffer.from(bytes.subarray(0, length)))
    for (const bytes of this.#waiting.splice(0)) this.push(bytes)
    // From now on what nobody takes waits in the stream.
    this.#isReleased = true
    this.#isStopped = false
    return super.pause()
  }

  /** Asks for a certificate, or not: while the client's hello is being answered. */
  askForCertificate(isWanted: boolean, isNeeded: boolean): void {
    insides(this)._handle?.setVerifyMode?.(isWanted, isNeeded)
  }

  /** What is wrong with the certificate that the client showed; `null`: nothing. */
  certificateFault(): string | null {
    const handle = insides(this)._handle
    if (handle?.verifyError === undefined) return 'UNKNOWN'
    return handle.verifyError()?.code ?? null
  }

  /** The server that the client named; `null`: none. */
  get serverName(): string | null {
    const { servername } = this as { servername?: unknown }
    return typeof servername === 'string' && servername !== '' ? servername : null
  }

  override pause(): this {
    this.#isStopped = !this.#isReleased
    return super.pause()
  }

  override resume(): this {
    this.#isStopped = false
    if (this.#waiting.length > 0 || this.#isEndWaiting) process.nextTick(() => this.#goOn())
    return super.resume()
  }

  /** `null` is the end, which must not overtake what waits. */
  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    this.#isEndWaiting = chunk === null && (this.#isStopped || this.#waiting.length > 0)
    return this.#isEndWaiting ? false : super.push(chunk, encoding)
  }

  /** Breaks off. Without TLS's own end, the client can tell that something is missing (RFC 8446 §6.1). */
  override resetAndDestroy(): this {
    return this.destroy()
  }

  /**
   * The handshake's last octets are written for nobody. When that fails, as the client has reset the connection, Node tells
   * nobody either, nor does it write again: HTTP/2 would wait for its first frame to leave, and not even read.
   */
  #dropWhenReset(): void {
    const fault = insides(this)._tlsOptions.accepted?.getpeername?.({}) ?? 0
    if (fault < 0) this.destroy()
  }

  _wrapHandle(wrap: Socket | null, handle: unknown, hasActiveWrite: boolean): Handle {
    return parent._wrapHandle!.call(this, wrap, handle ?? insides(this)._tlsOptions.accepted, hasActiveWrite)
  }

  #read(length: number): boolean {
    if (this.#isStopped || this.#waiting.length > 0)
      this.#waiting.push(Buffer.from(READ_BUFFER.subarray(0, length)))
    else this.#onRead?.(READ_BUFFER, length)
    return true
  }

  #goOn(): void {
    while (!this.#isStopped && !this.destroyed) {
      const bytes = this.#waiting.shift()
      if (bytes === undefined) break
      this.#onRead?.(bytes, bytes.length)
    }
    if (!this.#isEndWaiting || this.#isStopped || this.destroyed) return
    this.push(null)
    this.read(0)
  }
}

function insides(socket: TLSSocket): Insides {
  return socket as unknown as Insides
}

/** Without its handle, destroying a socket leaves the connection alone and takes it out of the listener's count. */
function takeHandle(socket: Socket): unknown {
  const owner = socket as unknown as { _handle: unknown }
  const handle = owner._handle
  owner._handle = null
  socket.destroy()
  return handle
}
