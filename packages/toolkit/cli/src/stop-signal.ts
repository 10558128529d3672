/** Signals that ask for a graceful stop. */
const stopSignals = ['SIGTERM', 'SIGINT'] as const

/** Ctrl-C under `npm` or `pnpm` arrives twice: from the terminal and passed on by the parent. That is one wish. */
const coalesceMs = 250

/** What a test puts in place of the process. */
export interface StopSignalOptions {
  /** Ends the process at once. */
  readonly force: (signal: NodeJS.Signals) => void
  /** Where signals arrive. Default: the process. */
  readonly source?: Pick<NodeJS.EventEmitter, 'on'>
  /** Clock in milliseconds that never runs backwards. Default `performance.now`. */
  readonly now?: () => number
}

/** Resolves with the first SIGTERM or SIGINT; each that comes later than a blink after it calls `force`. */
export function stopSignal(options: StopSignalOptions): Promise<NodeJS.Signals> {
  const { force, source = process, now = () => performance.now() } = options

  return new Promise((resolve) => {
    let askedAt: number | undefined
    const onSignal = (signal: NodeJS.Signals): void => {
      if (askedAt === undefined) {
        askedAt = now()
        resolve(signal)
      } else if (now() - askedAt >= coalesceMs) {
        force(signal)
      }
    }
    for (const signal of stopSignals) source.on(signal, onSignal)
  })
}
