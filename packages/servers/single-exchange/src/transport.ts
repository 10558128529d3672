/*
 * The writing half of a connection: what an exchange says, up to the end of the connection. Neither protocol has 1xx,
 * trailers or a change of protocol.
 */
import type { ResponseHead, Transport } from '@tsgi/exchange'
import type { Counters, Output } from '@tsgi/listeners'
import type { Awaitable } from '@tsgi/spec'
import type { Framing } from './framing.ts'

/** What the transport needs of its connection. */
export interface TransportOwner {
  /** The exchange is over. */
  finished(): void
  /** Ends the connection at once, so that the peer can tell that something is missing. */
  cut(): void
}

/** Writes the response of one connection. */
export class SingleTransport implements Transport {
  readonly takesTrailers = false
  /** Whether a response was begun. */
  hasResponded = false
  readonly #owner: TransportOwner
  readonly #framing: Framing
  readonly #output: Output
  readonly #counters: Counters
  #isWhole = false

  constructor(owner: TransportOwner, framing: Framing, output: Output, counters: Counters) {
    this.#owner = owner
    this.#framing = framing
    this.#output = output
    this.#counters = counters
  }

  sendWhole(head: ResponseHead, content: string | Uint8Array | null): void {
    this.#isWhole = true
    this.#sendHead(head)
    if (content !== null) this.#output.content(content, head.contentLength!)
    this.#output.flush()
  }

  sendHead(head: ResponseHead, chunk: string | Uint8Array, size: number): Awaitable<void> {
    this.#sendHead(head)
    return this.sendChunk(chunk, size)
  }

  sendChunk(chunk: string | Uint8Array, size: number): Awaitable<void> {
    this.#output.content(chunk, size)
    this.#output.flushSoon()
    return this.#output.drained()
  }

  sendEnd(): void {
    this.#isWhole = true
    this.#output.flush()
  }

  flushed(): Awaitable<void> {
    return this.#output.flushed()
  }

  cut(): void {
    this.#output.release()
    this.#owner.cut()
  }

  finished(): void {
    this.#counters.requestOver(this.#isWhole)
    this.#owner.finished()
  }

  #sendHead(head: ResponseHead): void {
    this.hasResponded = true
    this.#counters.responseBegun(head.status)
    this.#output.octets(this.#framing.formatHead(head))
  }
}
