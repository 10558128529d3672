import type { Socket } from 'node:net'
import { adoptSocket, releaseSocket } from '../adopt-socket.ts'
import type { ServedConnection } from '../served-connection.ts'
import { isHttp2Preface } from './preface.ts'

/** What the opening of a connection needs of its server. */
export interface OpeningContext {
  /** Milliseconds that a client may take to show what it speaks. */
  readonly openingMs: number
  /** It is known: the socket, paused, and what was read from it already. */
  readonly opened: (
    opened: { socket: Socket; first: Uint8Array; isHttp2: boolean },
    opening: ServedConnection,
  ) => void
  /** Told once, when nothing came of it and the connection is gone. */
  readonly closed: (opening: ServedConnection) => void
}

/** A connection without TLS, until its first octets tell HTTP/2 with prior knowledge from HTTP/1 (RFC 9113 §3.3). */
export class Opening implements ServedConnection {
  readonly #context: OpeningContext
  readonly #socket: Socket
  readonly #timer: NodeJS.Timeout
  #first: Uint8Array = new Uint8Array(0)

  /** @param accepted a paused socket, which must not be used any more */
  constructor(accepted: Socket, context: OpeningContext) {
    this.#context = context
    this.#socket = adoptSocket(accepted, (bytes, length) => this.#receive(bytes.subarray(0, length)))
    this.#timer = setTimeout(() => this.destroy(), context.openingMs)
    this.#socket.on('error', () => {})
    this.#socket.on('end', () => this.destroy())
    this.#socket.on('close', () => context.closed(this))
  }

  /** Nothing was asked yet. */
  shutdown(): void {
    this.destroy()
  }

  destroy(): void {
    clearTimeout(this.#timer)
    this.#socket.destroy()
  }

  #receive(bytes: Uint8Array): void {
    const first = new Uint8Array(this.#first.length + bytes.length)
    first.set(this.#first)
    first.set(bytes, this.#first.length)
    this.#first = first
    const isHttp2 = isHttp2Preface(first)
    if (isHttp2 === undefined) return
    clearTimeout(this.#timer)
    const socket = releaseSocket(this.#socket)
    this.#context.opened({ socket, first, isHttp2 }, this)
  }
}
