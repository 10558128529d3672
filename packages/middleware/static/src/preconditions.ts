import { parseDate } from '@tsgi/fields/date'
import { isEntityTag, matchesStrong, matchesWeak, parseEntityTagList } from '@tsgi/fields/etag'
import type { RequestHeaders } from '@tsgi/spec'

/** What conditions are held against. */
export interface Validators {
  /** Entity-tag; `undefined`: there is none. */
  readonly etag: string | undefined
  /** When the file was modified, in milliseconds since 1970. */
  readonly modifiedMs: number
}

/** A modification date may stand for two contents while it is younger than the second that it counts. */
const SECOND_MS = 1000

/** Whether a request has none of the fields that make an answer other than the plain whole. */
export function isUnconditional(headers: RequestHeaders): boolean {
  return (
    headers['if-none-match'] === undefined &&
    headers['if-modified-since'] === undefined &&
    headers['range'] === undefined &&
    headers['if-match'] === undefined &&
    headers['if-unmodified-since'] === undefined
  )
}

/**
 * Evaluates the conditions of a GET or HEAD request in the order of RFC 9110 §13.2.2. A list of tags that is malformed
 * has none; a date that is malformed is no condition.
 * @returns the status to answer with: 412, 304, or 200, which may become 206
 */
export function evaluate(headers: RequestHeaders, validators: Validators): 200 | 304 | 412 {
  return isExpected(headers, validators) ? (isKnown(headers, validators) ? 304 : 200) : 412
}

/**
 * Whether `Range` counts, by `If-Range`: only a strong validator, the same to the letter, says that what the client has
 * belongs to what it would get (RFC 9110 §13.1.5).
 * @param now milliseconds since 1970
 */
export function mayBePart(headers: RequestHeaders, validators: Validators, now: number): boolean {
  const value = headers['if-range']
  if (value === undefined) return true
  if (isEntityTag(value)) return matchesStrong([value], validators.etag)
  const date = parseDate(value)
  return (
    date !== undefined &&
    date === wholeSeconds(validators.modifiedMs) &&
    now - validators.modifiedMs >= SECOND_MS
  )
}

/** Steps 1 and 2: `If-Match`, and without it `If-Unmodified-Since`. */
function isExpected(headers: RequestHeaders, { etag, modifiedMs }: Validators): boolean {
  const tags = headers['if-match']
  if (tags !== undefined) return matchesStrong(parseEntityTagList(tags) ?? [], etag)
  const date = dateOf(headers['if-unmodified-since'])
  return date === undefined || wholeSeconds(modifiedMs) <= date
}

/** Steps 3 and 4: `If-None-Match`, and without it `If-Modified-Since`. */
function isKnown(headers: RequestHeaders, { etag, modifiedMs }: Validators): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined) return matchesWeak(parseEntityTagList(tags) ?? [], etag)
  const date = dateOf(headers['if-modified-since'])
  return date !== undefined && wholeSeconds(modifiedMs) <= date
}

function dateOf(value: string | undefined): number | undefined {
  return value === undefined ? undefined : parseDate(value)
}

/** Dates of HTTP have no fractions. */
function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / SECOND_MS) * SECOND_MS
}
