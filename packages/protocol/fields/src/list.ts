import { COMMA } from './octets.ts'
import { splitUnquoted } from './quoted-string.ts'

/** Limits of {@link splitList}. */
export interface ListOptions {
  /** How many elements there may be, empty ones not counted. Default `Infinity`: the size of the head is the limit. */
  readonly limit?: number
}

/**
 * Splits a list of elements, `1#element`. Commas inside quoted strings are left alone, blanks around the elements
 * are removed, empty elements dropped.
 *
 * Not for entity-tags, where a backslash escapes nothing (`parseEntityTagList`), and not for the two fields with commas of
 * their own, `Set-Cookie` and those that hold dates.
 * @param value the field value, e.g. `a, "b, c", , d`
 * @returns the elements, quotes included; `undefined` when a quoted string does not end or there are more than the limit:
 *   a list is never shortened
 * @see RFC 9110 §5.6.1
 */
export function splitList(value: string, options: ListOptions = {}): string[] | undefined {
  return splitUnquoted(value, COMMA, options.limit ?? Infinity)
}
