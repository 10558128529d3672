import type { Settings } from './options/settings.ts'

/** What a process that serves is to do: settings that survive JSON, and what only one of several processes is to tell. */
export interface Plan {
  readonly settings: Settings
  /** Whether faults are shown to clients of this machine, and a module that does not load is answered with its error. */
  readonly isDevelopment: boolean
  /** Whether this is the first process: later ones do not tell again what the application is. */
  readonly isFirst: boolean
  /** Why the process before this one is gone: served in place of the application. */
  readonly failure?: string | undefined
  /** Milliseconds as of `Date.now()` before which nothing is to be accepted. */
  readonly listenAt?: number
}

/** `src` and `dist` have the same files; only their endings differ. */
export const entryUrl: string = new URL(
  `./entry${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`,
  import.meta.url,
).href
