/*
 * One request and its response, from top to bottom: build, call, check, send, settle.
 *
 *   calling ──► sending ──► over             the application answered, the answer was sent
 *      └───────────┴──────► aborted ──► over   the client left, the server gave up, or the body failed: nothing is sent
 *
 * What an error leads to is decided in `#fail` before the head and in `#cut` after it, and nowhere else. What the
 * application can ask of its exchange is in services.ts.
 *
 * The common case, a synchronous answer with a buffered body, runs through without a promise, a signal, a listener or
 * a timer.
 */
import { closeBody } from '@tsgi/message'
import type {
  Application,
  Awaitable,
  Connection,
  HttpRequest,
  HttpResponse,
  ResponseHeaders,
} from '@tsgi/spec'
import { ExchangeAborted } from './abort.ts'
import { buildRequest } from './build-request.ts'
import { dropBody, openBody } from './body-reader.ts'
import type { BodyReader } from './body-reader.ts'
import { checkHeaders, copyHeaders } from './check-headers.ts'
import { chunkSize } from './chunk-size.ts'
import { clientFaultStatus } from './client-fault.ts'
import type { Gateway } from './gateway.ts'
import { planResponse, planWritten } from './plan.ts'
import type { Plan } from './plan.ts'
import { ResponseError } from './response-error.ts'
import { ExchangeServices } from './services.ts'
import { isThenable } from './thenable.ts'
import { ExchangeTrace, exchangeChannel } from './tracing.ts'
import { readTrailers } from './trailers.ts'
import type { IncomingRequest, Transport } from './transport.ts'
import { checkUpgrade, connectionOf } from './upgrade.ts'

const NO_FIELDS = Object.freeze({})
const NODE = Symbol.for('tsgi.node')

/** The side of an exchange that a way in sees. */
export interface OpenExchange {
  /** The client left, or the server gives up: stop and send nothing more. */
  abort(reason: ExchangeAborted): void
  /**
   * The client ended its side of the connection. Most have left then, and the signal and the outcome say so; a client
   * that only has no more to send still gets an answer whose content is there as a whole, while a stream is cut.
   */
  clientEnded(): void
  /**
   * The application has had its time to answer: the client gets 503, the signal aborts, and what the application still
   * answers goes nowhere. Does nothing once it has answered.
   */
  timedOut(reason: ExchangeAborted): void
  /** The server begins to close: an application that took the connection over should come to an end (SPEC UPGR-6). */
  serverCloses(reason: ExchangeAborted): void
}

/** Runs one exchange from request to response over a transport. */
export function runExchange(gateway: Gateway, incoming: IncomingRequest, transport: Transport): OpenExchange {
  if (exchangeChannel.hasSubscribers) return traceExchange(gateway, incoming, transport)
  const exchange = createExchange(gateway, incoming, transport)
  exchange.run(buildRequest(incoming, exchange))
  return exchange
}

function traceExchange(gateway: Gateway, incoming: IncomingRequest, transport: Transport): OpenExchange {
  const trace = new ExchangeTrace()
  const followed = { ...gateway, application: trace.application(gateway.application) }
  const exchange = createExchange(followed, incoming, trace.transport(transport))
  return trace.run(exchange, buildRequest(incoming, exchange))
}

function createExchange(gateway: Gateway, incoming: IncomingRequest, transport: Transport): RunningExchange {
  const canInform = transport.sendInformational !== undefined && incoming.httpVersion !== '1.0'
  const exchange = new (canInform ? InformingExchange : RunningExchange)(gateway, transport)
  if (incoming.upgrade !== undefined) exchange.upgrade = incoming.upgrade
  if (incoming.extensions !== undefined) Object.assign(exchange, incoming.extensions)
  return exchange
}

type Phase = 'calling' | 'sending' | 'aborted' | 'over'

class RunningExchange extends ExchangeServices implements OpenExchange {
  protected readonly transport: Transport
  protected phase: Phase = 'calling'
  readonly #application: Application
  #method = ''
  #reader: BodyReader | null = null
  /** Status that was sent; `null`: no head was. */
  #status: number | null = null
  #bytes = 0

  constructor(gateway: Gateway, transport: Transport) {
    super(gateway)
    this.#application = gateway.application
    this.transport = transport
  }

  /** The extension of ways in on Node: what there is below the request. */
  get [NODE](): unknown {
    return this.phase === 'over' ? undefined : this.transport.nodeRequest?.()
  }

  // Build and call

  run(request: HttpRequest): void {
    this.request = request
    this.#method = request.method
    let answer: Awaitable<HttpResponse>
    try {
      answer = this.#application(request)
    } catch (error) {
      return this.#fail(error)
    }
    if (!isThenable(answer)) return this.#answer(answer)
    // A thenable that is no promise may call back twice, or throw.
    Promise.resolve(answer).then(
      (response) => this.#answer(response),
      (error: unknown) => this.#fail(error),
    )
  }

  // Check and send

  #answer(response: HttpResponse): void {
    if (this.phase === 'aborted') {
      dropBody(response)
      return this.#settle(this.abortReason)
    }
    try {
      // oxlint-disable-next-line typescript/no-unnecessary-condition -- what an application returns may be anything
      if (response?.status === 101) return this.#switchProtocols(response)
      this.#send(response, this.#plan(response))
    } catch (error) {
      dropBody(response)
      this.#broke(error)
    }
  }

  #plan(response: HttpResponse): Plan {
    const written =
      this.transport.takesWritten === undefined ? undefined : planWritten(response, this.#method)
    if (written !== undefined && this.transport.takesWritten!(written, written.stream !== null))
      return written
    return planResponse(response, this.#method)
  }

  #send(response: HttpResponse, plan: Plan): void {
    this.phase = 'sending'
    const { content, stream } = plan
    if (stream !== null && this.abortReason !== null) return this.#giveUp(this.abortReason, response)
    if (stream !== null) return void this.#stream(response, plan, stream)
    this.#status = plan.status
    if (content !== null) this.#bytes = typeof content === 'string' ? plan.contentLength! : content.length
    this.transport.sendWhole(plan, content)
    closeBody(plan.unsent)
    this.#settleWhenFlushed()
  }

  async #stream(response: HttpResponse, plan: Plan, body: AsyncIterable<string | Uint8Array>): Promise<void> {
    try {
      const reader = openBody(body)
      this.#reader = reader
      const begun = reader.begun()
      const isFull = begun === null ? undefined : this.#sendChunk(plan, begun)
      if (isFull !== undefined) await isFull
      if (!this.#isSending()) return
      for (let step = await reader.next(); step.done !== true; step = await reader.next()) {
        if (!this.#isSending()) return
        const drained = this.#sendChunk(plan, step.value)
        if (drained !== undefined) await drained
        if (!this.#isSending()) return
      }
      this.#reader = null
      if (this.#isSending()) await this.#endStream(plan, response)
    } catch (error) {
      this.#reader?.close()
      this.#broke(error)
    }
  }

  /** Sends a chunk, the first one with the head. Never more than the length that was announced (SPEC LEN-1). */
  #sendChunk(plan: Plan, chunk: unknown): Awaitable<void> {
    const size = chunkSize(chunk)
    const { contentLength } = plan
    if (contentLength !== undefined && this.#bytes + size > contentLength) {
      throw new ResponseError('LEN-1', `content-length is ${contentLength}, but the body goes on`)
    }
    this.#bytes += size
    if (this.#status !== null)
      return size === 0 ? undefined : this.transport.sendChunk(chunk as string | Uint8Array, size)
    this.#status = plan.status
    return this.transport.sendHead(plan, chunk as string | Uint8Array, size)
  }

  async #endStream(plan: Plan, response: HttpResponse): Promise<void> {
    const { contentLength } = plan
    const { trailers } = response
    if (contentLength !== undefined && this.#bytes !== contentLength) {
      throw new ResponseError(
        'LEN-1',
        `content-length is ${contentLength}, but the body has ${this.#bytes} bytes`,
      )
    }
    const canTrail = trailers !== undefined && contentLength === undefined && this.transport.takesTrailers
    const fields = canTrail ? await readTrailers(trailers) : null
    if (!this.#isSending()) return
    const isEmpty = this.#status === null
    if (isEmpty && fields === null) {
      // A head that was written for a stream does not say that there is nothing.
      const { status, headers } = plan.written === undefined ? plan : planResponse(response, this.#method)
      this.#status = status
      this.transport.sendWhole({ status, headers, contentLength: 0 }, null)
    } else {
      this.#status = plan.status
      if (isEmpty) void this.transport.sendHead(plan, '', 0)
      this.transport.sendEnd(fields)
    }
    this.#settleWhenFlushed()
  }

  #switchProtocols(response: HttpResponse): void {
    checkUpgrade(response, this.upgrade)
    const connection = connectionOf(this.transport, copyHeaders(response.headers), () => this.#claim())
    this.phase = 'sending'
    void this.#runUpgrade(response.upgrade!, connection)
  }

  async #runUpgrade(upgrade: NonNullable<HttpResponse['upgrade']>, connection: Connection): Promise<void> {
    try {
      await upgrade(connection)
      if (this.#status === null) throw new ResponseError('UPGR-3', 'The upgrade function took no connection')
      if (this.#isSending()) this.#settle(null)
    } catch (error) {
      this.#broke(error)
    }
  }

  /** The connection goes to the application: once, and not after its upgrade function has returned. */
  #claim(): void {
    if (this.#status === null && this.#isSending()) this.#status = 101
    else throw new TypeError('A connection is taken once, while the upgrade function runs (SPEC UPGR-3)')
  }

  // What an error leads to

  /** Before the head an error can be answered; behind it only breaking off is honest. */
  #broke(error: unknown): void {
    if (this.phase === 'aborted' || this.phase === 'over') return
    if (this.#status === null) this.#fail(error)
    else this.#cut(error)
  }

  #fail(error: unknown): void {
    if (this.phase === 'aborted') return this.#settle(this.abortReason)
    if (this.abortReason !== null) return this.#giveUp(this.abortReason, null)
    const clientFault = clientFaultStatus(error)
    if (clientFault === undefined) this.report(error)
    const status = clientFault ?? 500
    this.phase = 'sending'
    this.#status = status
    this.transport.sendWhole({ status, headers: NO_FIELDS, contentLength: 0 }, null)
    this.#settle(error)
  }

  /** Neither added text nor a clean end (SPEC ERR-4). */
  #cut(error: unknown): void {
    this.phase = 'aborted'
    if (this.abortReason === null && clientFaultStatus(error) === undefined) this.report(error)
    this.abortSignal(new ExchangeAborted('RESPONSE_FAILED', 'The response broke off', error))
    this.transport.cut(error)
    this.#settle(error)
  }

  // Abort and settle

  abort(reason: ExchangeAborted): void {
    if (this.phase === 'aborted' || this.phase === 'over') return
    const wasSending = this.phase === 'sending'
    this.phase = 'aborted'
    this.abortSignal(reason)
    // Not awaited: closing queues behind a pending read (SPEC BODY-18).
    this.#reader?.close()
    if (wasSending) this.#settle(reason)
    // The application is still at work: stopping waits for it, as for all work (SPEC LIFE-2).
    else this.waitUntil(new Promise<void>((resolve) => this.onFinish(() => resolve())))
  }

  timedOut(reason: ExchangeAborted): void {
    if (this.phase !== 'calling') return
    this.#status = 503
    this.transport.sendWhole({ status: 503, headers: NO_FIELDS, contentLength: 0 }, null)
    this.abort(reason)
  }

  clientEnded(): void {
    const reason = new ExchangeAborted('CLIENT_LEFT', 'The client ended the connection')
    if (this.phase === 'calling') return this.abortSignal(reason)
    if (this.phase === 'sending' && this.#reader !== null) this.#giveUp(reason, null)
  }

  serverCloses(reason: ExchangeAborted): void {
    if (this.phase === 'sending' && this.#status === 101) this.abortSignal(reason)
  }

  /** The client has left: what is being sent, or was about to be, goes nowhere (SPEC ERR-5). */
  #giveUp(reason: ExchangeAborted, response: HttpResponse | null): void {
    this.phase = 'aborted'
    this.abortSignal(reason)
    this.#reader?.close()
    if (response !== null) dropBody(response)
    this.transport.cut(reason)
    this.#settle(reason)
  }

  /** Whether the client got it all is known once it has left this process; only worth waiting if somebody asks. */
  #settleWhenFlushed(): void {
    const flushed = this.isWatched ? this.transport.flushed() : undefined
    if (flushed === undefined) return this.#settle(this.abortReason)
    void flushed.then(() => {
      if (this.#isSending()) this.#settle(this.abortReason)
    })
  }

  #isSending(): boolean {
    return this.phase === 'sending'
  }

  #settle(error: unknown): void {
    const aborted = this.abortReason !== null
    this.phase = 'over'
    this.finish({ status: this.#status, bytes: this.#bytes, aborted, error })
    this.transport.finished()
  }
}

/** An exchange whose client and transport take informational responses. */
class InformingExchange extends RunningExchange {
  inform(status: number, headers: ResponseHeaders): void {
    if (!Number.isInteger(status) || status < 102 || status > 199) {
      throw new ResponseError('EXCH-7', `inform sends 102 to 199, got ${String(status)}`)
    }
    checkHeaders(headers)
    if (this.phase === 'calling') this.transport.sendInformational!(status, headers)
  }
}
