import type { Socket } from 'node:net'
import { adoptSocket, releaseSocket } from '@tsgi/listeners'
import type { ServedConnection } from '@tsgi/listeners'
import type { Arrival, Client, Entrance } from '../arrival.ts'
import type { ConnectionContext } from '../connection-context.ts'
import { isHttp2Preface } from './preface.ts'

/** Where a connection goes on, by what is spoken over it. */
export interface Versions {
  readonly http1: Entrance
  readonly http2: Entrance
}

/** A connection without TLS, until its first octets tell HTTP/2 with prior knowledge from HTTP/1 (RFC 9113 §3.3). */
export class Opening implements ServedConnection {
  readonly #context: ConnectionContext
  readonly #versions: Versions
  readonly #client: Client
  readonly #socket: Socket
  #deadline: number
  #first: Uint8Array = new Uint8Array(0)

  constructor({ socket, first, client }: Arrival, context: ConnectionContext, versions: Versions) {
    this.#context = context
    this.#versions = versions
    this.#client = client
    this.#deadline = context.watch.in(context.limits.headTimeoutMs)
    this.#socket = adoptSocket(socket, (bytes, length) => this.#receive(bytes.subarray(0, length)))
    this.#socket.on('error', () => {})
    this.#socket.on('end', () => this.destroy())
    this.#socket.on('close', () => context.closed(this))
    // In a tick of its own, when the server knows this connection.
    if (first !== null) process.nextTick(() => this.#receive(first))
  }

  /** What it asks may be on its way: it has `drainMs`. Whoever goes on with it is told to shut down at once. */
  shutdown(): void {
    const { watch, limits } = this.#context
    this.#deadline = Math.min(this.#deadline, watch.in(limits.drainMs))
  }

  destroy(): void {
    this.#socket.destroy()
  }

  check(now: number): void {
    if (now >= this.#deadline) this.destroy()
  }

  #receive(bytes: Uint8Array): void {
    if (this.#socket.destroyed) return
    const first = new Uint8Array(this.#first.length + bytes.length)
    first.set(this.#first)
    first.set(bytes, this.#first.length)
    this.#first = first
    const isHttp2 = isHttp2Preface(first)
    if (isHttp2 === undefined) return
    const arrival = { socket: releaseSocket(this.#socket), first, client: this.#client }
    this.#context.passedOn(this, this.#versions[isHttp2 ? 'http2' : 'http1'](arrival))
  }
}
