/** A route, as routers tell it: `app.routes` of `@tsgi/router` has these. */
export interface ListedRoute {
  /** Method; `*` for all. */
  readonly method: string
  /** Pattern of its paths. */
  readonly pattern: string
  /** Its name, if it has one. */
  readonly name?: string | null
}

/**
 * A line for each route, sorted by pattern and method, for snapshots: what an application answers changes on purpose, or the
 * test fails.
 *
 * ```ts
 * expect(routeTable(app.routes)).toMatchInlineSnapshot()
 * ```
 */
export function routeTable(routes: readonly ListedRoute[]): string {
  const width = Math.max(0, ...routes.map(({ method }) => method.length))
  return routes
    .toSorted((one, other) => compare(one.pattern, other.pattern) || compare(one.method, other.method))
    .map(({ method, pattern, name }) => `${method.padEnd(width)} ${pattern}${name ? ` (${name})` : ''}\n`)
    .join('')
}

/** By code units: the same on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
