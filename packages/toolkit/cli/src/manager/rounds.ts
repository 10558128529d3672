import type { WorkerLimits } from './settings.ts'
import { wornOut } from './wear.ts'
import type { WorkerProcess } from './worker-process.ts'

/** Signs of life come so many times within the time after which a worker counts as hung. */
const BEATS_PER_TIMEOUT = 4
const LONGEST_BEAT_MS = 1000
const LONGEST_TICK_MS = 500

/** What is to be done about workers. */
export interface Remedies {
  /** One that gives no sign of life. */
  readonly hung: (worker: WorkerProcess) => void
  /** One that should be replaced. @param why says so: `is 61 s old` */
  readonly worn: (worker: WorkerProcess, why: string) => void
}

/** Milliseconds between the signs of life of a worker. */
export function beatMsOf({ workerTimeoutMs }: WorkerLimits): number {
  if (workerTimeoutMs === 0) return LONGEST_BEAT_MS
  return Math.min(LONGEST_BEAT_MS, workerTimeoutMs / BEATS_PER_TIMEOUT)
}

/** Looks at workers that serve every now and then: whether they live, and how much they have used up. */
export class Rounds {
  readonly #limits: WorkerLimits
  readonly #workers: () => readonly WorkerProcess[]
  readonly #remedies: Remedies
  readonly #beatMs: number
  readonly #tickMs: number
  #timer: NodeJS.Timeout | undefined
  #lookedAt = 0

  constructor(limits: WorkerLimits, workers: () => readonly WorkerProcess[], remedies: Remedies) {
    this.#limits = limits
    this.#workers = workers
    this.#remedies = remedies
    this.#beatMs = beatMsOf(limits)
    this.#tickMs = Math.min(LONGEST_TICK_MS, this.#beatMs)
  }

  begin(): void {
    this.#lookedAt = performance.now()
    this.#timer = setInterval(() => this.#lookAtAll(), this.#tickMs)
  }

  end(): void {
    clearInterval(this.#timer)
  }

  #lookAtAll(): void {
    const now = performance.now()
    const lateMs = now - this.#lookedAt - this.#tickMs
    this.#lookedAt = now
    for (const worker of this.#workers()) {
      if (worker.state !== 'ready') continue
      // Having slept ourselves says nothing about them: the process or the machine was suspended.
      if (lateMs > this.#beatMs) worker.lastSign = now
      this.#lookAt(worker, now)
    }
  }

  #lookAt(worker: WorkerProcess, now: number): void {
    const { workerTimeoutMs } = this.#limits
    if (workerTimeoutMs > 0 && now - worker.lastSign > workerTimeoutMs) return this.#remedies.hung(worker)

    const { servedMs, figures, allowance } = worker
    const why = wornOut({ servedMs, rss: figures?.rss ?? 0 }, allowance)
    if (why !== undefined) this.#remedies.worn(worker, why)
  }
}
