import { stateKey } from '@tsgi/message'
import type { StateKey } from '@tsgi/message'

/** The route that was chosen for a request. */
export interface MatchedRoute {
  /** Its pattern, from the root of the router on: `'/users/:id'`. */
  readonly pattern: string
  /** Its name, else `null`. */
  readonly name: string | null
  /** Parameters by name, decoded. */
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * The route of a request, for middleware of groups and for mounted applications. It is set where they are; handlers of
 * routes without middleware get their parameters and nothing else.
 */
export const matchedRoute: StateKey<MatchedRoute> = stateKey('tsgi.matchedRoute')

/**
 * Told which route a request takes: `(pattern, name)`. Access logs and metrics, which stand outside, set it on the way in,
 * because a pattern has few values where a path has any number. It may be called several times; the last call tells most.
 * Patterns of routers that are mounted in routers are whole; those of paths that no route takes are not told.
 */
export const onRoute: StateKey<RouteListener> = stateKey('tsgi.onRoute')

/** Takes a pattern, such as `'/users/:id'`, and the name of the route, else `null`. */
export type RouteListener = (pattern: string, name: string | null) => void
