import { parseDate } from '@tsgi/fields/date'
import { isEntityTag, matchesStrong } from '@tsgi/fields/etag'
import type { RequestHeaders } from '@tsgi/spec'

/** What conditions are held against. */
export interface FileValidators {
  /** Entity-tag; `undefined`: there is none. */
  readonly etag: string | undefined
  /** When the file was modified, in milliseconds since 1970. */
  readonly modifiedMs: number
}

/** A modification date may stand for two contents while it is younger than the second that it counts. */
const SECOND_MS = 1000

/**
 * Whether `Range` counts, by `If-Range`: only a strong validator, the same to the letter, says that what the client has
 * belongs to what it would get (RFC 9110 §13.1.5).
 * @param now milliseconds since 1970
 */
export function mayBePart(
  headers: RequestHeaders,
  { etag, modifiedMs }: FileValidators,
  now: number,
): boolean {
  const value = headers['if-range']
  if (value === undefined) return true
  if (isEntityTag(value)) return matchesStrong([value], etag)
  const date = parseDate(value)
  // Dates of HTTP have no fractions.
  const wholeSeconds = Math.floor(modifiedMs / SECOND_MS) * SECOND_MS
  return date === wholeSeconds && now - modifiedMs >= SECOND_MS
}
