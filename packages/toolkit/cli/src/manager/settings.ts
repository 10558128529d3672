import type { ListenAddress } from '@tsgi/server'

/** How to run an application as an operator wants it, checked, with all defaults filled in. */
export interface ManagedSettings extends WorkerLimits, Identity {
  /** Worker processes. 0: none, this process serves by itself. `'auto'`: one for each processor that may be used. */
  readonly workers: number | 'auto'
  /** URL of the module (`file:`) that loads and serves: it exports `serveApplication`, see `WorkerEntry`. */
  readonly entry: string
  /** What to load; passed on to it as JSON. */
  readonly application: unknown
  /** Where to listen. Sockets that systemd has opened for this process take the place of it. */
  readonly listen: readonly ListenAddress[]
  /** Flags of Node for workers. Default: those of this process. */
  readonly execArgv?: readonly string[] | undefined
  /** Milliseconds that what is under way may take when a worker is asked to stop. */
  readonly graceMs: number
  /** Milliseconds between telling load balancers (503 at `healthPath`) and closing, when all of it stops. */
  readonly drainDelayMs: number
  /** Path where clients are told whether this process takes requests: 200 or 503. `undefined`: nowhere. */
  readonly healthPath?: string | undefined
  /** Path of the control socket. `undefined`: none. */
  readonly controlSocket?: string | undefined
  /** Where Prometheus finds numbers. `undefined`: nowhere. */
  readonly metrics?: ListenAddress | undefined
  /** Whether to print errors only. */
  readonly quiet?: boolean | undefined
  /** Whether to print stacks. */
  readonly verbose?: boolean | undefined
}

/** When a worker is replaced. 0 means: never for that reason. */
export interface WorkerLimits {
  /** Milliseconds without a sign of life after which a worker is killed. */
  readonly workerTimeoutMs: number
  /** Milliseconds that a worker may take to load, start and listen. */
  readonly startTimeoutMs: number
  /** Requests after which a worker is replaced. */
  readonly maxRequests: number
  /** Up to so many requests more, by chance, so that workers do not all end at once. */
  readonly maxRequestsJitter: number
  /** Bytes of resident memory beyond which a worker is replaced. */
  readonly maxRssBytes: number
  /** Milliseconds after which a worker is replaced, or up to a tenth sooner. */
  readonly maxLifetimeMs: number
}

/** Who the processes are once the sockets are open, and how they are known. */
export interface Identity {
  /** Name or number of the user to become. `undefined`: stay. */
  readonly user?: string | undefined
  /** Name or number of the group to become a member of. `undefined`: that of `user`. */
  readonly group?: string | undefined
  /** Permission bits that new files do not get. `undefined`: as it is. */
  readonly umask?: number | undefined
  /** File that holds the process id of the manager. `undefined`: none. */
  readonly pidfile?: string | undefined
}

/** What holds when nothing is said. */
export const defaultWorkerLimits: WorkerLimits = {
  workerTimeoutMs: 30_000,
  startTimeoutMs: 60_000,
  maxRequests: 0,
  maxRequestsJitter: 0,
  maxRssBytes: 0,
  maxLifetimeMs: 0,
}
