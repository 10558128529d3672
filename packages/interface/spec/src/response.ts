import type { Awaitable } from './application.ts'

/**
 * A response: plain, immutable data. Change a copy: `withHeader` and friends of `@tsgi/message`, or a spread.
 *
 * Members keyed by symbols are extensions, which everybody preserves and may ignore (SPEC EXT-1).
 */
export interface HttpResponse {
  /** 200–599, or 101 together with `upgrade` (SPEC RESP-3). */
  readonly status: number
  /** Field values by lower-case name (SPEC HEAD-5). */
  readonly headers: ResponseHeaders
  /** The content (SPEC BODY-9). */
  readonly body: ResponseBody
  /** Called once after the last chunk, when the client takes trailers (SPEC TRAIL-1). */
  readonly trailers?: () => Awaitable<Readonly<Record<string, string>>>
  /** Takes the connection over, with status 101 (SPEC UPGR-2). */
  readonly upgrade?: (connection: Connection) => Awaitable<void>
  /** Extensions; `tsgi.*` is reserved. */
  readonly [extension: symbol]: unknown
}

/** Response fields: lower-case names; an array means one field line for each value (SPEC HEAD-5 to HEAD-8). */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[]>>

/**
 * Content of a response. `null`, a string (sent as UTF-8) and bytes are *buffered*: middleware may look at them. An
 * async iterable is *streamed*: middleware may only wrap it (SPEC BODY-9).
 */
export type ResponseBody = null | string | Uint8Array | AsyncIterable<string | Uint8Array>

/** A streamed body whose bytes are those of a file, so that a server may send the file itself (SPEC BODY-17). */
export interface FileBody extends AsyncIterable<Uint8Array> {
  /** The file: absolute path, and the byte offsets of the first byte and of the byte after the last. */
  readonly file: { readonly path: string; readonly start: number; readonly end: number }
}

/** A connection about to change its protocol. Who gets it owns it (SPEC UPGR-3). */
export interface Connection {
  /** Sends the 101 head with the response's headers and hands the connection over. Once only. */
  accept(): ByteDuplex
  /** Extensions, such as `Symbol.for('tsgi.node')`: `{ socket, head }` on Node. */
  readonly [extension: symbol]: unknown
}

/** Bytes in both directions. */
export interface ByteDuplex {
  /** Bytes from the peer, those already read included; ends when the peer does. */
  readonly readable: AsyncIterable<Uint8Array>
  /** Sends bytes; a promise means: wait before sending more. */
  write(chunk: Uint8Array): Awaitable<void>
  /** Ends our side. */
  end(): Awaitable<void>
  /** Drops the connection. */
  destroy(error?: unknown): void
}
