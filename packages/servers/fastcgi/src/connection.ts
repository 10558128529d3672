/*
 * One connection: octets → records → requests → records → octets.
 *
 * Requests are told apart by their ids and may overlap; each is a FastcgiRequest until its END_REQUEST is written, and its
 * id is free then. What still comes for an id that nobody uses is ignored, as FastCGI 1.0 §3.3 has it: that is content
 * which an application has not waited for. FastCGI cannot stop the content of one request alone, so when an application
 * does not read, all requests of its connection wait.
 *
 *   OPEN ── last request answered, closing, idle for too long ──► LEAVING ──► closed     what still comes is thrown away
 *     └──── malformed records, a response that breaks off ───────────────────► closed
 *
 * Nothing in FastCGI tells that a response is incomplete, other than a connection that ends without END_REQUEST. So one
 * that breaks off takes its connection with it.
 */
import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import type { ExchangeAborted, Gateway } from '@tsgi/exchange'
import { Output, adoptSocket, clientLeft, hasPassed, serverCloses } from '@tsgi/listeners'
import type { GatewayContext, ServedConnection } from '@tsgi/listeners'
import type { Address } from '@tsgi/spec'
import { FastcgiError } from './fastcgi-error.ts'
import type { FastcgiLimits } from './options.ts'
import { cutShort, readPairs } from './pairs.ts'
import { RecordReader } from './record-reader.ts'
import type { RecordHandler } from './record-reader.ts'
import {
  AUTHORIZER,
  KEEP_CONN,
  OVERLOADED,
  RESPONDER,
  UNKNOWN_ROLE,
  formatEnd,
  formatRefusal,
  formatUnknownType,
  formatValues,
} from './records.ts'
import { FastcgiRequest } from './request.ts'
import type { RequestOwner } from './request.ts'

/** What all connections of a server share. */
export interface FastcgiContext extends GatewayContext<FastcgiLimits> {
  /** Asks the authorizer; `null`: there is none. */
  readonly authorizers: Gateway | null
  /** Whether the application is a script at `SCRIPT_NAME`. */
  readonly isScript: boolean
  /** What GET_VALUES may ask for. */
  readonly values: ReadonlyMap<string, string>
}

/** Serves one socket until it closes. */
export class Connection implements ServedConnection, RecordHandler, RequestOwner {
  readonly context: FastcgiContext
  readonly output: Output
  readonly #remote: Address | null
  readonly #socket: Socket
  readonly #reader: RecordReader = new RecordReader(this)
  /** Requests that are not answered, by id. */
  readonly #requests = new Map<number, FastcgiRequest>()
  /** The one that began last, which most records are for. */
  #latest: FastcgiRequest | null = null
  /** Those whose exchanges are not over. */
  readonly #running = new Set<FastcgiRequest>()
  /** What was read and cannot be looked at yet. */
  #held: Uint8Array | null = null
  #isTaking = false
  /** Whether something was written since it was last looked whether the output is full. */
  #mayBeFull = false
  /** Whether the connection ends with its last request. */
  #isLast = false
  /** Whether nothing of what comes is looked at any more. */
  #isOver = false
  #isClosing = false
  #hasServed = false
  /** When there was last no request, and until when there may be none. */
  #idleSince: number
  #idleUntil: number
  /** When octets last came. */
  #receivedAt: number

  constructor(socket: Socket, remote: Address | null, context: FastcgiContext) {
    const { watch, limits, counters } = context
    this.context = context
    this.#remote = remote
    this.#idleSince = this.#receivedAt = watch.now
    this.#idleUntil = watch.in(limits.keepAliveTimeoutMs)
    this.#socket = adoptSocket(socket, (bytes, length) => this.#receive(bytes, length))
    this.output = new Output(this.#socket, counters, () => this.goOn())
    this.#socket.on('end', () => this.#peerEnded())
    // An error is followed by 'close', which is where it is dealt with.
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => this.#closed())
  }

  // From outside: shutdown

  /**
   * No request is waited for, other than those that may be on their way: they have `drainMs` to arrive, since the last
   * answer or, on a new connection, since now.
   */
  shutdown(): void {
    this.#isClosing = true
    if (this.#requests.size > 0 || this.#isOver) return
    const { watch, limits } = this.context
    if (this.#hasServed && hasPassed(limits.drainMs, this.#idleSince, watch.now)) return this.#leave()
    this.#idleUntil = Math.min(this.#idleUntil, watch.in(limits.drainMs))
  }

  /** Gives up what is under way and closes. */
  destroy(): void {
    const isBusy = this.#requests.size > 0
    this.#giveUpAll(serverCloses())
    if (isBusy) this.#breakOff()
    else this.#socket.destroy()
  }

  // From the watch

  check(now: number): void {
    const { headTimeoutMs, writeTimeoutMs } = this.context.limits
    if (this.output.isStalled(now, writeTimeoutMs)) return this.destroy()
    if (this.#requests.size > 0) for (const request of [...this.#requests.values()]) request.check(now)
    const isStuck = !this.#reader.isIdle && !this.#isOver && !this.#socket.isPaused()
    if (isStuck && hasPassed(headTimeoutMs, this.#receivedAt, now))
      return this.#fail(new FastcgiError('FASTCGI_RECORD_TIMEOUT', 'The rest of a record took too long', 408))
    if (now < this.#idleUntil) return
    if (this.#isOver) this.#socket.destroy()
    else if (this.#requests.size === 0) this.#leave()
  }

  // Reading

  #receive(bytes: Uint8Array, length: number): void {
    this.context.counters.received(length)
    if (this.#isOver) return
    this.#receivedAt = this.context.watch.now
    this.#take(bytes, 0, length)
    this.goOn()
  }

  /** Goes on with what was held, once that is possible, and with reading. */
  goOn(): void {
    // What is being taken goes on by itself.
    if (this.#isTaking || this.#isOver) return
    while (this.#held !== null && !this.output.isFull) {
      const held = this.#held
      this.#held = null
      this.#take(held, 0, held.length)
    }
    const mustWait = this.#held !== null || (this.#requests.size > 0 && this.#hasFullBody())
    if (mustWait) this.#socket.pause()
    else if (this.#socket.isPaused()) this.#socket.resume()
  }

  /** Answers given on the way leave in one write. A web server that does not take them has to wait. */
  #take(bytes: Uint8Array, start: number, end: number): void {
    let at = start
    this.#isTaking = true
    this.#mayBeFull = true
    this.output.hold()
    try {
      while (at < end && !this.#isOver && !this.#isFull()) at = this.#reader.take(bytes, at, end)
    } catch (error) {
      this.#fail(error)
    }
    if (at < end && !this.#isOver) this.#held = new Uint8Array(bytes.subarray(at, end))
    this.#isTaking = false
    this.output.release()
  }

  /** Only what is written fills it, so that few records make it worth looking. */
  #isFull(): boolean {
    if (!this.#mayBeFull) return false
    this.#mayBeFull = false
    return this.output.isFull
  }

  #hasFullBody(): boolean {
    for (const request of this.#requests.values()) if (request.isFull) return true
    return false
  }

  // Records

  begin(id: number, role: number, flags: number): void {
    if (this.#requests.has(id))
      throw new FastcgiError('FASTCGI_ORDER', `The request ${id} begins a second time (FastCGI §3.3)`)
    if ((flags & KEEP_CONN) === 0) this.#isLast = true
    const { limits, gateway, authorizers } = this.context
    const asked = role === RESPONDER ? gateway : role === AUTHORIZER ? authorizers : null
    if (asked === null) return this.#refuse(id, UNKNOWN_ROLE)
    if (limits.maxRequests > 0 && this.#requests.size >= limits.maxRequests)
      return this.#refuse(id, OVERLOADED)
    this.#latest = new FastcgiRequest(id, asked, role === RESPONDER, this)
    this.#requests.set(id, this.#latest)
  }

  #request(id: number): FastcgiRequest | undefined {
    return this.#latest?.id === id ? this.#latest : this.#requests.get(id)
  }

  abort(id: number): void {
    this.#request(id)?.giveUp(clientLeft())
  }

  params(id: number, bytes: Uint8Array, from: number, to: number): void {
    this.#request(id)?.addVariables(bytes, from, to)
  }

  paramsEnd(id: number): void {
    this.#request(id)?.endVariables()
  }

  stdin(id: number, bytes: Uint8Array, from: number, to: number): void {
    this.#request(id)?.addContent(bytes, from, to)
  }

  stdinEnd(id: number): void {
    this.#request(id)?.endContent()
  }

  getValues(pairs: Uint8Array): void {
    const asked = new Set<string>()
    const text = Buffer.from(pairs).toString('latin1')
    const pair = (nameAt: number, nameEnd: number): unknown => asked.add(text.slice(nameAt, nameEnd))
    const end = readPairs(pairs, 0, pairs.length, { pair })
    if (end < pairs.length) throw cutShort()
    this.#write(formatValues([...this.context.values].filter(([name]) => asked.has(name))))
  }

  unknownType(type: number): void {
    this.#write(formatUnknownType(type))
  }

  #refuse(id: number, protocolStatus: number): void {
    this.#write(formatRefusal(id, protocolStatus))
    this.#afterRequest()
  }

  #write(record: string): void {
    this.output.octets(record)
    this.output.flush()
  }

  // Services for requests

  started(request: FastcgiRequest): void {
    this.#running.add(request)
  }

  answered(request: FastcgiRequest): void {
    this.#requests.delete(request.id)
    if (this.#latest === request) this.#latest = null
    this.#mayBeFull = true
    if (this.#isOver) return
    this.#write(formatEnd(request.id))
    this.#afterRequest()
    this.goOn()
  }

  finished(request: FastcgiRequest): void {
    this.#running.delete(request)
    this.#afterRequest()
  }

  refused(error: Error & { readonly code: string }): void {
    this.context.clientError(error, this.#remote)
  }

  cut(): void {
    this.#giveUpAll(clientLeft())
    this.#breakOff()
  }

  // Ends

  #afterRequest(): void {
    if (this.#requests.size > 0 || this.#running.size > 0 || this.#isOver) return
    if (this.#isLast || this.#isClosing) return this.#leave()
    const { watch, limits } = this.context
    this.#hasServed = true
    this.#idleSince = watch.now
    this.#idleUntil = watch.in(limits.keepAliveTimeoutMs)
  }

  /**
   * Ends our side, once the web server has taken everything. What still comes is thrown away for a while: closing at once
   * would reset the connection while the web server is still sending, and lose the answer.
   */
  #leave(): void {
    this.#isOver = true
    this.#held = null
    this.#idleUntil = Infinity
    this.output.release()
    const { watch, limits } = this.context
    this.#socket.once('finish', () => (this.#idleUntil = watch.in(limits.drainMs)))
    this.#socket.end()
    this.#socket.resume()
  }

  /** Not FastCGI: nothing that comes later can be understood. */
  #fail(error: unknown): void {
    if (!(error instanceof FastcgiError)) throw error
    this.refused(error)
    this.#giveUpAll(clientLeft())
    this.#socket.destroy()
  }

  /** Most web servers have left then. Who only has no more to send still gets answers that are there as a whole. */
  #peerEnded(): void {
    this.#isLast = true
    for (const request of [...this.#requests.values()]) request.peerEnded()
    if (this.#requests.size === 0 && this.#running.size === 0) this.#socket.destroySoon()
  }

  #closed(): void {
    this.#giveUpAll(clientLeft())
    this.context.closed(this)
  }

  #giveUpAll(reason: ExchangeAborted): void {
    this.#isOver = true
    this.#held = null
    for (const request of [...this.#requests.values(), ...this.#running]) request.giveUp(reason)
  }

  /** A socket of TCP can be reset. On a unix socket, octets that are no record say that something is wrong. */
  #breakOff(): void {
    this.output.release()
    if (this.#socket.remotePort !== undefined) return void this.#socket.resetAndDestroy()
    this.#idleUntil = this.context.watch.in(this.context.limits.drainMs)
    this.#socket.end(NO_RECORD, () => this.#socket.destroy())
  }
}

/** The head of a record with a version that does not exist. */
const NO_RECORD = new Uint8Array(8)
