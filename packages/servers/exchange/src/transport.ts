import type { Address, Awaitable, ByteDuplex, HttpRequest, ResponseHeaders } from '@tsgi/spec'

/** The part of a request that a way in reads off its wire. */
export type IncomingRequest = Pick<
  HttpRequest,
  'method' | 'scheme' | 'authority' | 'basePath' | 'path' | 'query' | 'httpVersion' | 'headers'
> & {
  /** The peer; `null` when it has no address. */
  readonly remote: Address | null
  /** The content; `null` when the request has none. */
  readonly body: AsyncIterable<Uint8Array> | null
  /** Protocols that the client offers and `Transport.switchProtocols` can take; absent: none. */
  readonly upgrade?: readonly string[]
  /** What the exchange gets under symbols (SPEC EXT-1); `undefined`: nothing. */
  readonly extensions?: Readonly<Record<symbol, unknown>> | undefined
}

/** Head of a response that was checked against SPEC: a transport may write it as it is. */
export interface ResponseHead {
  /** 200–599. */
  readonly status: number
  /** Fields; those of HEAD-8 and `content-length` are the transport's to leave out. */
  readonly headers: ResponseHeaders
  /** Length to announce; `undefined`: the content's length is unknown, or nothing is to be announced. */
  readonly contentLength: number | undefined
  /** The head as the application has written it, instead of fields; only where `takesWritten` said so. */
  readonly written?: WrittenHead
}

/**
 * A head of HTTP/1.1 that an application has written itself, as Node's `ServerResponse` does: the extension
 * `Symbol.for('tsgi.http1-head')` of a response. It tells what the response tells, with names in the case they were
 * given in, so it belongs to that very object: where it is a getter of its class, copies do not have it.
 */
export interface WrittenHead {
  /** Status line, field lines and empty line, one character for each octet. Whoever wrote it has checked it. */
  readonly text: string
  /** What its `content-length` says; `undefined`: it has none. */
  readonly contentLength: number | undefined
  /** Whether it announces content in chunks. */
  readonly isChunked: boolean
  /** Whether it lets the connection stay open. */
  readonly keepsAlive: boolean
}

/**
 * The wire side of one exchange: what a server, gateway or adapter must be able to do. The exchange calls `sendWhole`
 * once, or `sendHead`, then `sendChunk` any number of times, then `sendEnd`; or `cut` at any point; `finished` last.
 */
export interface Transport {
  /** Sends a response with all its content; `null`: it has no content, whatever the head says. */
  sendWhole(head: ResponseHead, content: string | Uint8Array | null): void
  /** Sends the head of a streamed response together with its first chunk, which may be empty. */
  sendHead(head: ResponseHead, chunk: string | Uint8Array, size: number): Awaitable<void>
  /** Sends a chunk of that many bytes; a promise means: wait. It resolves as well when the connection is lost. */
  sendChunk(chunk: string | Uint8Array, size: number): Awaitable<void>
  /** Ends a streamed response. */
  sendEnd(trailers: Readonly<Record<string, string>> | null): void
  /** Ends the connection or stream so that the client can tell that the response is not whole. */
  cut(error: unknown): void
  /** Resolves when all that was sent has left this process, or never will. */
  flushed(): Awaitable<void>
  /** The exchange is over: the next request may come. */
  finished(): void
  /** Sends an informational response. Absent: impossible. */
  sendInformational?(status: number, headers: ResponseHeaders): void
  /** Sends the 101 head and gives up the connection. Absent: impossible. */
  switchProtocols?(headers: ResponseHeaders): ByteDuplex
  /**
   * Whether a head that the application has written is sent as it is; then it comes as `written`, without other fields.
   * Absent: never.
   */
  takesWritten?(head: ResponseHead, isStreamed: boolean): boolean
  /** What `Symbol.for('tsgi.node')` of a connection holds, on Node. */
  rawConnection?(): unknown
  /** What `Symbol.for('tsgi.node')` of the exchange holds, on Node: what there is below the request. */
  nodeRequest?(): unknown
  /** Whether trailers reach this client, given that it asked for them with `te: trailers`. */
  readonly takesTrailers: boolean
}
