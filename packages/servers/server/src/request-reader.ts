import { readRequestHead } from '@tsgi/http1'
import type { HeadScanner, RequestHead } from '@tsgi/http1'
import type { Output } from '@tsgi/listeners'
import type { Client } from './arrival.ts'
import type { ConnectionContext } from './connection-context.ts'
import { ContentReader } from './content-reader.ts'
import type { ContentSource } from './content-reader.ts'
import { refuseHead } from './refusals.ts'

/** What the reader needs of its connection, and tells it. */
export interface ReaderOwner extends ContentSource {
  /** Whether the next request may be read. */
  isReady(): boolean
  /** Whether nothing of what comes is looked at any more. */
  isOver(): boolean
  /** A head has begun to come. */
  headBegins(): void
  /** A head is complete; its content, if it has any, comes next. */
  begin(head: RequestHead): void
  /** The request can be answered. Not called when content that came along was malformed. */
  run(head: RequestHead, content: ContentReader | null): void
  /** A head that is malformed. */
  refuse(error: unknown): void
  /** Content that is malformed. */
  contentFailed(content: ContentReader, error: unknown): void
  /** Content is complete. */
  contentEnded(): void
  /** More content was thrown away than the limit allows. */
  overdrawn(): void
}

/**
 * The reading half of a connection: octets → head → content, one request after the other (RFC 9112 §2.2, §6).
 *
 * While a request is being answered, what the client has already sent of the next is held and reading stops: pipelining
 * costs the client's socket buffer, not our memory (RFC 9112 §9.3.2).
 */
export class RequestReader {
  /** Set while a request's content is incomplete. */
  content: ContentReader | null = null

  readonly #owner: ReaderOwner
  readonly #context: ConnectionContext
  readonly #client: Client
  readonly #output: Output
  /** Set while a head is incomplete. */
  #scanner: HeadScanner | null = null
  /** Octets behind the present request. */
  #held: Uint8Array | null = null
  #isTaking = false

  constructor(owner: ReaderOwner, context: ConnectionContext, client: Client, output: Output) {
    this.#owner = owner
    this.#context = context
    this.#client = client
    this.#output = output
  }

  /** Whether there is nothing of a next request. */
  get isIdle(): boolean {
    return this.#scanner === null && this.#held === null
  }

  /** Whether a part of a head has come. */
  get isInHead(): boolean {
    return this.#scanner !== null
  }

  /** Takes what was read, as much as the state allows. */
  read(bytes: Uint8Array, length: number): void {
    this.#take(bytes, 0, length)
    this.goOn()
  }

  /** Goes on with what was held, once that is possible, and with reading. */
  goOn(): void {
    // What is being taken goes on by itself.
    if (this.#isTaking) return
    while (this.#held !== null && this.#owner.isReady()) {
      const held = this.#held
      this.#held = null
      this.#take(held, 0, held.length)
    }
    if (!this.#owner.isOver() && this.#held === null && this.content?.isFull !== true) this.#owner.resume()
  }

  /** What was read behind the present request, for another reader. */
  giveUp(): Uint8Array {
    return this.#held ?? new Uint8Array(0)
  }

  /** Looks at nothing more. */
  stop(): void {
    this.content?.discard()
    this.content = null
    this.#held = null
  }

  /** Keeps octets for later, and lets the client wait. */
  hold(bytes: Uint8Array, at: number, end: number): number {
    this.#held = new Uint8Array(bytes.subarray(at, end))
    this.#owner.pause()
    return end
  }

  /** Answers given on the way leave in one write. */
  #take(bytes: Uint8Array, start: number, end: number): void {
    this.#isTaking = true
    this.#output.hold()
    let at = start
    while (at < end && !this.#owner.isOver()) {
      if (this.content !== null) at = this.#takeContent(this.content, bytes, at, end)
      else if (this.#owner.isReady()) at = this.#takeHead(bytes, at, end)
      else at = this.hold(bytes, at, end)
    }
    this.#isTaking = false
    this.#output.release()
  }

  #takeHead(bytes: Uint8Array, at: number, end: number): number {
    const { scanners, limits } = this.#context
    const scanner = this.#scanner ?? scanners.take()
    let head: RequestHead
    let after: number
    try {
      after = scanner.scan(bytes, at, end)
      if (after < 0) {
        if (this.#scanner === null) this.#owner.headBegins()
        this.#scanner = scanner
        return end
      }
      this.#scanner = null
      head = readRequestHead(scanner, this.#client.scheme)
      scanners.giveBack(scanner)
      refuseHead(head, this.#client, limits, 'HTTP1')
    } catch (error) {
      this.#owner.refuse(error)
      return end
    }
    this.#owner.begin(head)
    if (head.contentLength !== 0) return this.#startContent(head, bytes, after, end)
    // Who takes the connection over gets what was already read of the other protocol.
    if (head.wantsUpgrade && after < end) after = this.hold(bytes, after, end)
    this.#owner.run(head, null)
    return after
  }

  /** Content that is already here is looked at first: when it is malformed, no application is called. */
  #startContent(head: RequestHead, bytes: Uint8Array, at: number, end: number): number {
    const content = new ContentReader(head, this.#context, this.#owner)
    this.content = content
    const after = at < end ? this.#takeContent(content, bytes, at, end) : at
    if (!this.#owner.isOver()) this.#owner.run(head, content)
    return after
  }

  #takeContent(content: ContentReader, bytes: Uint8Array, at: number, end: number): number {
    let after: number
    try {
      after = content.take(bytes, at, end)
    } catch (error) {
      this.content = null
      this.#owner.contentFailed(content, error)
      return this.#owner.isOver() ? end : this.hold(bytes, at, end)
    }
    if (after < 0) {
      if (content.isOverdrawn) this.#owner.overdrawn()
      return end
    }
    this.content = null
    this.#owner.contentEnded()
    return after
  }
}
