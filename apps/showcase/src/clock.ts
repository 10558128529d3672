import { setTimeout } from 'node:timers/promises'

/** Everything the site knows about time, so that tests need not wait. */
export interface Clock {
  /** The time of day, in milliseconds since 1970. */
  now(): number
  /** Milliseconds from some fixed moment; never runs backwards. */
  elapsed(): number
  /** Resolves after `ms` milliseconds; rejects as soon as `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
}
