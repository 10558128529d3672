import type { WorkerLimits } from './settings.ts'

/** What there is to know of a worker's age. */
export interface Wear {
  /** Milliseconds since it serves. */
  readonly servedMs: number
  /** Bytes of resident memory, as last told. */
  readonly rss: number
}

/** What one worker may use up: chance spreads the ends of workers that began together. */
export interface Allowance {
  /** 0: any number. */
  readonly requests: number
  /** Infinity: for ever. */
  readonly lifetimeMs: number
  /** Infinity: all there is. */
  readonly rssBytes: number
}

/**
 * Deals out what a worker may use up.
 * @param chance a number from 0 to less than 1
 */
export function allowanceOf(limits: WorkerLimits, chance: number): Allowance {
  const { maxRequests, maxRequestsJitter, maxLifetimeMs, maxRssBytes } = limits
  return {
    requests: maxRequests === 0 ? 0 : maxRequests + Math.floor(chance * (maxRequestsJitter + 1)),
    lifetimeMs: maxLifetimeMs === 0 ? Infinity : maxLifetimeMs * (1 - chance / 10),
    rssBytes: maxRssBytes === 0 ? Infinity : maxRssBytes,
  }
}

/** Why a worker should be replaced, `undefined` when it may go on. Requests it counts itself. */
export function wornOut(wear: Wear, allowance: Allowance): string | undefined {
  if (wear.rss > allowance.rssBytes) return `has ${mebibytes(wear.rss)} of memory`
  if (wear.servedMs > allowance.lifetimeMs) return `is ${Math.round(wear.servedMs / 1000)} s old`
  return undefined
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`
}
