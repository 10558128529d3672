/** How much time a request has. 0 is no limit. */
export interface TimeoutOptions {
  /** Milliseconds until the application has to have answered, that is returned its response. Default 30 000. */
  answerMs?: number
  /** Milliseconds for each chunk of a streamed body, from when it is asked for. Default 0. */
  idleMs?: number
  /** Milliseconds for everything, from the call to the last chunk of a streamed body. Default 0. */
  totalMs?: number
  /** Status of the answer when the time is over: 504 suits who waits for others, as gateways do. Default 503. */
  status?: 503 | 504
  /** Seconds after which a client may try again, sent as `retry-after`. Default: not sent. */
  retryAfterSeconds?: number
}

/** Options, checked, with all defaults filled in. `Infinity` is no limit. */
export interface ResolvedOptions {
  readonly answerMs: number
  readonly idleMs: number
  readonly totalMs: number
  readonly status: 503 | 504
  readonly retryAfterSeconds: number | undefined
}

const NAMES: ReadonlySet<string> = new Set<keyof TimeoutOptions>([
  ...(['answerMs', 'idleMs', 'totalMs', 'status', 'retryAfterSeconds'] as const),
])

/** A timer that is set for longer fires at once. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * Checks options once.
 * @throws TypeError that names the option and what was expected
 */
export function resolveOptions(given: number | TimeoutOptions): ResolvedOptions {
  const options = typeof given === 'object' ? given : { answerMs: given }
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of timeout()`)
  const { answerMs = 30_000, idleMs = 0, totalMs = 0, status = 503, retryAfterSeconds } = options
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- not everybody has types
  if (status !== 503 && status !== 504) throw new TypeError(`status is 503 or 504, got ${String(status)}`)
  if (retryAfterSeconds !== undefined && !(Number.isSafeInteger(retryAfterSeconds) && retryAfterSeconds >= 0))
    throw new TypeError(`retryAfterSeconds is a whole number from 0, got ${String(retryAfterSeconds)}`)
  return {
    answerMs: limit('answerMs', answerMs),
    idleMs: limit('idleMs', idleMs),
    totalMs: limit('totalMs', totalMs),
    status,
    retryAfterSeconds,
  }
}

function limit(name: string, value: unknown): number {
  if (value === 0) return Infinity
  if (typeof value === 'number' && value > 0 && value <= LONGEST_MS) return value
  const got = typeof value === 'string' ? `'${value}'` : String(value)
  throw new TypeError(`${name} is a number of milliseconds from 0 to ${LONGEST_MS}, got ${got}`)
}
