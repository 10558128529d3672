import type { ServerHttp2Stream } from 'node:http2'
import { IncomingBody } from '@tsgi/exchange'
import type { BodySource } from '@tsgi/exchange'
import { ProtocolError } from '@tsgi/http1'
import { clientLeft, contentDiscarded } from '@tsgi/listeners'
import type { ServerLimits } from '../options.ts'
import { contentTooLarge, contentTooSlow } from '../refusals.ts'
import type { Http2Head } from './request-fields.ts'

/** Bytes of content that may wait for the application before the client has to. */
const BACKLOG_BYTES = 65_536

/**
 * The content of one request. Nothing is read before the application asks for it: until then the client may fill the
 * window of the stream, and no more.
 */
export class StreamContent implements BodySource {
  /** What the exchange gets. */
  readonly body: IncomingBody = new IncomingBody(this)
  /** Bytes that were read. */
  received = 0
  /** Whether the client has sent the end. */
  isComplete = false
  /** Whether somebody waits for more. */
  isAwaited = false

  readonly #stream: ServerHttp2Stream
  readonly #length: number
  readonly #limits: ServerLimits
  readonly #refused: (error: ProtocolError) => void
  #owesContinue: boolean
  #isReading = false
  /** When and where the present look at the rate began. */
  #since = 0
  #receivedBefore = 0

  /**
   * @param length octets that were announced; -1: none were
   * @param refused told when it breaks a limit, or what was announced
   */
  constructor(
    stream: ServerHttp2Stream,
    { contentLength, expectsContinue }: Http2Head,
    limits: ServerLimits,
    refused: (error: ProtocolError) => void,
  ) {
    this.#stream = stream
    this.#length = contentLength
    this.#owesContinue = expectsContinue
    this.#limits = limits
    this.#refused = refused
  }

  /** Ends it when it has been coming too slowly for too long. While the client has to wait for us, time does not count. */
  check(now: number): void {
    const { contentTimeoutMs, minContentRate } = this.#limits
    const isLooking = this.isAwaited && contentTimeoutMs > 0 && this.#since > 0
    if (isLooking && now - this.#since < contentTimeoutMs) return
    const wanted = Math.max(1, (minContentRate * contentTimeoutMs) / 1000)
    if (isLooking && this.received - this.#receivedBefore < wanted) this.#refuse(contentTooSlow('HTTP2'))
    this.#since = now
    this.#receivedBefore = this.received
  }

  pull(): void {
    const stream = this.#stream
    if (stream.destroyed) return
    if (this.#owesContinue && !stream.headersSent && !stream.closed)
      stream.additionalHeaders({ ':status': 100 })
    this.#owesContinue = false
    if (!this.#isReading) this.#read()
    this.isAwaited = true
    stream.resume()
  }

  leave(): void {
    this.isAwaited = false
    this.#stream.pause()
  }

  #read(): void {
    this.#isReading = true
    this.#stream.on('data', (chunk: Uint8Array) => this.#take(chunk))
    this.#stream.on('end', () => this.#end())
  }

  #take(chunk: Uint8Array): void {
    this.isAwaited = false
    this.received += chunk.length
    const { maxContentBytes } = this.#limits
    if (maxContentBytes > 0 && this.received > maxContentBytes) return this.#refuse(contentTooLarge('HTTP2'))
    // Several chunks share the memory of one read, and a chunk belongs to its receiver (SPEC BODY-2).
    if (chunk.length > 0) this.body.push(new Uint8Array(chunk))
    if (this.body.backlog >= BACKLOG_BYTES) this.#stream.pause()
  }

  /** Node ends a stream that was reset in the same way as one that is complete (SPEC BODY-5). */
  #end(): void {
    this.isAwaited = false
    const { aborted, rstCode } = this.#stream
    if (aborted || rstCode !== 0) return this.lose()
    this.isComplete = true
    if (this.#length === -1 || this.received === this.#length) this.body.end()
    else this.#refuse(new ProtocolError('HTTP2_CONTENT_LENGTH', 'Less content than was announced'))
  }

  /** Left alone, it becomes the answer that a refusal would have been (SPEC ERR-3). */
  #refuse(error: ProtocolError): void {
    if (this.body.isEnded) return
    this.#stream.pause()
    this.#refused(error)
    this.body.fail(error)
  }

  /** The answer is complete: who still reads learns that this is not. What has come already must not hold the stream. */
  discard(): void {
    this.body.fail(contentDiscarded())
    this.#stream.resume()
  }

  /** What is missing will not arrive. */
  lose(): void {
    this.body.fail(clientLeft())
  }
}
