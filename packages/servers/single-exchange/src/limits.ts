import type { LimitTable } from '@tsgi/listeners'

/** What peers may use of time and room. 0 means: no limit. */
export interface SingleExchangeLimits {
  /** Milliseconds for a head, from the connection's begin; then the connection is closed. Default 10000. */
  readonly headTimeoutMs: number
  /** Milliseconds in which content must arrive at `minContentRate`, and again and again; then 408. Default 30000. */
  readonly contentTimeoutMs: number
  /** Octets of content per second, on average over `contentTimeoutMs`. Default 240. */
  readonly minContentRate: number
  /** Milliseconds that the application may take to begin its answer; then 503. Default 0. */
  readonly requestTimeoutMs: number
  /** Milliseconds without progress that a peer may take to accept what is sent to it. Default 30000. */
  readonly writeTimeoutMs: number
  /** Octets of unread content that are thrown away after the answer, before the connection is closed. Default 65536. */
  readonly drainBytes: number
  /** Milliseconds that this may take. Default 1000. */
  readonly drainMs: number
  /** Octets of content of a request; beyond it: 413. Default 0. */
  readonly maxContentBytes: number
  /** Octets of the variables of a request, names and values; beyond it: 431. Default 65536. */
  readonly maxVariablesBytes: number
}

/** The defaults. */
export const LIMITS: LimitTable<SingleExchangeLimits> = {
  headTimeoutMs: [10_000, 'milliseconds'],
  contentTimeoutMs: [30_000, 'milliseconds'],
  minContentRate: [240, 'count'],
  requestTimeoutMs: [0, 'milliseconds'],
  writeTimeoutMs: [30_000, 'milliseconds'],
  drainBytes: [65_536, 'count'],
  drainMs: [1000, 'milliseconds'],
  maxContentBytes: [0, 'count'],
  maxVariablesBytes: [65_536, 'count'],
}
