/** How long either side waits for an event. */
const WAIT_MS = 5000

/** What application and suite tell each other during one run of a case: events in the order in which they happen. */
export class Journal {
  readonly #entries: Array<{ event: string; value: unknown }> = []
  readonly #waiting: Array<{ event: string; resolve: (value: unknown) => void }> = []

  /** Writes an event down and wakes who waits for it. */
  record(event: string, value: unknown = null): void {
    this.#entries.push({ event, value })
    for (const waiting of this.#waiting) if (waiting.event === event) waiting.resolve(value)
  }

  /** The value of the first event of that name, as soon as it has been recorded. Rejects after five seconds. */
  async wait(event: string): Promise<unknown> {
    const entry = this.#entries.find((candidate) => candidate.event === event)
    if (entry !== undefined) return entry.value
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(this.#missing(event)), WAIT_MS)
      this.#waiting.push({
        event,
        resolve: (value) => {
          clearTimeout(limit)
          resolve(value)
        },
      })
    })
  }

  /** Names of all events so far, in order; those that happened twice are there twice. */
  events(): string[] {
    return this.#entries.map(({ event }) => event)
  }

  #missing(event: string): Error {
    const seen = this.events().join(', ') || 'nothing'
    return new Error(`'${event}' was not recorded within ${WAIT_MS / 1000} s; recorded were: ${seen}`)
  }
}
