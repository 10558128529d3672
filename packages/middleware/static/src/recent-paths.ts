/** Beyond so many, all are forgotten: clients can make paths up. */
const MAX_PATHS = 1000
const MAX_PATH_LENGTH = 200

/** Remembers paths for a time. */
export class RecentPaths {
  readonly #durationMs: number
  readonly #since = new Map<string, number>()

  constructor(durationMs: number) {
    this.#durationMs = durationMs
  }

  /** Whether a path was added within the time. */
  has(path: string, now: number): boolean {
    const since = this.#since.get(path)
    return since !== undefined && now - since < this.#durationMs
  }

  /** Adds a path, unless it is very long. */
  add(path: string, now: number): void {
    if (path.length > MAX_PATH_LENGTH) return
    if (this.#since.size >= MAX_PATHS) this.#since.clear()
    this.#since.set(path, now)
  }
}
