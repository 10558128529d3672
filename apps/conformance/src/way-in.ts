import type { Application } from '@tsgi/spec'
import type { Limitations, Send } from '@tsgi/testing'
import type { ApplicationName } from './applications.ts'

/** A way from a client to an application: a server, or several programs in a row. */
export interface WayIn extends Limitations {
  /** Names it in test reports. */
  readonly name: string
  /** What must be installed: programs, by the name under which they are started, and files, by their paths. */
  readonly programs: readonly string[]
  /**
   * Serves an application until it is closed.
   * @param name what others make it by: ways in that have a process started for it need one
   */
  readonly start: (application: Application, name?: ApplicationName) => Promise<StartedWayIn>
}

/** A way in that serves. */
export interface StartedWayIn {
  /** Sends a request through it. */
  readonly send: Send
  /** Where it is found: `http://127.0.0.1:8000`, `unix:/path/of.sock`; `''` where nothing listens. */
  readonly url: string
  /** Stops everything that was started, and removes what was written. */
  readonly close: () => Promise<void>
}
