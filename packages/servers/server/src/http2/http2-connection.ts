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
import { ExchangeAborted, runExchange } from '@tsgi/exchange'
import type { AbortCode, IncomingRequest } from '@tsgi/exchange'
import { ProtocolError } from '@tsgi/http1'
import type { MessageLimits } from '@tsgi/http1'
import type { Address } from '@tsgi/spec'
import { currentDate } from '../date.ts'
import { peerAddress } from '../peer-address.ts'
import type { ServedConnection } from '../served-connection.ts'
import { TLS } from '../tls/tls-info.ts'
import type { SecuredConnection } from '../tls/tls-handshake.ts'
import { FloodGauge } from './flood-gauge.ts'
import type { Http2Context } from './http2-context.ts'
import { Http2Transport } from './http2-transport.ts'
import { readFields } from './request-fields.ts'
import type { Http2Head } from './request-fields.ts'
import { StreamContent } from './stream-content.ts'
import { unwatch, watch } from './stream-watch.ts'
import type { Watched } from './stream-watch.ts'

const MAX_STREAMS = 100
/** A window: what a client may send before it hears that its content is not wanted. */
const WINDOW_BYTES = 65_535

/** The event as it is emitted: with the field list as it came. */
type StreamListener = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  flags: number,
  list: readonly string[],
) => void

/** Serves one socket until it closes. */
export class Http2Connection implements ServedConnection, Watched {
  readonly #context: Http2Context
  readonly #socket: Socket
  readonly #session: ServerHttp2Session
  readonly #secured: SecuredConnection | null
  readonly #remote: Address | null
  readonly #transports = new Set<Http2Transport>()
  readonly #extensions: IncomingRequest['extensions']
  readonly #gauge: FloodGauge
  #pingedAt: number
  #isPingAnswered = true
  /** When the last stream closed. */
  #idleSince: number
  /** When the connection was given up; `null`: it was not. */
  #endingSince: number | null = null

  /**
   * @param socket of TLS, or plain and paused
   * @param first what was already read from it
   */
  constructor(
    socket: Socket,
    context: Http2Context,
    secured: SecuredConnection | null = null,
    first: Uint8Array | null = null,
  ) {
    const now = performance.now()
    this.#context = context
    this.#socket = socket
    this.#secured = secured
    this.#extensions = secured === null ? undefined : { [TLS]: secured.info }
    this.#remote = peerAddress(socket)
    this.#gauge = new FloodGauge(now)
    this.#idleSince = now
    this.#pingedAt = now
    if (first !== null && first.length > 0) socket.unshift(first)
    this.#session = performServerHandshake(socket, sessionOptions(context.limits))
    const opened: StreamListener = (stream, _headers, flags, list) => this.#open(stream, flags, list)
    this.#session.on('stream', opened)
    this.#session.on('error', (error) => this.#failed(error))
    this.#session.once('close', () => this.#closed())
    // A client that ends its side has left: nobody half-closes a connection of many streams.
    socket.on('end', () => socket.destroy())
    // Node has put what was read before onto its list by now.
    if (secured === null) socket.resume()
    watch(this)
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
    for (const transport of transports) abort(transport, 'SERVER_CLOSING', 'The server is closing')
  }

  // A stream: head → exchange → its end

  #open(stream: ServerHttp2Stream, flags: number, list: readonly string[]): void {
    stream.on('error', ignore)
    if (stream.destroyed || stream.closed) return this.#countReset()
    const { gateway, scheme, limits, counters } = this.#context
    let head: Http2Head
    try {
      head = readFields(list, scheme, limits)
      if (this.#secured?.admits(head.authority) === false) throw misdirected()
    } catch (error) {
      return this.#refuse(stream, flags, error)
    }
    this.#gauge.request(head.size)
    const content =
      isComplete(flags) || head.contentLength === 0
        ? null
        : new StreamContent(stream, head.contentLength, head.expectsContinue)
    const transport = new Http2Transport(stream, content, counters)
    this.#transports.add(transport)
    stream.on('close', () => this.#closeStream(transport))
    counters.requestBegun()
    const exchange = runExchange(gateway, this.#incoming(head, content), transport)
    if (!transport.isFinished) transport.exchange = exchange
  }

  #incoming(head: Http2Head, content: StreamContent | null): IncomingRequest {
    return {
      method: head.method,
      scheme: this.#context.scheme,
      authority: head.authority,
      basePath: '',
      path: head.path,
      query: head.query,
      httpVersion: '2.0',
      headers: head.headers,
      remote: this.#remote,
      body: content?.body.content ?? null,
      extensions: this.#extensions,
    }
  }

  /** The client's fault: answered, and not looked at further. */
  #refuse(stream: ServerHttp2Stream, flags: number, error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error
    this.#context.clientError(error, this.#remote)
    if (!isComplete(flags)) this.#gauge.content(WINDOW_BYTES)
    const fields = { ':status': error.status, 'content-length': 0, date: currentDate() }
    this.#context.counters.responseBegun(error.status)
    stream.respond(fields, { endStream: true })
  }

  #closeStream(transport: Http2Transport): void {
    if (!this.#transports.delete(transport)) return
    if (this.#transports.size === 0) this.#idleSince = performance.now()
    const { content, stream } = transport
    if (content !== null)
      this.#gauge.content(content.isComplete ? content.received : Math.max(content.received, WINDOW_BYTES))
    content?.lose()
    if (!transport.isSent) abort(transport, 'CLIENT_LEFT', 'The client left before the exchange was complete')
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
    const { bytesRead, bytesWritten } = this.#socket
    let held = 0
    for (const transport of this.#transports) {
      held += transport.stream.readableLength + (transport.content?.received ?? 0)
      this.#checkProgress(transport, now)
    }
    if (this.#gauge.isFlooded(now, bytesRead, bytesWritten, held))
      this.#giveUp(new ProtocolError('HTTP2_FLOOD', 'Too many frames that carry nothing (RFC 9113 §10.5)'))
    else if (this.#transports.size > 0) this.#checkPresence(now)
    else if (now - this.#idleSince >= this.#context.keepAliveMs) this.shutdown()
  }

  /** Neither a client that vanished nor nghttp2, when it has broken off because of an error, tells. */
  #checkPresence(now: number): void {
    if (now - this.#pingedAt < this.#context.readTimeoutMs / 2) return
    if (!this.#isPingAnswered)
      return this.#giveUp(new ProtocolError('HTTP2_SILENT', 'No answer to a ping (RFC 9113 §6.7)', 408))
    this.#pingedAt = now
    this.#isPingAnswered = false
    this.#session.ping((error) => (this.#isPingAnswered = error === null))
  }

  /** Node's own timeouts of streams are satisfied when anything moves on the connection. */
  #checkProgress(transport: Http2Transport, now: number): void {
    const { stream, content, pendingSeen, receivedSeen, seenAt } = transport
    const pending = stream.bufferSize
    const received = content?.received ?? 0
    const isAwaited = content?.isAwaited === true
    if (pending !== pendingSeen || received !== receivedSeen || (pending === 0 && !isAwaited)) {
      transport.pendingSeen = pending
      transport.receivedSeen = received
      transport.seenAt = now
    } else if (pending > 0 && now - seenAt >= this.#context.writeTimeoutMs) {
      transport.cut()
    } else if (isAwaited && now - seenAt >= this.#context.readTimeoutMs) {
      content.body.fail(new ProtocolError('HTTP2_CONTENT_TIMEOUT', 'The content stays away', 408))
    }
  }

  #dropAfter(since: number, now: number): void {
    if (now - since < this.#context.drainMs) return
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
    unwatch(this)
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

function abort(transport: Http2Transport, code: AbortCode, message: string): void {
  const { exchange } = transport
  transport.exchange = null
  exchange?.abort(new ExchangeAborted(code, message))
}

function misdirected(): ProtocolError {
  return new ProtocolError('HTTP2_MISDIRECTED', 'That host asks for other certificates (RFC 9110 §7.4)', 421)
}

function ignore(): void {}
