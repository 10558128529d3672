import type { Finding } from './finding.ts'

/** `full`: what guarantees promise. `small`: the same within a second or two, for the tests. */
export type Size = 'full' | 'small'

/** How to run a scenario. */
export interface Setting {
  readonly size: Size
  /** Minutes that a full soak takes. */
  readonly soakMinutes: number
  /** Told of steps that take long. */
  readonly log: (step: string) => void
}

/** One attack, load or fault: a file in `scenarios/` and an entry in its index. */
export interface Scenario {
  /** The guarantee that it shows. */
  readonly id: string
  /** Its name on the command line. */
  readonly name: string
  /** What happens, in one line. */
  readonly title: string
  /** Why it cannot run here; `undefined`: it can. */
  readonly missing?: () => string | undefined
  /** Starts a server, does it, and tells what came of it. */
  readonly run: (setting: Setting) => Promise<Finding[]>
}
