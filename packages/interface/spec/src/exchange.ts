import type { ResponseHeaders } from './response.ts'

/** Services of one exchange: a request and its response. One object for all derived copies of the request (SPEC EXCH-1). */
export interface Exchange {
  /** Facts that are the same for every request of this server. */
  readonly server: ServerInfo
  /**
   * Aborts when the client leaves before the response is complete, or when the server gives up; never on normal
   * completion (SPEC EXCH-2).
   */
  readonly signal: AbortSignal
  /** Calls back once when the exchange is over, whatever happened; the last one registered first (SPEC EXCH-4). */
  onFinish(callback: (outcome: Outcome) => void): void
  /** Work that goes on after the response; graceful shutdown waits for it (SPEC EXCH-6). */
  waitUntil(work: Promise<unknown>): void
  /** Sends an informational response such as 103 (Early Hints); absent where that is impossible (SPEC EXCH-7). */
  readonly inform?: (status: number, headers: ResponseHeaders) => void
  /** Protocols that the client offers and this server can switch to; absent where there are none (SPEC UPGR-1). */
  readonly upgrade?: readonly string[]
  /** Extensions, such as `Symbol.for('tsgi.node')`; absent means unsupported (SPEC EXT-1). */
  readonly [extension: symbol]: unknown
}

/** Facts about a server, constant for its life. */
export interface ServerInfo {
  /** Name of the software: `'@tsgi/server'`. */
  readonly name: string
  /** Its version: `'1.2.3'`. */
  readonly version: string
  /** Version of the specification it keeps: `'1.0'`. */
  readonly spec: string
  /** What it runs on: `'node/20.20.2'`. */
  readonly runtime: string
}

/** How an exchange ended. */
export interface Outcome {
  /** Status that was sent; `null` when no response was. */
  readonly status: number | null
  /** Bytes of content handed to the transport. */
  readonly bytes: number
  /** Whether the response was cut: the client left, the body failed, or the server gave up. */
  readonly aborted: boolean
  /** What went wrong, else `null`. */
  readonly error: unknown
}
