import { IncomingBody } from '@tsgi/exchange'
import type { BodySource } from '@tsgi/exchange'
import { contentDecoder } from '@tsgi/http1'
import type { ContentDecoder, MessageLimits, RequestHead } from '@tsgi/http1'
import { contentDiscarded } from '@tsgi/listeners'
import type { ServerLimits } from './options.ts'
import { contentTooLarge } from './refusals.ts'

/** Bytes of content that may wait for the application before reading stops. */
const BACKLOG_BYTES = 65_536

/** Limits of the content of a request. */
export interface ContentLimits {
  readonly limits: MessageLimits & ServerLimits
  readonly watch: { readonly now: number }
}

/** What the reader needs of its connection. */
export interface ContentSource {
  /** Let the client send. */
  resume(): void
  /** Let the client wait. */
  pause(): void
  /** Sends 100 (Continue). */
  sendContinue(): void
}

/** The content of one request, from the first octet behind its head to its last. */
export class ContentReader implements BodySource {
  /** What the exchange gets. */
  readonly body: IncomingBody
  readonly #decoder: ContentDecoder
  readonly #source: ContentSource
  #owesContinue: boolean
  #isDiscarding = false
  /** Octets thrown away, framing included. */
  #discarded = 0
  /** Octets of content so far. */
  #taken = 0
  /** When and where the present look at the rate began. */
  #since: number
  #takenBefore = 0
  readonly #limits: ServerLimits

  constructor(head: RequestHead, { limits, watch }: ContentLimits, source: ContentSource) {
    this.#decoder = contentDecoder(head.contentLength, limits)
    this.#limits = limits
    this.#since = watch.now
    this.#owesContinue = head.expectsContinue
    this.#source = source
    this.body = new IncomingBody(this)
  }

  /** Octets still to come; `Infinity`: unknown. */
  get remaining(): number {
    return this.#decoder.remaining
  }

  /** Whether more was thrown away than the limit allows. */
  get isOverdrawn(): boolean {
    return this.#discarded > this.#limits.drainBytes
  }

  /** Whether the client has to wait: for the application to read, or for the end of the exchange. */
  get isFull(): boolean {
    return this.body.backlog >= BACKLOG_BYTES || this.isOverdrawn
  }

  /** Whether the client waits for a 100 that was not sent: it may or may not go on to send its content. */
  get isUncertain(): boolean {
    return this.#owesContinue
  }

  /** Whether the client has been sending too slowly for too long. While it has to wait for us, time does not count. */
  isTooSlow(now: number): boolean {
    const { contentTimeoutMs, minContentRate } = this.#limits
    if (this.isFull || this.#owesContinue || contentTimeoutMs === 0) return this.#lookAnew(now)
    if (now - this.#since < contentTimeoutMs) return false
    const wanted = Math.max(1, (minContentRate * contentTimeoutMs) / 1000)
    return this.#taken - this.#takenBefore < wanted || this.#lookAnew(now)
  }

  #lookAnew(now: number): false {
    this.#since = now
    this.#takenBefore = this.#taken
    return false
  }

  /**
   * Takes content.
   * @returns the offset after the last octet, or -1 when all was taken and more is needed
   * @throws ProtocolError
   */
  take(bytes: Uint8Array, at: number, end: number): number {
    const after = this.#decoder.decode(bytes, at, end)
    const { content } = this.#decoder
    if (content !== null) this.#count(content.length)
    // A client that sends its content anyway has stopped waiting (RFC 9110 §10.1.1).
    this.#owesContinue = false
    if (this.#isDiscarding) this.#discarded += (after < 0 ? end : after) - at
    else if (content !== null) this.body.push(content)
    if (after >= 0) this.body.end()
    else if (this.isFull) this.#source.pause()
    return after
  }

  leave(): void {
    this.discard()
  }

  #count(octets: number): void {
    const { maxContentBytes } = this.#limits
    this.#taken += octets
    if (maxContentBytes > 0 && this.#taken > maxContentBytes) throw contentTooLarge('HTTP1')
  }

  /** Throws away what still comes; who is reading it learns that it is not whole (SPEC BODY-5). */
  discard(): void {
    this.#isDiscarding = true
    this.body.fail(contentDiscarded())
    if (!this.isOverdrawn) this.#source.resume()
  }

  pull(): void {
    if (this.#owesContinue) {
      this.#owesContinue = false
      this.#source.sendContinue()
    }
    this.#source.resume()
  }
}
