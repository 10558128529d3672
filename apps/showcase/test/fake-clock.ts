import type { Clock } from '../src/clock.ts'

/** A clock that stands still, except that whoever sleeps moves it on at once. It starts at noon. */
export class FakeClock implements Clock {
  #sinceStart = 0

  now(): number {
    return Date.UTC(2026, 0, 31, 12) + this.#sinceStart
  }

  elapsed(): number {
    return this.#sinceStart
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    this.#sinceStart += ms
  }
}

/** A clock on which sleepers wake only because their signal aborts. */
export class FrozenClock extends FakeClock {
  /** How many are asleep. */
  sleepers = 0

  override sleep(_ms: number, signal: AbortSignal): Promise<void> {
    this.sleepers++
    return new Promise((_resolve, reject) => {
      const wake = (): void => {
        this.sleepers--
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', wake, { once: true })
    })
  }
}
