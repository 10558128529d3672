import type { Awaitable, ByteDuplex } from '@tsgi/spec'

/** Sends one request and gives the answer: what a way in supplies to the suite. Rejects when what comes back is not HTTP. */
export type Send = (request: SuiteRequest) => Promise<SuiteAnswer>

/** A request as the client writes it. */
export interface SuiteRequest {
  /** Default `'GET'`. */
  readonly method?: string
  /** Target, written as it is. Default `'/'`. */
  readonly target?: string
  /** Version, `'1.0'` or `'1.1'`. Default `'1.1'`. */
  readonly httpVersion?: '1.0' | '1.1'
  /** Value of `host`; `null`: no such field. Default `'conformance.test'`. */
  readonly host?: string | null
  /** Further field lines, written in order as they are, one octet for each character. Default none. */
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>
  /** Content, in the pieces in which it is written. An iterable that throws breaks the connection. Default none. */
  readonly body?: ReadonlyArray<string | Uint8Array> | AsyncIterable<Uint8Array>
  /**
   * How the content is delimited: by a `content-length` that the sender adds, in chunks, or not at all, when the case
   * writes fields and framing itself. Default: `'length'` for a list, `'chunked'` for an iterable.
   */
  readonly framing?: 'length' | 'chunked' | 'none'
  /** Adds `expect: 100-continue`, and holds the content back until the server wants it. */
  readonly expectContinue?: boolean
  /** Requests with the same object here share a connection, one after the other, while the server keeps it open. */
  readonly connection?: object
  /** Leaves at once when aborted; the answer is what had arrived. */
  readonly signal?: AbortSignal
  /**
   * Called with the head of the answer and again with each piece of content. Nothing more is read before it has
   * finished, so that a slow one makes a slow client.
   */
  readonly onArrival?: (soFar: SuiteAnswer) => Awaitable<void>
  /** Talks over the connection after a 101. */
  readonly onUpgrade?: (connection: ByteDuplex) => Promise<void>
}

/** An answer as the client reads it. */
export interface SuiteAnswer {
  /** Status; `null`: the connection ended without an answer. */
  readonly status: number | null
  /** Field lines in order, names in lower case. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  /** Content. */
  readonly body: Uint8Array
  /** Trailers, names in lower case. */
  readonly trailers: ReadonlyArray<readonly [name: string, value: string]>
  /** Informational answers that came before. */
  readonly informational: ReadonlyArray<{
    readonly status: number
    readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  }>
  /** Whether it came to the end that its framing tells; `false`: cut off. */
  readonly complete: boolean
}
