import { constraintsByName } from './constraints.ts'
import type { Constraint, Constraints, NoConstraints } from './params.ts'

/**
 * What to do about a path that a route takes but for a slash at its end, there or missing: redirect to the spelling of the
 * route (308, so that method and content stay), answer as if it were that spelling, or nothing.
 */
export type TrailingSlash = 'redirect' | 'ignore' | 'strict'

/** How a router reads patterns and paths. */
export interface RouterOptions<C extends Constraints = NoConstraints> {
  /** Constraints by name, beside `int` and `uuid`: `{ hex: (text) => … }` is for `:colour<hex>`. Default none. */
  constraints?: C & Constraints
  /** What to do about a slash too many or too few at the end: see {@link TrailingSlash}. Default `'redirect'`. */
  trailingSlash?: TrailingSlash
}

/** Options, checked. */
export interface ResolvedOptions {
  readonly constraints: ReadonlyMap<string, Constraint>
  readonly trailingSlash: TrailingSlash
}

const NAMES: ReadonlySet<string> = new Set<keyof RouterOptions>(['constraints', 'trailingSlash'])
const POLICIES: ReadonlySet<string> = new Set<TrailingSlash>(['redirect', 'ignore', 'strict'])

/**
 * Checks options once.
 * @throws TypeError that names the option and what was expected
 */
export function resolveOptions({ ...options }: RouterOptions<Constraints>): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of router()`)
  const { constraints = {}, trailingSlash = 'redirect' } = options
  if (!POLICIES.has(trailingSlash))
    throw new TypeError(`trailingSlash is 'redirect', 'ignore' or 'strict', got '${trailingSlash}'`)
  return { constraints: constraintsByName(constraints), trailingSlash }
}
