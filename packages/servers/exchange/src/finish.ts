import type { Outcome } from '@tsgi/spec'

/** Callbacks for the end of an exchange; each runs once, the last registered first (SPEC EXCH-4). */
export class FinishHooks {
  #callbacks: Array<(outcome: Outcome) => void> = []
  #outcome: Outcome | null = null
  readonly #report: (error: unknown) => void

  constructor(report: (error: unknown) => void) {
    this.#report = report
  }

  /** Registers a callback; after the end, it runs soon. */
  add(callback: (outcome: Outcome) => void): void {
    const outcome = this.#outcome
    if (outcome === null) this.#callbacks.push(callback)
    else queueMicrotask(() => this.#call(callback, outcome))
  }

  /** Runs them all. What one throws is reported and does not stop the others (SPEC EXCH-8). */
  run(outcome: Outcome): void {
    this.#outcome = outcome
    for (const callback of this.#callbacks.reverse()) this.#call(callback, outcome)
    this.#callbacks = []
  }

  #call(callback: (outcome: Outcome) => void, outcome: Outcome): void {
    try {
      callback(outcome)
    } catch (error) {
      this.#report(error)
    }
  }
}
