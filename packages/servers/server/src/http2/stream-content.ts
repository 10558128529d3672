import type { ServerHttp2Stream } from 'node:http2'
import { ExchangeAborted, IncomingBody } from '@tsgi/exchange'
import type { BodySource } from '@tsgi/exchange'
import { ProtocolError } from '@tsgi/http1'

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
  readonly #length: number | undefined
  #owesContinue: boolean
  #isReading = false

  /** @param length octets that were announced; `undefined`: none were */
  constructor(stream: ServerHttp2Stream, length: number | undefined, expectsContinue: boolean) {
    this.#stream = stream
    this.#length = length
    this.#owesContinue = expectsContinue
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
    if (this.#length === undefined || this.received === this.#length) this.body.end()
    else this.body.fail(new ProtocolError('HTTP2_CONTENT_LENGTH', 'Less content than was announced'))
  }

  /** The answer is complete: who still reads learns that this is not. What has come already must not hold the stream. */
  discard(): void {
    this.body.fail(
      new ExchangeAborted(
        'CONTENT_DISCARDED',
        'The response was complete before the content was (SPEC BODY-7)',
      ),
    )
    this.#stream.resume()
  }

  /** What is missing will not arrive. */
  lose(): void {
    this.body.fail(new ExchangeAborted('CLIENT_LEFT', 'The client left before its content was complete'))
  }
}
