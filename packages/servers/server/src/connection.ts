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
 * Requests are answered one after the other. While one is, what the client has already sent of the next is held and
 * reading stops: pipelining costs the client's socket buffer, not our memory (RFC 9112 §9.3.2).
 *
 * What is left of a request when its answer is complete is discarded within limits, else the connection ends. No octet
 * of it is ever read as another request.
 *
 * Each phase has a deadline; `check` ends what is past it (watch.ts).
 */
import type { Socket } from 'node:net'
import type { OpenExchange } from '@tsgi/exchange'
import { ProtocolError, readRequestHead } from '@tsgi/http1'
import type { HeadScanner, RequestHead } from '@tsgi/http1'
import type { Address, ByteDuplex } from '@tsgi/spec'
import { adoptSocket, releaseSocket } from './adopt-socket.ts'
import type { Arrival, Client } from './arrival.ts'
import { beginExchange, incomingRequest, requestsFor } from './connection-context.ts'
import type { ConnectionContext } from './connection-context.ts'
import { ContentReader } from './content-reader.ts'
import type { ContentSource } from './content-reader.ts'
import { clientLeft, requestTimedOut, serverCloses } from './exchange-ends.ts'
import { Farewell } from './farewell.ts'
import { Http1Transport } from './http1-transport.ts'
import type { TransportOwner } from './http1-transport.ts'
import { Output } from './output.ts'
import { peerAddress } from './peer-address.ts'
import { upgradeOffers } from './upgrade-offers.ts'
import { contentTooSlow, headTooSlow, refuseHead } from './refusals.ts'
import type { ServedConnection } from './served-connection.ts'
import { byteDuplex } from './upgraded-socket.ts'

const IDLE = 0
const BUSY = 1
const DRAINING = 2
const LINGERING = 3
const UPGRADED = 4

/** Serves one socket until it closes. */
export class Connection implements ServedConnection, TransportOwner, ContentSource {
  readonly #context: ConnectionContext
  readonly #client: Client
  readonly #output: Output
  readonly #transport: Http1Transport
  #socket: Socket
  #remote: Address | null | undefined

  #phase = IDLE
  /** Set while a head is incomplete. */
  #scanner: HeadScanner | null = null
  /** Set while a request's content is incomplete. */
  #content: ContentReader | null = null
  /** Set while an application works on an answer, unless it answers at once. */
  #exchange: OpenExchange | null = null
  /** Octets behind the present request. */
  #held: Uint8Array | null = null
  /** Whether no further request is read, whatever comes. */
  #isLast = false
  #isConsuming = false
  #hasServed = false
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
    this.#output = new Output(this.#socket, context.counters, () => this.#goOn())
    this.#transport = new Http1Transport(this, this.#output, context.counters)
    this.#socket.on('end', () => this.#clientEnded())
    // An error is followed by 'close', which is where it is dealt with.
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => this.#closed())
    // In a tick of its own, when the server knows this connection.
    if (first !== null) process.nextTick(() => this.#receive(first, first.length))
  }

  // From outside: shutdown

  /** Takes no further request; closes at once when none is under way. */
  shutdown(): void {
    this.#isLast = true
    if (this.#phase === UPGRADED) this.#exchange?.serverCloses(serverCloses())
    if (this.#phase === IDLE && this.#scanner === null && this.#held === null) this.#closeSoon()
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
    if (this.#phase === BUSY && this.#content?.isTooSlow(now) === true) {
      return this.#contentFailed(this.#content, contentTooSlow('HTTP1'))
    }
    if (now >= this.#deadline) this.#takesTooLong()
  }

  #takesTooLong(): void {
    this.#deadline = Infinity
    if (this.#phase === IDLE && this.#scanner !== null) this.#refuse(headTooSlow())
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
    this.#consume(bytes, 0, length)
    this.#goOn()
  }

  /** Takes as much as the state allows. Answers given on the way leave in one write. */
  #consume(bytes: Uint8Array, start: number, end: number): void {
    this.#isConsuming = true
    this.#output.hold()
    let at = start
    while (at < end && this.#phase < LINGERING && !this.#socket.destroyed) {
      if (this.#content !== null) at = this.#takeContent(this.#content, bytes, at, end)
      else if (this.#phase === IDLE && !this.#output.isFull) at = this.#takeHead(bytes, at, end)
      else at = this.#hold(bytes, at, end)
    }
    this.#isConsuming = false
    this.#output.release()
  }

  #takeHead(bytes: Uint8Array, at: number, end: number): number {
    const { scanners, limits, watch } = this.#context
    const scanner = this.#scanner ?? scanners.take()
    let head: RequestHead
    let after: number
    try {
      after = scanner.scan(bytes, at, end)
      if (after < 0) {
        this.#startHead(scanner)
        return end
      }
      this.#scanner = null
      head = readRequestHead(scanner, this.#client.scheme)
      scanners.giveBack(scanner)
      refuseHead(head, this.#client, limits, 'HTTP1')
    } catch (error) {
      this.#refuse(error)
      return end
    }
    this.#phase = BUSY
    this.#deadline = watch.in(limits.requestTimeoutMs)
    this.#transport.begin(head)
    if (!head.keepAlive || --this.#remaining === 0) this.#isLast = true
    if (head.contentLength !== 0) return this.#startContent(head, bytes, after, end)
    const offers = this.#socket.writableLength === 0 ? upgradeOffers(head) : null
    // Who takes the connection over gets what was already read of the other protocol.
    if (offers !== null && after < end) after = this.#hold(bytes, after, end)
    this.#run(head, offers)
    return after
  }

  /** A head has begun to come. The first one had its time from the connection's begin (CN1). */
  #startHead(scanner: HeadScanner): void {
    if (this.#scanner === null && this.#hasServed)
      this.#deadline = this.#context.watch.in(this.#context.limits.headTimeoutMs)
    this.#scanner = scanner
  }

  /** Content that is already here is looked at first: when it is malformed, no application is called. */
  #startContent(head: RequestHead, bytes: Uint8Array, at: number, end: number): number {
    const content = new ContentReader(head, this.#context, this)
    this.#content = content
    const after = at < end ? this.#takeContent(content, bytes, at, end) : at
    if (this.#phase === BUSY) this.#run(head, null, content)
    return after
  }

  #takeContent(content: ContentReader, bytes: Uint8Array, at: number, end: number): number {
    let after: number
    try {
      after = content.take(bytes, at, end)
    } catch (error) {
      this.#contentFailed(content, error)
      return this.#phase === BUSY ? this.#hold(bytes, at, end) : end
    }
    if (after < 0) {
      if (content.isOverdrawn) this.#isLast = true
      if (content.isOverdrawn && this.#phase === DRAINING) this.#linger()
      return end
    }
    this.#content = null
    if (this.#phase === DRAINING) this.#becomeIdle()
    return after
  }

  /** Keeps octets for later, and lets the client wait. */
  #hold(bytes: Uint8Array, at: number, end: number): number {
    this.#held = new Uint8Array(bytes.subarray(at, end))
    this.pause()
    return end
  }

  /** Goes on with what was held, once that is possible. */
  #goOn(): void {
    while (this.#held !== null && this.#phase === IDLE && !this.#output.isFull) {
      const held = this.#held
      this.#held = null
      this.#consume(held, 0, held.length)
    }
    const mayRead = this.#phase < LINGERING && this.#held === null
    if (mayRead && this.#content?.isFull !== true) this.resume()
  }

  // Calling the application

  #run(head: RequestHead, upgrade: readonly string[] | null, content?: ContentReader): void {
    const remote = (this.#remote ??= peerAddress(this.#socket))
    const body = content?.body.content ?? null
    const incoming = incomingRequest(head, this.#context.authority, this.#client, remote, body)
    const offering = upgrade === null ? incoming : { ...incoming, upgrade }
    const exchange = beginExchange(this.#context, offering, this.#transport)
    if (this.#phase === BUSY || this.#phase === UPGRADED) this.#exchange = exchange
  }

  /** The answer is complete: on to the next request, or to the end. */
  finished(): void {
    this.#exchange = null
    if (this.#phase !== BUSY || this.#socket.destroyed) return
    if (!this.#transport.persists) this.#isLast = true
    if (this.#content !== null && !this.#isLast) return this.#drain(this.#content)
    this.#becomeIdle()
  }

  #becomeIdle(): void {
    if (this.#isLast) return this.#linger()
    this.#phase = IDLE
    this.#hasServed = true
    this.#deadline = this.#context.watch.in(this.#context.limits.keepAliveTimeoutMs)
    if (!this.#isConsuming) this.#goOn()
  }

  canPersist(): boolean {
    if (this.#isLast) return false
    if (this.#content === null) return true
    const { remaining, isUncertain } = this.#content
    return !isUncertain && (remaining === Infinity || remaining <= this.#context.limits.drainBytes)
  }

  // Ends of all kinds

  /** Throws away unread content, for a while. */
  #drain(content: ContentReader): void {
    this.#phase = DRAINING
    this.#deadline = this.#context.watch.in(this.#context.limits.drainMs)
    content.discard()
  }

  /** The client's fault: one answer, nothing after it is looked at (RFC 9112 §11.2). */
  #refuse(error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error
    this.#report(error)
    this.#isLast = true
    this.#transport.begin(null)
    this.#transport.sendWhole({ status: error.status, headers: {}, contentLength: 0 }, null)
    this.#linger()
  }

  #contentFailed(content: ContentReader, error: unknown): void {
    this.#content = null
    if (this.#exchange === null && this.#phase === BUSY) return this.#refuse(error)
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
    this.#content?.discard()
    this.#content = null
    this.#held = null
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
    this.#content?.body.fail(clientLeft())
    this.#content = null
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
    return { socket, head: this.#held ?? new Uint8Array(0) }
  }
}
