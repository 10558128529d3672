/*
 * One connection of HTTP/2: `node:http2` speaks the protocol, each of its streams becomes an exchange.
 *
 *   open ── shutdown, idle: no new streams ──► closing ── last stream closed ──► gone
 *     └──── flood, error of the protocol, silence ─────────────────────────────► gone
 *
 * nghttp2 and Node bound what is by the book: the field list, its CONTINUATION frames (8), streams at a time, unanswered
 * pings and settings, invalid frames, memory. What they leave to the server is here: how many streams are reset, how
 * much comes that serves nothing, how long anybody may take.
 *
 * The rules on what a request may look like are in request-fields.ts. One that breaks them is answered and never reaches
 * the application. Node leaves fields with malformed names or values out without a word; nothing of them is seen here.
 */
import { constants, performServerHandshake } from 'node:http2'
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream, SessionOptions } from 'node:http2'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { ExchangeAborted } from '@tsgi/exchange'
import { currentDate } from '@tsgi/fields/current-date'
import { ProtocolError } from '@tsgi/http1'
import type { MessageLimits } from '@tsgi/http1'
import { clientLeft, hasPassed, peerAddress, serverCloses } from '@tsgi/listeners'
import type { ServedConnection } from '@tsgi/listeners'
import type { Address } from '@tsgi/spec'
import type { Arrival, Client } from '../arrival.ts'
import { beginExchange, incomingRequest, requestsFor } from '../connection-context.ts'
import type { ConnectionContext } from '../connection-context.ts'
import { refuseHead } from '../refusals.ts'
import { FloodGauge } from './flood-gauge.ts'
import { Http2Transport } from './http2-transport.ts'
import { keepReader } from './keep-reader.ts'
import { readFields } from './request-fields.ts'
import type { Http2Head } from './request-fields.ts'
import { StreamContent } from './stream-content.ts'

const MAX_STREAMS = 100
/** A window: what a client may send before it hears that its content is not wanted. */
const WINDOW_BYTES = 65_535
/** How long a client with open streams may be silent, where `contentTimeoutMs` sets no limit. */
const SILENCE_MS = 30_000

/** The event as it is emitted: with the field list as it came. */
type StreamListener = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  flags: number,
  list: readonly string[],
) => void

/** Serves one socket until it closes. */
export class Http2Connection implements ServedConnection {
  readonly #context: ConnectionContext
  readonly #socket: Socket
  readonly #session: ServerHttp2Session
  readonly #client: Client
  readonly #remote: Address | null
  readonly #transports = new Set<Http2Transport>()
  readonly #gauge: FloodGauge
  /** Requests that may still come. */
  #remaining: number
  /** Octets that were counted. */
  #read = 0
  #written = 0
  #pingedAt: number
  #isPingAnswered = true
  /** When the last stream closed. */
  #idleSince: number
  /** When the connection was given up; `null`: it was not. */
  #endingSince: number | null = null

  constructor({ socket, first, client }: Arrival, context: ConnectionContext) {
    const now = performance.now()
    this.#context = context
    this.#client = client
    this.#socket = socket
    this.#remote = client.remote === undefined ? peerAddress(socket) : client.remote
    this.#remaining = requestsFor(context.limits)
    this.#gauge = new FloodGauge(now)
    this.#idleSince = now
    this.#pingedAt = now
    if (first !== null) socket.unshift(first)
    this.#session = performServerHandshake(socket, sessionOptions(context.limits))
    keepReader(this.#session, socket)
    const opened: StreamListener = (stream, _headers, flags, list) => this.#open(stream, flags, list)
    this.#session.on('stream', opened)
    this.#session.on('error', (error) => this.#failed(error))
    this.#session.once('close', () => this.#closed())
    // A client that ends its side has left: nobody half-closes a connection of many streams.
    socket.on('end', () => socket.destroy())
    // Node has put what was read before onto its list by now.
    if (!(socket instanceof TLSSocket)) socket.resume()
  }

  // From outside: shutdown

  /**
   * Takes no further stream and tells the client which was the last, so that it can send the others elsewhere. nghttp2
   * ignores streams as soon as it has sent a GOAWAY, so announcing one beforehand (RFC 9113 §6.8) would be a lie.
   */
  shutdown(): void {
    this.#session.close()
  }

  /** Gives up what is under way and closes. */
  destroy(): void {
    const transports = [...this.#transports]
    this.#endingSince ??= performance.now()
    this.#session.destroy()
    this.#socket.destroy()
    for (const transport of transports) abort(transport, serverCloses())
  }

  // A stream: head → exchange → its end

  #open(stream: ServerHttp2Stream, flags: number, list: readonly string[]): void {
    stream.on('error', ignore)
    if (stream.destroyed || stream.closed) return this.#countReset()
    const { limits, counters, watch } = this.#context
    let head: Http2Head
    try {
      head = readFields(list, this.#client.scheme, limits)
      refuseHead(head, this.#client, limits, 'HTTP2')
    } catch (error) {
      return this.#refuse(stream, flags, error)
    }
    this.#gauge.request(head.size)
    const content = isComplete(flags) || head.contentLength === 0 ? null : this.#content(stream, head)
    const transport = new Http2Transport(stream, content, counters, watch.now)
    this.#transports.add(transport)
    stream.on('close', () => this.#closeStream(transport))
    const body = content?.body.content ?? null
    const incoming = incomingRequest(head, this.#context.authority, this.#client, this.#remote, body)
    const exchange = beginExchange(this.#context, incoming, transport)
    if (!transport.isFinished) transport.exchange = exchange
    if (--this.#remaining === 0) this.shutdown()
  }

  #content(stream: ServerHttp2Stream, head: Http2Head): StreamContent {
    const refused = (error: ProtocolError): void => this.#context.clientError(error, this.#remote)
    return new StreamContent(stream, head, this.#context.limits, refused)
  }

  /** The client's fault: answered, and not looked at further. */
  #refuse(stream: ServerHttp2Stream, flags: number, error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error
    this.#context.clientError(error, this.#remote)
    this.#context.counters.responseBegun(error.status)
    if (!isComplete(flags)) this.#gauge.content(WINDOW_BYTES)
    const fields = { ':status': error.status, 'content-length': 0, date: currentDate() }
    stream.respond(fields, { endStream: true })
  }

  #closeStream(transport: Http2Transport): void {
    if (!this.#transports.delete(transport)) return
    if (this.#transports.size === 0) this.#idleSince = performance.now()
    const { content, stream } = transport
    if (content !== null)
      this.#gauge.content(content.isComplete ? content.received : Math.max(content.received, WINDOW_BYTES))
    content?.lose()
    if (!transport.isSent) abort(transport, clientLeft())
    transport.closed()
    if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) this.#countReset()
  }

  #countReset(): void {
    if (this.#session.destroyed || !this.#gauge.reset(performance.now())) return
    this.#giveUp(new ProtocolError('HTTP2_RESETS', 'Too many streams were reset (RFC 9113 §10.5)'))
  }

  // From time to time: what took too long, what came for nothing

  check(now: number): void {
    // A client that leaves a head unfinished keeps Node from closing.
    if (this.#session.destroyed || (this.#session.closed && this.#transports.size === 0))
      this.#endingSince ??= now
    if (this.#endingSince !== null) return this.#dropAfter(this.#endingSince, now)
    const { limits } = this.#context
    this.#count()
    let held = 0
    for (const transport of this.#transports) {
      held += transport.stream.readableLength + (transport.content?.received ?? 0)
      transport.check(now, limits)
    }
    if (this.#gauge.isFlooded(now, this.#read, this.#written, held))
      this.#giveUp(new ProtocolError('HTTP2_FLOOD', 'Too many frames that carry nothing (RFC 9113 §10.5)'))
    else if (this.#transports.size > 0) this.#checkPresence(now)
    else if (hasPassed(limits.keepAliveTimeoutMs, this.#idleSince, now)) this.shutdown()
  }

  #count(): void {
    const { bytesRead, bytesWritten } = this.#socket
    this.#context.counters.received(bytesRead - this.#read)
    this.#context.counters.sent(bytesWritten - this.#written)
    this.#read = bytesRead
    this.#written = bytesWritten
  }

  /** Neither a client that vanished nor nghttp2, when it has broken off because of an error, tells. */
  #checkPresence(now: number): void {
    if (now - this.#pingedAt < (this.#context.limits.contentTimeoutMs || SILENCE_MS) / 2) return
    if (!this.#isPingAnswered)
      return this.#giveUp(new ProtocolError('HTTP2_SILENT', 'No answer to a ping (RFC 9113 §6.7)', 408))
    this.#pingedAt = now
    this.#isPingAnswered = false
    this.#session.ping((error) => (this.#isPingAnswered = error === null))
  }

  #dropAfter(since: number, now: number): void {
    if (!hasPassed(this.#context.limits.drainMs, since, now)) return
    this.#session.destroy()
    this.#socket.destroy()
  }

  // Ends of all kinds

  #giveUp(error: ProtocolError): void {
    this.#context.clientError(error, this.#remote)
    this.#endingSince = performance.now()
    this.#session.destroy(error, constants.NGHTTP2_ENHANCE_YOUR_CALM)
  }

  #failed(error: Error & { code?: string }): void {
    if (error.code === 'ERR_HTTP2_ERROR')
      this.#context.clientError(new ProtocolError('HTTP2_PROTOCOL', error.message), this.#remote)
  }

  #closed(): void {
    this.#count()
    for (const transport of this.#transports) this.#closeStream(transport)
    this.#context.closed(this)
  }
}

function sessionOptions({ maxFields, maxHeadBytes }: MessageLimits): SessionOptions {
  const options = {
    settings: { maxConcurrentStreams: MAX_STREAMS, maxHeaderListSize: maxHeadBytes },
    maxHeaderListPairs: maxFields + 4,
    maxSessionMemory: 10,
    maxSessionInvalidFrames: 100,
    streamResetBurst: 200,
    streamResetRate: 7,
  }
  return options
}

function isComplete(flags: number): boolean {
  return (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0
}

function abort(transport: Http2Transport, reason: ExchangeAborted): void {
  const { exchange } = transport
  transport.exchange = null
  exchange?.abort(reason)
}

function ignore(): void {}
