import { performance } from 'node:perf_hooks'

/** Something that must not take for ever. */
export interface Watched {
  /** Ends what has taken too long. */
  check(now: number): void
}

/** The longest time between two looks, in milliseconds. */
const MAX_TICK_MS = 500
const MIN_TICK_MS = 10

/**
 * Looks at all connections every now and then, instead of a timer for each: a connection only notes until when it may
 * go on, which costs an assignment. Deadlines are kept to within two ticks after their time, never before it.
 *
 * Time is that of a clock that never jumps (G31).
 */
export class Watch {
  readonly #tickMs: number
  readonly #watched: Iterable<Watched>
  readonly #timer: NodeJS.Timeout
  #now = performance.now()

  /**
   * @param watched looked at at each tick
   * @param shortestMs the shortest time that anybody will ask for
   */
  constructor(watched: Iterable<Watched>, shortestMs: number) {
    this.#watched = watched
    this.#tickMs = Math.max(MIN_TICK_MS, Math.min(MAX_TICK_MS, shortestMs / 4))
    // It serves connections, and is no reason by itself for the process to go on.
    this.#timer = setInterval(() => this.#tick(), this.#tickMs).unref()
  }

  /** The time at the last tick, in milliseconds since whenever. */
  get now(): number {
    return this.#now
  }

  /** The time at which so many milliseconds will have passed; 0 means never. */
  in(milliseconds: number): number {
    return milliseconds === 0 ? Infinity : this.#now + this.#tickMs + milliseconds
  }

  /** Looks no more. */
  stop(): void {
    clearInterval(this.#timer)
  }

  #tick(): void {
    this.#now = performance.now()
    for (const each of this.#watched) each.check(this.#now)
  }
}

/** Whether so many milliseconds have passed; 0: they never do. */
export function hasPassed(milliseconds: number, since: number, now: number): boolean {
  return milliseconds > 0 && now - since >= milliseconds
}
