import { parseDate } from './date.ts'
import { matchesStrong, matchesWeak, parseEntityTagList } from './etag.ts'

/** Fields of a request by lower-case name. */
type Headers = Readonly<Record<string, string | undefined>>

/** What conditions are held against. */
export interface Validators {
  /** Entity-tag, quotes included; `undefined`: there is none, or it is not known. */
  readonly etag: string | undefined
  /** When the representation was modified, in milliseconds since 1970; `undefined`: it is not known. */
  readonly modifiedMs: number | undefined
}

/** Whether a request has none of the four fields that {@link evaluatePreconditions} looks at. */
export function isUnconditional(headers: Headers): boolean {
  return (
    headers['if-none-match'] === undefined &&
    headers['if-modified-since'] === undefined &&
    headers['if-match'] === undefined &&
    headers['if-unmodified-since'] === undefined
  )
}

/**
 * Evaluates the conditions of a request in the order of RFC 9110 §13.2.2, `If-Range` apart. Never throws: a date that is
 * malformed is no condition (§13.1.3, §13.1.4), and where a list of tags is malformed the answer is the one that does no harm.
 * @param current `null`: there is no current representation, as before the PUT that makes one
 * @returns the status to answer with; `undefined`: go on
 * @see RFC 9110 §13.1, §13.2.2
 */
export function evaluatePreconditions(
  method: string,
  headers: Headers,
  current: Validators | null,
): 304 | 412 | undefined {
  const isRead = method === 'GET' || method === 'HEAD'
  if (!isExpected(headers, current)) return 412
  if (!isRead) return isForbidden(headers, current) ? 412 : undefined
  return isKnown(headers, current) ? 304 : undefined
}

/** Steps 1 and 2: `If-Match`, and without it `If-Unmodified-Since`. A malformed list has no tag that could match. */
function isExpected(headers: Headers, current: Validators | null): boolean {
  const value = headers['if-match']
  if (value !== undefined) {
    return current !== null && matchesStrong(parseEntityTagList(value) ?? [], current.etag)
  }
  return isModifiedBy(headers['if-unmodified-since'], current) !== false
}

/** Step 3 where something is about to change: a list that cannot be read may name what must not be overwritten. */
function isForbidden(headers: Headers, current: Validators | null): boolean {
  const value = headers['if-none-match']
  if (value === undefined || current === null) return false
  const tags = parseEntityTagList(value)
  return tags === undefined || matchesWeak(tags, current.etag)
}

/** Steps 3 and 4 for GET and HEAD: `If-None-Match`, and without it `If-Modified-Since`. */
function isKnown(headers: Headers, current: Validators | null): boolean {
  const value = headers['if-none-match']
  if (value === undefined) return isModifiedBy(headers['if-modified-since'], current) === true
  return current !== null && matchesWeak(parseEntityTagList(value) ?? [], current.etag)
}

/** Whether the last modification was at a date or before; `undefined`: one of them is not known. */
function isModifiedBy(value: string | undefined, current: Validators | null): boolean | undefined {
  const date = value === undefined ? undefined : parseDate(value)
  if (date === undefined || current?.modifiedMs === undefined) return undefined
  // Dates of HTTP have no fractions.
  return Math.floor(current.modifiedMs / 1000) * 1000 <= date
}
