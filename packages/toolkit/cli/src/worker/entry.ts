import type { ListenAddress, ServerCounters } from '@tsgi/server'
import type { Middleware } from '@tsgi/spec'

/** What the module at `ManagedSettings.entry` exports: how a process gets from the description of an application to a server. */
export interface WorkerEntry {
  /**
   * Loads the application, starts it and listens.
   * @param application `ManagedSettings.application` as it came through JSON
   * @throws CommandError when any of this fails; in a worker its message and exit code reach the operator through the manager
   */
  readonly serveApplication: (application: unknown, surroundings: Surroundings) => Promise<Served>
}

/** What a process that serves is given. */
export interface Surroundings {
  /** Where to listen, as `serve()` of `@tsgi/server` and of the gateways takes it. */
  readonly listen: readonly ListenAddress[]
  /** To be put around the application, outermost: answers the health path and counts. Costs nothing when there is nothing to do. */
  readonly middleware: Middleware
}

/** A server that listens. */
export interface Served {
  /** What is served: `app.ts:api`. */
  readonly name: string
  /** Where it listens, in the order of `listen`. */
  readonly urls: readonly string[]
  /** What it has done so far; `undefined`: it does not count. */
  readonly counters?: () => ServerCounters
  /**
   * Takes nothing new, lets what runs finish for so long, then cuts it and stops the service. Called again with less it
   * ends sooner.
   */
  readonly close: (graceMs: number) => Promise<void>
  /** Opens files of logs again, after they were rotated. */
  readonly reopenLogs?: () => unknown
}
