import type { ServeOptions, ServerCounters } from '@tsgi/server'

/** Options of `serve` that can be told to another process. */
export type PlainOptions = Omit<ServeOptions, 'onError' | 'onClientError'>

/** What the process of the server can be asked. */
export type Question = 'inside' | 'next' | 'closeOld' | 'reloadCertificates'

/** What it says about itself that the operating system does not know. */
export interface Inside {
  /** Octets on the heap, after collecting garbage. */
  readonly heapBytes: number
  /** How many of each thing keep the event loop busy: sockets, timers … */
  readonly resources: Readonly<Record<string, number>>
  /** Listeners of each socket, in ascending order. */
  readonly listeners: readonly number[]
  /** Warnings so far, such as that of too many listeners. */
  readonly warnings: readonly string[]
  /** How late the event loop was in one of a hundred times since this was last asked, in milliseconds; 0 the first time. */
  readonly lagMs: number
  /** Those of the newest server. */
  readonly counters: ServerCounters
}
