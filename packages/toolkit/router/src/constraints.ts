import type { Constraint, Constraints } from './params.ts'

/** Those that every router has. */
const BUILT_IN: ReadonlyMap<string, Constraint> = new Map<string, Constraint>([
  ['int', integer],
  ['uuid', uuid],
])

/**
 * All constraints of a router, by name.
 * @throws TypeError for a name that a pattern could not have, and for what is no function
 */
export function constraintsByName(own: Constraints): ReadonlyMap<string, Constraint> {
  const all = new Map(BUILT_IN)
  for (const [name, constraint] of Object.entries(own)) {
    if (!/^[A-Za-z_]\w*$/.test(name))
      throw new TypeError(`Names of constraints are letters, digits and _; got '${name}'`)
    if (typeof constraint !== 'function')
      throw new TypeError(
        `The constraint '${name}' is a function from text to a value, got ${typeof constraint}`,
      )
    all.set(name, constraint)
  }
  return all
}

/** One of several texts. */
export function oneOf(texts: readonly string[]): Constraint<string> {
  const allowed = new Set(texts)
  return (text) => (allowed.has(text) ? text : undefined)
}

/** A whole number from 0 up, spelled in one way: without sign and leading zeros, so that a resource has one URL. */
function integer(text: string): number | undefined {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text)) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : undefined
}

/** @see RFC 9562 §4 */
function uuid(text: string): string | undefined {
  return /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text) ? text : undefined
}
