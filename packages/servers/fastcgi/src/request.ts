/*
 * One request of a connection: variables → application → output.
 *
 *   VARIABLES ─► CONTENT ─► RUNNING ─► ANSWERED     CONTENT: none is announced, so the first record tells if there is any
 *       └───────────┴───────────┴────► ANSWERED     refused, given up
 */
import { Buffer } from 'node:buffer'
import { VariablesError, formatCgiHead } from '@tsgi/cgi-variables'
import type { VariablesRequest } from '@tsgi/cgi-variables'
import { IncomingBody, runExchange } from '@tsgi/exchange'
import type {
  BodySource,
  ExchangeAborted,
  Gateway,
  OpenExchange,
  ResponseHead,
  Transport,
} from '@tsgi/exchange'
import { clientLeft, contentDiscarded, hasPassed, requestTimedOut } from '@tsgi/listeners'
import type { Output } from '@tsgi/listeners'
import type { Awaitable } from '@tsgi/spec'
import { FastcgiError } from './fastcgi-error.ts'
import { MAX_CONTENT, STDOUT, recordHead } from './records.ts'
import { VariablesStream } from './variables-stream.ts'
import type { FastcgiContext } from './connection.ts'

/** What a request needs of its connection, and tells it. */
export interface RequestOwner {
  readonly context: FastcgiContext
  readonly output: Output
  /** Its exchange goes on. */
  started(request: FastcgiRequest): void
  /** Its output is complete, so END_REQUEST is due. */
  answered(request: FastcgiRequest): void
  /** Its exchange, which went on, is over. */
  finished(request: FastcgiRequest): void
  /** It was refused. */
  refused(error: Error & { readonly code: string }): void
  /** Reading may be possible again. */
  goOn(): void
  /** Ends the connection so that the web server can tell that something is missing. */
  cut(): void
}

const VARIABLES = 0
const CONTENT = 1
const RUNNING = 2
const ANSWERED = 3

/** Octets of content that may wait for the application before reading stops. */
const BACKLOG_OCTETS = 65_536

/** A request, from BEGIN_REQUEST to END_REQUEST and to the end of its exchange. */
export class FastcgiRequest implements Transport, BodySource {
  readonly id: number
  readonly takesTrailers = false
  readonly #gateway: Gateway
  readonly #hasContent: boolean
  readonly #owner: RequestOwner
  #phase = VARIABLES
  /** Set until the variables are complete. */
  #stream: VariablesStream | null
  #incoming: VariablesRequest | null = null
  #body: IncomingBody | null = null
  /** Octets of content that were announced; `null`: none were. */
  #announced: number | null = null
  #taken = 0
  #isContentOver = false
  #exchange: OpenExchange | null = null
  #hasBegun = false
  #isWhole = false
  #isFinished = false
  /** When the present phase has taken too long. */
  #deadline: number
  /** When content last came, or was not waited for. */
  #contentAt = 0

  /** @param hasContent whether the role has content: authorizers get none */
  constructor(id: number, gateway: Gateway, hasContent: boolean, owner: RequestOwner) {
    this.id = id
    this.#gateway = gateway
    this.#hasContent = hasContent
    this.#owner = owner
    this.#stream = VariablesStream.begin(owner.context.limits)
    this.#deadline = owner.context.watch.in(owner.context.limits.headTimeoutMs)
  }

  /** Whether content waits for the application. */
  get isFull(): boolean {
    return this.#body !== null && this.#body.backlog >= BACKLOG_OCTETS
  }

  // Variables

  addVariables(bytes: Uint8Array, from: number, to: number): void {
    if (this.#stream === null) throw outOfOrder('Variables after their end')
    try {
      this.#stream.push(bytes, from, to)
    } catch (error) {
      this.#refuse(error)
    }
  }

  endVariables(): void {
    if (this.#stream === null) throw outOfOrder('A second end of variables')
    try {
      const { request, contentLength } = this.#stream.end(this.#owner.context)
      this.#announced = this.#hasContent ? contentLength : 0
      this.#checkSize(this.#announced ?? 0)
      this.#incoming = request
    } catch (error) {
      return this.#refuse(error)
    }
    this.#stream = null
    this.#deadline = Infinity
    // A transfer coding announces content as well, of any length and be it empty (SPEC BODY-1).
    const isChunked = this.#incoming.headers['transfer-encoding'] !== undefined
    if (this.#announced !== null) this.#run(this.#announced > 0)
    else if (isChunked) this.#run(true)
    else this.#phase = CONTENT
  }

  // Content

  addContent(bytes: Uint8Array, from: number, to: number): void {
    if (this.#phase === VARIABLES || this.#isContentOver)
      throw outOfOrder('Content before its time or after its end')
    if (this.#phase === CONTENT) this.#run(true)
    const body = this.#body
    if (body === null || body.isEnded) return
    this.#taken += to - from
    this.#contentAt = this.#owner.context.watch.now
    try {
      this.#checkSize(this.#taken)
      if (this.#announced !== null && this.#taken > this.#announced) throw wrongLength('More')
    } catch (error) {
      return this.#contentFailed(error)
    }
    body.push(new Uint8Array(bytes.subarray(from, to)))
  }

  endContent(): void {
    if (this.#phase === VARIABLES || this.#isContentOver) throw outOfOrder('A second end of content')
    this.#isContentOver = true
    if (this.#phase === CONTENT) return this.#run(false)
    if (this.#body === null || this.#body.isEnded) return
    if (this.#announced !== null && this.#taken < this.#announced) this.#contentFailed(wrongLength('Less'))
    else this.#body.end()
  }

  pull(): void {
    this.#owner.goOn()
  }

  leave(): void {
    this.#owner.goOn()
  }

  #checkSize(octets: number): void {
    const { maxContentBytes } = this.#owner.context.limits
    if (maxContentBytes > 0 && octets > maxContentBytes)
      throw new FastcgiError('FASTCGI_CONTENT_SIZE', 'More content than allowed (RFC 9110 §15.5.14)', 413)
  }

  /** Left alone, it becomes the answer that a refusal would have been (SPEC ERR-3). */
  #contentFailed(error: unknown): void {
    if (!(error instanceof FastcgiError)) throw error
    this.#owner.refused(error)
    this.#body!.fail(error)
    this.#owner.goOn()
  }

  // Calling the application

  #run(hasBody: boolean): void {
    const { context } = this.#owner
    const incoming = this.#incoming!
    this.#incoming = null
    this.#phase = RUNNING
    this.#deadline = context.watch.in(context.limits.requestTimeoutMs)
    this.#contentAt = context.watch.now
    if (hasBody) {
      this.#body = new IncomingBody(this)
      incoming.body = this.#body.content
    }
    context.counters.requestBegun()
    const exchange = runExchange(this.#gateway, incoming, this)
    if (this.#isFinished) return
    this.#exchange = exchange
    this.#owner.started(this)
  }

  // Ends

  /** Ends what has taken too long. */
  check(now: number): void {
    const { contentTimeoutMs } = this.#owner.context.limits
    const body = this.#body
    if (body === null || body.isEnded || this.isFull) this.#contentAt = now
    else if (hasPassed(contentTimeoutMs, this.#contentAt, now))
      this.#contentFailed(
        new FastcgiError('FASTCGI_CONTENT_TIMEOUT', 'The content took too long (RFC 9110 §15.5.9)', 408),
      )
    if (now < this.#deadline) return
    this.#deadline = Infinity
    if (this.#phase === VARIABLES)
      this.#refuse(
        new FastcgiError('FASTCGI_VARIABLES_TIMEOUT', 'The variables took too long (RFC 9110 §15.5.9)', 408),
      )
    else if (!this.#hasBegun) this.#exchange?.timedOut(requestTimedOut())
  }

  /** The client has left, or the server closes: whatever is done for it comes to its end. */
  giveUp(reason: ExchangeAborted): void {
    this.#body?.fail(reason)
    if (this.#phase !== ANSWERED) this.#end()
    this.#exchange?.abort(reason)
  }

  /** The web server ended its side: what has not come will not come. */
  peerEnded(): void {
    if (this.#phase !== RUNNING) return this.giveUp(clientLeft())
    this.#body?.fail(clientLeft())
    this.#exchange?.clientEnded()
  }

  /** The client's fault: the application is not called. */
  #refuse(error: unknown): void {
    if (!(error instanceof FastcgiError || error instanceof VariablesError)) throw error
    this.#owner.refused(error)
    this.sendWhole({ status: error.status, headers: {}, contentLength: 0 }, null)
  }

  /** No record of this request is looked at any more. */
  #end(): void {
    this.#phase = ANSWERED
    this.#stream = null
    this.#incoming = null
    this.#body?.fail(contentDiscarded())
    this.#owner.answered(this)
  }

  // What the exchange says

  sendWhole(head: ResponseHead, content: string | Uint8Array | null): void {
    this.#isWhole = true
    const octets = content === null ? 0 : head.contentLength!
    this.#send(this.#head(head), content ?? '', octets)
    this.#end()
  }

  sendHead(head: ResponseHead, chunk: string | Uint8Array, size: number): Awaitable<void> {
    this.#send(this.#head(head), chunk, size)
    return this.#sent()
  }

  sendChunk(chunk: string | Uint8Array, size: number): Awaitable<void> {
    this.#send('', chunk, size)
    return this.#sent()
  }

  sendEnd(): void {
    this.#isWhole = true
    this.#end()
  }

  cut(): void {
    this.#owner.cut()
  }

  flushed(): Awaitable<void> {
    return this.#owner.output.flushed()
  }

  finished(): void {
    this.#isFinished = true
    this.#owner.context.counters.requestOver(this.#isWhole)
    if (this.#exchange === null) return
    this.#exchange = null
    this.#owner.finished(this)
  }

  #head({ status, headers, contentLength }: ResponseHead): string {
    this.#hasBegun = true
    this.#owner.context.counters.responseBegun(status)
    return formatCgiHead(status, headers, contentLength)
  }

  #sent(): Awaitable<void> {
    this.#owner.output.flushSoon()
    return this.#owner.output.drained()
  }

  /** As one record where that is possible, else as many as it takes, in one write. */
  #send(head: string, content: string | Uint8Array, size: number): void {
    const { output } = this.#owner
    const length = head.length + size
    if (length <= MAX_CONTENT) {
      output.octets(recordHead(STDOUT, this.id, length) + head)
      if (size > 0) output.content(content, size)
      return
    }
    if (head !== '') output.octets(recordHead(STDOUT, this.id, head.length) + head)
    // A string with as many octets as characters is ASCII, and can be cut anywhere.
    if (typeof content === 'string' && content.length === size) this.#sendText(content)
    else this.#sendBytes(typeof content === 'string' ? Buffer.from(content) : content)
  }

  #sendText(text: string): void {
    const { output } = this.#owner
    for (let at = 0; at < text.length; at += MAX_CONTENT) {
      const part = text.slice(at, at + MAX_CONTENT)
      output.octets(recordHead(STDOUT, this.id, part.length) + part)
    }
  }

  #sendBytes(bytes: Uint8Array): void {
    const full = Buffer.from(recordHead(STDOUT, this.id, MAX_CONTENT), 'latin1')
    const parts: Uint8Array[] = []
    for (let at = 0; at < bytes.length; at += MAX_CONTENT) {
      const part = bytes.subarray(at, at + MAX_CONTENT)
      const isFull = part.length === MAX_CONTENT
      parts.push(isFull ? full : Buffer.from(recordHead(STDOUT, this.id, part.length), 'latin1'), part)
    }
    this.#owner.output.parts(parts)
  }
}

function outOfOrder(what: string): FastcgiError {
  return new FastcgiError('FASTCGI_ORDER', `${what} (FastCGI §3.3)`)
}

function wrongLength(what: string): FastcgiError {
  return new FastcgiError(
    'FASTCGI_CONTENT_LENGTH',
    `${what} content than CONTENT_LENGTH announces (RFC 3875 §4.1.2)`,
  )
}
