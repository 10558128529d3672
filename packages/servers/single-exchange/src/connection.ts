/*
 * One connection, and with it one exchange: octets → head → exchange → octets, until it closes.
 *
 *           head             answered, content complete
 *   HEAD ─────────► BUSY ───────────────────────────────► closed
 *    │               │ answered, content incomplete        ▲
 *    │ refused       └─────────────► LINGERING ────────────┤    what still comes is thrown away, for a while
 *    ├─────────────────────────────────┘                   │
 *    └─────────────────────────────────────────────────────┘    nothing to understand, or too slow
 *
 * The answer ends with the connection, so nothing is read as another request. Each phase has a deadline; `check` ends
 * what is past it.
 */
import type { Socket } from 'node:net'
import { VariablesError } from '@tsgi/cgi-variables'
import { runExchange } from '@tsgi/exchange'
import type { IncomingRequest, OpenExchange } from '@tsgi/exchange'
import {
  Output,
  adoptSocket,
  clientLeft,
  contentDiscarded,
  requestTimedOut,
  serverCloses,
} from '@tsgi/listeners'
import type { GatewayContext, ServedConnection } from '@tsgi/listeners'
import type { Address } from '@tsgi/spec'
import { Content } from './content.ts'
import type { ContentSource } from './content.ts'
import type { Framing } from './framing.ts'
import { HeadReader } from './head-reader.ts'
import type { SingleExchangeLimits } from './limits.ts'
import { PeerError, contentTooLarge, contentTooSlow, headCutOff, headTooSlow } from './peer-error.ts'
import { SingleTransport } from './transport.ts'
import type { TransportOwner } from './transport.ts'

const HEAD = 0
const BUSY = 1
const LINGERING = 2

/** Serves one socket until it closes. */
export class Connection implements ServedConnection, ContentSource, TransportOwner {
  readonly #context: GatewayContext<SingleExchangeLimits>
  readonly #remote: Address | null
  readonly #socket: Socket
  readonly #output: Output
  readonly #transport: SingleTransport
  readonly #head: HeadReader

  #phase = HEAD
  /** Set while content is incomplete. */
  #content: Content | null = null
  /** Set while an application works on an answer, unless it answers at once. */
  #exchange: OpenExchange | null = null
  /** When the present phase has taken too long. */
  #deadline: number

  constructor(
    socket: Socket,
    remote: Address | null,
    framing: Framing,
    context: GatewayContext<SingleExchangeLimits>,
  ) {
    const { limits, watch, counters } = context
    this.#context = context
    this.#remote = remote
    this.#deadline = watch.in(limits.headTimeoutMs)
    this.#head = new HeadReader(framing, limits.maxVariablesBytes)
    this.#socket = adoptSocket(socket, (bytes, length) => this.#receive(bytes, length))
    this.#output = new Output(this.#socket, counters, () => {})
    this.#transport = new SingleTransport(this, framing, this.#output, counters)
    this.#socket.on('end', () => this.#peerEnded())
    // An error is followed by 'close', which is where it is dealt with.
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => this.#closed())
  }

  // From outside: shutdown and the watch

  /** A request that is on its way has `drainMs` to arrive. */
  shutdown(): void {
    const { watch, limits } = this.#context
    if (this.#phase === HEAD) this.#deadline = Math.min(this.#deadline, watch.in(limits.drainMs))
  }

  /** Gives up what is under way and closes. */
  destroy(): void {
    if (this.#phase === BUSY) this.#transport.cut()
    else this.#socket.destroy()
    this.#exchange?.abort(serverCloses())
  }

  check(now: number): void {
    if (this.#output.isStalled(now, this.#context.limits.writeTimeoutMs)) return this.destroy()
    if (this.#phase === BUSY && this.#content?.isTooSlow(now) === true) this.#failContent(contentTooSlow())
    if (now >= this.#deadline) this.#takesTooLong()
  }

  #takesTooLong(): void {
    this.#deadline = Infinity
    if (this.#phase === HEAD) this.#refuse(headTooSlow())
    else if (this.#phase === LINGERING) this.#socket.destroy()
    else if (!this.#transport.hasResponded) this.#giveUpAnswer()
  }

  /** Does not end the exchange, which goes on until the application has come back. */
  #giveUpAnswer(): void {
    this.#exchange?.timedOut(requestTimedOut())
    this.#sayGoodbye()
  }

  // Reading: octets → head → content

  #receive(bytes: Uint8Array, length: number): void {
    this.#context.counters.received(length)
    if (this.#phase === HEAD) this.#takeHead(bytes, length)
    else if (this.#content !== null) this.#takeContent(this.#content, bytes, 0, length)
  }

  #takeHead(bytes: Uint8Array, length: number): void {
    let after: number
    let incoming: IncomingRequest
    try {
      after = this.#head.read(bytes, length)
      if (after < 0) return
      if (this.#head.answer !== '') return this.#answerProbe(this.#head.answer)
      incoming = this.#readRequest()
    } catch (error) {
      return this.#refuse(error)
    }
    this.#phase = BUSY
    this.#deadline = this.#context.watch.in(this.#context.limits.requestTimeoutMs)
    if (this.#content !== null && after < length) this.#takeContent(this.#content, bytes, after, length)
    this.#run(incoming)
  }

  /** Whoever asks whether somebody is there is told so. */
  #answerProbe(answer: string): void {
    this.#output.octets(answer)
    this.#sayGoodbye()
  }

  #readRequest(): IncomingRequest {
    const { limits, watch } = this.#context
    const { request, contentLength } = this.#head.request()
    // No length and a length of zero are the same: there is no content (SPEC BODY-1).
    const size = contentLength ?? 0
    if (size === 0) return request
    if (limits.maxContentBytes > 0 && size > limits.maxContentBytes)
      throw contentTooLarge(size, limits.maxContentBytes)
    this.#content = new Content(size, watch.now, limits, this)
    request.body = this.#content.body.content
    return request
  }

  /** The buffer that is read into is the next one's as well, so content is copied. */
  #takeContent(content: Content, bytes: Uint8Array, at: number, end: number): void {
    content.take(bytes.slice(at, end))
    if (content.remaining === 0) this.#contentEnded()
  }

  #contentEnded(): void {
    this.#content = null
    if (this.#phase === LINGERING) this.#socket.destroySoon()
  }

  // Calling the application

  #run(incoming: IncomingRequest): void {
    const { gateway, counters } = this.#context
    counters.requestBegun()
    const exchange = runExchange(gateway, incoming, this.#transport)
    if (this.#phase === BUSY) this.#exchange = exchange
  }

  finished(): void {
    this.#exchange = null
    if (this.#phase !== BUSY || this.#socket.destroyed) return
    if (this.#content === null) this.#closeWhenSent()
    else this.#sayGoodbye()
  }

  // Ends of all kinds

  /** The peer's fault: one answer, if it would understand one. */
  #refuse(error: unknown): void {
    if (!(error instanceof PeerError || error instanceof VariablesError)) throw error
    this.#context.clientError(error, this.#remote)
    this.#phase = LINGERING
    if (error.status === 0) return void this.#socket.destroy()
    this.#transport.sendWhole({ status: error.status, headers: {}, contentLength: 0 }, null)
    this.#sayGoodbye()
  }

  /** Left alone, the error becomes the answer that a refusal would have been (SPEC ERR-3). */
  #failContent(error: PeerError): void {
    this.#context.clientError(error, this.#remote)
    this.#content?.discard(error)
  }

  /**
   * Ends our side and throws away what still comes, for a while. Closing at once would reset the connection while the peer
   * is sending, and lose the answer.
   */
  #sayGoodbye(): void {
    this.#phase = LINGERING
    this.#deadline = Infinity
    this.#content?.discard(contentDiscarded())
    this.#output.release()
    const { watch, limits } = this.#context
    this.#socket.once('finish', () => (this.#deadline = watch.in(limits.drainMs)))
    this.#socket.end()
    this.resume()
  }

  /** Nothing of the request is left, so closing resets nothing, and the other side need not be waited for. */
  #closeWhenSent(): void {
    this.#phase = LINGERING
    this.#deadline = Infinity
    const sent = this.#output.flushed()
    if (sent === undefined) this.#socket.destroy()
    else void sent.then(() => this.#socket.destroy())
  }

  /** The peer has ended its side: with its request that is allowed, but most have left. */
  #peerEnded(): void {
    if (this.#phase === HEAD) return this.#leftInHead()
    if (this.#phase === LINGERING) return this.#socket.destroySoon()
    this.#loseContent()
    this.#exchange?.clientEnded()
  }

  #leftInHead(): void {
    if (this.#head.hasBegun) this.#context.clientError(headCutOff(), this.#remote)
    this.#phase = LINGERING
    this.#socket.destroy()
  }

  #closed(): void {
    this.#loseContent()
    this.#exchange?.abort(clientLeft())
    this.#context.closed(this)
  }

  /** Content that will not arrive is an error for whoever reads it (SPEC BODY-5). */
  #loseContent(): void {
    this.#content?.body.fail(clientLeft())
    this.#content = null
  }

  /**
   * Often only a reset tells the peer that something is missing: there may be no length, and Apache drops the one there is.
   * Other sockets than those of TCP cannot be reset.
   */
  cut(): void {
    if (this.#socket.remotePort === undefined) this.#socket.destroy()
    else this.#socket.resetAndDestroy()
  }

  // Services for the content

  resume(): void {
    if (this.#socket.isPaused()) this.#socket.resume()
  }

  pause(): void {
    this.#socket.pause()
  }
}
