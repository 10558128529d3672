/** Served for so long, a worker that ends was none of a series. */
const SETTLED_MS = 2000
/** Wait before the third start of a series; each further one waits twice as long. */
const FIRST_MS = 250
const LONGEST_MS = 5000

/**
 * Spreads the starts of processes that end again and again. The first that ends is replaced at once; while a series
 * lasts there is at most one start at a time, and then one in five seconds (G5).
 */
export class BackOff {
  #failures = 0

  /** Whether starts are a series of failures now, so that one should be tried alone. */
  get isOn(): boolean {
    return this.#failures > 1
  }

  /**
   * A process has ended that nobody told to.
   * @param servedMs for how long it had served; 0: it never came so far
   * @returns milliseconds to wait before the next start
   */
  failed(servedMs: number): number {
    this.#failures = servedMs >= SETTLED_MS ? 1 : this.#failures + 1
    if (this.#failures === 1) return 0
    return Math.min(LONGEST_MS, FIRST_MS * 2 ** (this.#failures - 2))
  }
}
