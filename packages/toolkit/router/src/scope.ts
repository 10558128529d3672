import type { Application, Middleware } from '@tsgi/spec'

/** What a router and each of its groups have of their own. */
export interface Scope {
  /** Pattern in front of those of its routes: `''` or `'/admin'`. */
  readonly prefix: string
  /** Middleware around its routes, outermost first, that of the groups around it included. */
  readonly middleware: readonly Middleware[]
  /** That middleware around whatever answers; `null`: there is none. */
  readonly layered: Application | null
}
