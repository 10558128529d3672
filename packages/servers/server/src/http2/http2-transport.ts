/*
 * The writing half of a stream: what an exchange says, as frames (RFC 9113 §8.1).
 *
 * A stream that is gone takes nothing more: what is sent to it then is dropped, and its exchange hears of it when the
 * stream closes.
 */
import { Buffer } from 'node:buffer'
import { constants } from 'node:http2'
import type { ServerHttp2Stream, ServerStreamResponseOptions } from 'node:http2'
import type { OpenExchange, ResponseHead, Transport } from '@tsgi/exchange'
import { CONNECTION_FIELDS } from '@tsgi/fields/connection'
import { currentDate } from '@tsgi/fields/current-date'
import { Fields } from '@tsgi/http1'
import { requestTimedOut } from '@tsgi/listeners'
import type { Counters } from '@tsgi/listeners'
import type { Awaitable, ResponseHeaders } from '@tsgi/spec'
import type { ServerLimits } from '../options.ts'
import type { StreamContent } from './stream-content.ts'

/** So much is written at a time, so that whether the client takes it can be seen. */
const SLICE_BYTES = 65_536

const WITHOUT_CONTENT = { endStream: true }
const MAYBE_WITH_TRAILERS = { waitForTrailers: true }

/** One stream, from its head to its end. */
export class Http2Transport implements Transport {
  readonly takesTrailers = true
  /** The exchange, while it is under way. */
  exchange: OpenExchange | null = null
  /** Whether the exchange is over. */
  isFinished = false
  readonly stream: ServerHttp2Stream
  readonly content: StreamContent | null
  readonly #counters: Counters
  readonly #startedAt: number
  /** Octets that waited for the client when they last moved, and when that was. */
  #pending = 0
  #pendingSince = 0
  #trailers: Readonly<Record<string, string>> = {}
  #owesTrailers = false
  #hasResponded = false
  #isEnded = false
  #isClosed = false
  readonly #waiters = new Set<() => void>()

  /** @param now the time of the watch */
  constructor(stream: ServerHttp2Stream, content: StreamContent | null, counters: Counters, now: number) {
    this.stream = stream
    this.content = content
    this.#counters = counters
    this.#startedAt = now
  }

  /** Ends what has taken too long. Node's own timeouts are satisfied when anything moves on the connection. */
  check(now: number, { requestTimeoutMs, writeTimeoutMs }: ServerLimits): void {
    this.content?.check(now)
    const pending = this.stream.bufferSize
    if (pending === 0 || pending !== this.#pending) {
      this.#pending = pending
      this.#pendingSince = now
    } else if (writeTimeoutMs > 0 && now - this.#pendingSince >= writeTimeoutMs) {
      return this.cut()
    }
    if (requestTimeoutMs > 0 && !this.#hasResponded && now - this.#startedAt >= requestTimeoutMs)
      this.#timeOut()
  }

  sendWhole(head: ResponseHead, content: string | Uint8Array | null): void {
    const { stream } = this
    if (isGone(stream)) return
    this.#begin(head)
    if (content === null || content.length === 0) {
      this.#isEnded = true
      return respond(stream, head, WITHOUT_CONTENT)
    }
    respond(stream, head)
    if (content.length <= SLICE_BYTES) this.#end(content)
    else this.#writeSlices(content, () => this.#end())
  }

  sendHead(head: ResponseHead, chunk: string | Uint8Array, size: number): Awaitable<void> {
    const { stream } = this
    if (isGone(stream)) return new Promise((resolve) => this.#whenClosed(resolve))
    this.#begin(head)
    this.#owesTrailers = head.contentLength === undefined
    if (this.#owesTrailers) stream.once('wantTrailers', () => this.#sendTrailers())
    respond(stream, head, this.#owesTrailers ? MAYBE_WITH_TRAILERS : undefined)
    return this.sendChunk(chunk, size)
  }

  sendChunk(chunk: string | Uint8Array, size: number): Awaitable<void> {
    const { stream } = this
    if (size === 0) return undefined
    // Who went on at once would never let its 'close' happen.
    if (isGone(stream)) return new Promise((resolve) => this.#whenClosed(resolve))
    if (size > SLICE_BYTES) return new Promise((resolve) => this.#writeSlices(chunk, resolve))
    if (stream.write(chunk)) return undefined
    return this.#next('drain')
  }

  sendEnd(trailers: Readonly<Record<string, string>> | null): void {
    if (trailers !== null) this.#trailers = trailers
    this.#end()
  }

  sendInformational(status: number, headers: ResponseHeaders): void {
    const { stream } = this
    if (isGone(stream) || stream.headersSent) return
    this.#counters.responseBegun(status)
    const fields = newFields(status)
    addFields(fields, headers)
    withLines(fields, () => stream.additionalHeaders(fields))
  }

  /** Not `close`, which would end the stream first: what was sent would look whole. */
  cut(): void {
    this.stream.destroy(new Error('The answer was cut'))
  }

  flushed(): Awaitable<void> {
    if (this.stream.writableFinished || this.stream.destroyed) return undefined
    return this.#next('finish')
  }

  finished(): void {
    this.exchange = null
    this.isFinished = true
    this.#counters.requestOver(this.#isEnded)
    if (this.content !== null && !this.#owesTrailers) setImmediate(() => this.#refuseContent())
  }

  /** Whether the whole answer has left. */
  get isSent(): boolean {
    return this.#isEnded && this.stream.writableFinished
  }

  /** The stream is gone: nobody has to wait for it any more. */
  closed(): void {
    this.#isClosed = true
    for (const waiter of this.#waiters) waiter()
    this.#waiters.clear()
  }

  #begin({ status }: ResponseHead): void {
    this.#hasResponded = true
    this.#counters.responseBegun(status)
  }

  /** The exchange is not over before the application is; for the client it is. */
  #timeOut(): void {
    this.#hasResponded = true
    this.exchange?.timedOut(requestTimedOut())
    setImmediate(() => this.#refuseContent())
  }

  #end(content?: string | Uint8Array): void {
    this.#isEnded = true
    this.stream.end(content)
  }

  #sendTrailers(): void {
    this.stream.sendTrailers(this.#trailers)
    this.#owesTrailers = false
    // Node sends them in an immediate; this comes behind.
    setImmediate(() => {
      if (this.isFinished) this.#refuseContent()
    })
  }

  /** The answer is complete, and on its way: what is left of the request need not be sent (RFC 9113 §8.1). */
  #refuseContent(): void {
    const { content, stream } = this
    if (content === null || content.isComplete || isGone(stream)) return
    content.discard()
    stream.close(constants.NGHTTP2_NO_ERROR)
  }

  /** Each slice when the client has taken the one before. Not done, until it closes, when the stream is gone. */
  #writeSlices(content: string | Uint8Array, done: () => void): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    let at = 0
    const next = (): void => {
      if (isGone(this.stream)) return this.#whenClosed(done)
      if (at >= bytes.length) return done()
      this.stream.write(bytes.subarray(at, (at += SLICE_BYTES)), next)
    }
    next()
  }

  #next(event: 'drain' | 'finish'): Promise<void> {
    return new Promise((resolve) => {
      const happened = (): void => {
        this.#waiters.delete(happened)
        resolve()
      }
      this.stream.once(event, happened)
      this.#whenClosed(happened)
    })
  }

  #whenClosed(waiter: () => void): void {
    if (this.#isClosed) waiter()
    else this.#waiters.add(waiter)
  }
}

function isGone(stream: ServerHttp2Stream): boolean {
  return stream.destroyed || stream.closed
}

function respond(stream: ServerHttp2Stream, head: ResponseHead, options?: ServerStreamResponseOptions): void {
  const fields = newFields(head.status)
  addFields(fields, head.headers)
  fields['date'] ??= currentDate()
  if (head.contentLength !== undefined) fields['content-length'] = String(head.contentLength)
  withLines(fields, () => stream.respond(fields, options))
}

type AnswerFields = Fields<string | string[]>

function newFields(status: number): AnswerFields {
  const fields = new Fields<string | string[]>()
  fields[':status'] = String(status)
  return fields
}

/** What HTTP/2 has frames for is left out (RFC 9113 §8.2.2). */
function addFields(fields: AnswerFields, headers: ResponseHeaders): void {
  for (const name of Object.keys(headers)) {
    if (name !== 'content-length' && !CONNECTION_FIELDS.has(name)) fields[name] = headers[name] as string
  }
}

/** Node refuses several lines of some fields; a list means the same (RFC 9110 §5.3). */
function withLines(fields: AnswerFields, send: () => void): void {
  try {
    send()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_HTTP2_HEADER_SINGLE_VALUE') throw error
    for (const name of Object.keys(fields)) {
      if (name !== 'set-cookie') fields[name] = [fields[name]].flat().join(', ')
    }
    send()
  }
}
