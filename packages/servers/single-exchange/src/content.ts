import { IncomingBody } from '@tsgi/exchange'
import type { BodySource } from '@tsgi/exchange'
import type { SingleExchangeLimits } from './limits.ts'

/** Octets of content that may wait for the application before reading stops. */
const BACKLOG_BYTES = 65_536

/** What content needs of its connection. */
export interface ContentSource {
  /** Let the peer send. */
  resume(): void
  /** Let the peer wait. */
  pause(): void
}

/** The content of a request, of a length that is known, from its first octet to its last. */
export class Content implements BodySource {
  /** What the exchange gets. */
  readonly body: IncomingBody
  /** Octets still to come. */
  remaining: number
  readonly #limits: SingleExchangeLimits
  readonly #source: ContentSource
  #isDiscarding = false
  #discarded = 0
  /** When the present look at the rate began, and what remained then. */
  #since: number
  #remainingThen: number

  constructor(length: number, now: number, limits: SingleExchangeLimits, source: ContentSource) {
    this.remaining = length
    this.#limits = limits
    this.#source = source
    this.#since = now
    this.#remainingThen = length
    this.body = new IncomingBody(this)
  }

  /** Whether more was thrown away than the limit allows. */
  get isOverdrawn(): boolean {
    return this.#discarded > this.#limits.drainBytes
  }

  /** Whether the peer has to wait: for the application to read, or for the end of the exchange. */
  get isFull(): boolean {
    return this.body.backlog >= BACKLOG_BYTES || this.isOverdrawn
  }

  /**
   * Whether the peer has been sending too slowly for too long. While it has to wait for us, or nobody waits for it, time does
   * not count.
   */
  isTooSlow(now: number): boolean {
    const { contentTimeoutMs, minContentRate } = this.#limits
    if (this.isFull || this.#isDiscarding || contentTimeoutMs === 0) return this.#lookAnew(now)
    if (now - this.#since < contentTimeoutMs) return false
    const wanted = Math.max(1, (minContentRate * contentTimeoutMs) / 1000)
    return this.#remainingThen - this.remaining < wanted || this.#lookAnew(now)
  }

  #lookAnew(now: number): false {
    this.#since = now
    this.#remainingThen = this.remaining
    return false
  }

  /** Takes content; what is behind it is nobody's and goes nowhere (SPEC BODY-7). @param bytes the reader's from now on */
  take(bytes: Uint8Array): void {
    const chunk = bytes.length > this.remaining ? bytes.subarray(0, this.remaining) : bytes
    this.remaining -= chunk.length
    if (this.#isDiscarding) this.#discarded += chunk.length
    else this.body.push(chunk)
    if (this.remaining === 0) this.body.end()
    else if (this.isFull) this.#source.pause()
  }

  pull(): void {
    this.#source.resume()
  }

  leave(): void {
    this.discard(undefined)
  }

  /** Throws away what still comes. @param error for who is reading it */
  discard(error: unknown): void {
    this.#isDiscarding = true
    this.body.fail(error)
    if (!this.isOverdrawn) this.#source.resume()
  }
}
