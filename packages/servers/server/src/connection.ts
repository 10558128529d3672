/*
 * One connection: bytes → engine → exchange → bytes.
 *
 *            head              answered, content complete
 *   IDLE ─────────► BUSY ──────────────────────────────► IDLE …
 *    │               │ answered, content incomplete
 *    │               ├────────► DRAINING ── complete ──► IDLE …
 *    │ error         │ last answer  │ too much, too long
 *    └───────────────┴──────────────┴──► LINGERING ──► closed      what still comes is thrown away
 *                    └──► UPGRADED                                 the socket belongs to the application
 *
 * Its halves are RequestReader and Http1Transport; here is when each has its turn, and how it all ends. Requests are
 * answered one after the other.
 *
 * What is left of a request when its answer is complete is discarded within limits, else the connection ends. No octet
 * of it is ever read as another request.
 *
 * Each phase has a deadline; `check` ends what is past it (`Watch`).
 */
import type { Socket } from 'node:net'
import { byteDuplex } from '@tsgi/exchange'
import type { OpenExchange } from '@tsgi/exchange'
import { ProtocolError } from '@tsgi/http1'
import type { RequestHead } from '@tsgi/http1'
import {
  Output,
  adoptSocket,
  clientLeft,
  hasPassed,
  peerAddress,
  releaseSocket,
  requestTimedOut,
  serverCloses,
} from '@tsgi/listeners'
import type { ServedConnection } from '@tsgi/listeners'
import type { Address, ByteDuplex } from '@tsgi/spec'
import type { Arrival, Client } from './arrival.ts'
import { beginExchange, incomingRequest, requestsFor } from './connection-context.ts'
import type { ConnectionContext } from './connection-context.ts'
import type { ContentReader } from './content-reader.ts'
import { discardRest } from './discard-rest.ts'
import { Farewell } from './farewell.ts'
import { Http1Transport } from './http1-transport.ts'
import type { TransportOwner } from './http1-transport.ts'
import { NodeRequest } from './node-request.ts'
import { upgradeOffers } from './upgrade-offers.ts'
import { contentTooSlow, headTooSlow } from './refusals.ts'
import { RequestReader } from './request-reader.ts'
import type { ReaderOwner } from './request-reader.ts'

const IDLE = 0
const BUSY = 1
const DRAINING = 2
const LINGERING = 3
const UPGRADED = 4

/** Serves one socket until it closes. */
export class Connection implements ServedConnection, ReaderOwner, TransportOwner {
  readonly #context: ConnectionContext
  readonly #client: Client
  readonly #output: Output
  readonly #transport: Http1Transport
  readonly #reader: RequestReader
  #socket: Socket
  #remote: Address | null | undefined

  #phase = IDLE
  /** Set while an application works on an answer, unless it answers at once. */
  #exchange: OpenExchange | null = null
  /** Whether no further request is read, whatever comes. */
  #isLast = false
  /** Whether the server closes: the next answer says that it is the last one. */
  #isClosing = false
  #hasServed = false
  /** When the last answer was complete. */
  #servedAt = 0
  /** Set while lingering. */
  #farewell: Farewell | null = null
  /** When the present phase has taken too long. */
  #deadline: number
  /** Requests that may still come. */
  #remaining: number

  constructor({ socket, first, client }: Arrival, context: ConnectionContext) {
    this.#context = context
    this.#client = client
    this.#remote = client.remote
    this.#deadline = context.watch.in(context.limits.headTimeoutMs)
    this.#remaining = requestsFor(context.limits)
    this.#socket = adoptSocket(socket, (bytes, length) => this.#receive(bytes, length))
    this.#output = new Output(this.#socket, context.counters, () => this.#reader.goOn())
    this.#transport = new Http1Transport(this, this.#output, context.counters)
    this.#reader = new RequestReader(this, context, client, this.#output)
    this.#socket.on('end', () => this.#clientEnded())
    // An error is followed by 'close', which is where it is dealt with.
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => this.#closed())
    // In a tick of its own, when the server knows this connection.
    if (first !== null) process.nextTick(() => this.#receive(first, first.length))
  }

  // From outside: shutdown

  /**
   * The next answer that begins is the last one. A client that was not told so may have its next request on its way:
   * this has `drainMs` to arrive, since the last answer or, on a new connection, since now.
   */
  shutdown(): void {
    this.#isClosing = true
    if (this.#phase === UPGRADED) this.#exchange?.serverCloses(serverCloses())
    if (this.#phase !== IDLE || !this.#reader.isIdle) return
    const { watch, limits } = this.#context
    if (this.#hasServed && hasPassed(limits.drainMs, this.#servedAt, watch.now)) return this.#closeSoon()
    this.#deadline = Math.min(this.#deadline, watch.in(limits.drainMs))
  }

  /** Gives up what is under way and closes. */
  destroy(): void {
    if (this.#phase === BUSY) this.#transport.cut()
    else this.#socket.destroy()
    this.#exchange?.abort(serverCloses())
  }

  // From the watch

  check(now: number): void {
    const { limits } = this.#context
    if (this.#phase === UPGRADED) return
    if (this.#output.isStalled(now, limits.writeTimeoutMs)) return this.destroy()
    const { content } = this.#reader
    if (this.#phase === BUSY && content?.isTooSlow(now) === true) {
      this.#reader.content = null
      return this.contentFailed(content, contentTooSlow('HTTP1'))
    }
    if (now >= this.#deadline) this.#takesTooLong()
  }

  #takesTooLong(): void {
    this.#deadline = Infinity
    if (this.#phase === IDLE && this.#reader.isInHead) this.refuse(headTooSlow())
    else if (this.#phase === IDLE) this.#closeSoon()
    else if (this.#phase === BUSY) this.#giveUpAnswer()
    else if (this.#phase === DRAINING) this.#linger()
    else this.#socket.destroy()
  }

  #giveUpAnswer(): void {
    if (this.#exchange === null || this.#transport.hasResponded) return
    this.#isLast = true
    this.#exchange.timedOut(requestTimedOut())
    this.#linger()
  }

  // Reading: octets → head → content

  #receive(bytes: Uint8Array, length: number): void {
    this.#context.counters.received(length)
    if (this.#phase === LINGERING) return this.#farewell?.throwAway(length)
    this.#reader.read(bytes, length)
  }

  isReady(): boolean {
    return this.#phase === IDLE && !this.#output.isFull
  }

  isOver(): boolean {
    return this.#phase >= LINGERING || this.#socket.destroyed
  }

  /** The first head had its time from the connection's begin (CN1). */
  headBegins(): void {
    if (this.#hasServed) this.#deadline = this.#context.watch.in(this.#context.limits.headTimeoutMs)
  }

  begin(head: RequestHead): void {
    this.#phase = BUSY
    this.#deadline = this.#context.watch.in(this.#context.limits.requestTimeoutMs)
    this.#transport.begin(head)
    if (!head.keepAlive || --this.#remaining === 0) this.#isLast = true
  }

  // Calling the application

  run(head: RequestHead, content: ContentReader | null): void {
    const remote = (this.#remote ??= peerAddress(this.#socket))
    const body = content?.body.content ?? null
    const incoming = incomingRequest(head, this.#context.authority, this.#client, remote, body)
    // Nothing of earlier answers may be on its way when another protocol begins.
    const mayUpgrade = head.wantsUpgrade && content === null && this.#socket.writableLength === 0
    const upgrade = mayUpgrade ? upgradeOffers(head) : null
    const offering = upgrade === null ? incoming : { ...incoming, upgrade }
    const exchange = beginExchange(this.#context, offering, this.#transport)
    if (this.#phase === BUSY || this.#phase === UPGRADED) this.#exchange = exchange
  }

  /** The answer is complete: on to the next request, or to the end. */
  finished(): void {
    this.#exchange = null
    if (this.#phase === UPGRADED) discardRest(this.#socket)
    if (this.#phase !== BUSY || this.#socket.destroyed) return
    if (!this.#transport.persists) this.#isLast = true
    const { content } = this.#reader
    if (content !== null && !this.#isLast) return this.#drain(content)
    this.#becomeIdle()
  }

  #becomeIdle(): void {
    if (this.#isLast) return this.#linger()
    this.#phase = IDLE
    this.#hasServed = true
    const { watch, limits } = this.#context
    this.#servedAt = watch.now
    this.#deadline = watch.in(this.#isClosing ? limits.drainMs : limits.keepAliveTimeoutMs)
    this.#reader.goOn()
  }

  canPersist(): boolean {
    if (this.#isLast || this.#isClosing) return false
    const { content } = this.#reader
    if (content === null) return true
    const { remaining, isUncertain } = content
    return !isUncertain && (remaining === Infinity || remaining <= this.#context.limits.drainBytes)
  }

  // Ends of all kinds

  /** Throws away unread content, for a while. */
  #drain(content: ContentReader): void {
    this.#phase = DRAINING
    this.#deadline = this.#context.watch.in(this.#context.limits.drainMs)
    content.discard()
  }

  contentEnded(): void {
    if (this.#phase === DRAINING) this.#becomeIdle()
  }

  overdrawn(): void {
    this.#isLast = true
    if (this.#phase === DRAINING) this.#linger()
  }

  /** The client's fault: one answer, nothing after it is looked at (RFC 9112 §11.2). */
  refuse(error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error
    this.#report(error)
    this.#isLast = true
    this.#transport.begin(null)
    this.#transport.sendWhole({ status: error.status, headers: {}, contentLength: 0 }, null)
    this.#linger()
  }

  contentFailed(content: ContentReader, error: unknown): void {
    if (this.#exchange === null && this.#phase === BUSY) return this.refuse(error)
    if (!(error instanceof ProtocolError)) throw error
    this.#report(error)
    this.#isLast = true
    // Left alone, it becomes the answer that a refusal would have been (SPEC ERR-3).
    content.body.fail(error)
    if (this.#phase === DRAINING) this.#linger()
  }

  #report(error: ProtocolError): void {
    this.#context.clientError(error, (this.#remote ??= peerAddress(this.#socket)))
  }

  /** After the last answer. */
  #linger(): void {
    this.#phase = LINGERING
    this.#reader.stop()
    this.#output.release()
    this.#deadline = Infinity
    this.#farewell = new Farewell(this.#socket, this.#context.limits.drainBytes, () => {
      this.#deadline = this.#context.watch.in(this.#context.limits.drainMs)
    })
  }

  /** The client ended its side. */
  #clientEnded(): void {
    if (this.#phase === UPGRADED) return
    this.#isLast = true
    if (this.#phase !== BUSY) return this.#closeSoon()
    this.#loseContent()
    this.#exchange?.clientEnded()
  }

  /** Closes when all that was written has left; no answer can get lost. */
  #closeSoon(): void {
    this.#phase = LINGERING
    this.#socket.destroySoon()
  }

  #closed(): void {
    if (this.#phase === UPGRADED) return
    this.#loseContent()
    this.#exchange?.abort(clientLeft())
    this.#context.closed(this)
  }

  /** Content that will not arrive is an error for whoever reads it (SPEC BODY-5). */
  #loseContent(): void {
    this.#reader.content?.body.fail(clientLeft())
    this.#reader.content = null
  }

  /** Without a length or chunks only a reset tells the client that something is missing. */
  cut(isDelimited: boolean): void {
    // Other sockets than those of TCP cannot be reset.
    if (isDelimited || this.#socket.remotePort === undefined) this.#socket.destroy()
    else this.#socket.resetAndDestroy()
  }

  // Services for the content and the transport

  resume(): void {
    if (this.#socket.isPaused()) this.#socket.resume()
  }

  pause(): void {
    this.#socket.pause()
  }

  sendContinue(): void {
    if (!this.#transport.hasResponded) this.#transport.sendInformational(100, {})
  }

  nodeRequest(head: RequestHead): NodeRequest {
    const { keepAliveTimeoutMs } = this.#context.limits
    return new NodeRequest(this.#socket, head, this.#isLast || this.#isClosing ? null : keepAliveTimeoutMs)
  }

  switchProtocols(head: string): ByteDuplex {
    const { socket, head: first } = this.rawConnection()
    socket.write(head, 'latin1')
    this.#context.counters.sent(head.length)
    return byteDuplex(socket, first)
  }

  rawConnection(): { socket: Socket; head: Uint8Array } {
    this.#phase = UPGRADED
    this.#output.release()
    const socket = releaseSocket(this.#socket)
    this.#socket = socket
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#exchange?.abort(clientLeft())
      this.#context.closed(this)
    })
    return { socket, head: this.#reader.giveUp() }
  }
}
