import { DIGIT_0, isDigit } from './octets.ts'
import { splitList } from './list.ts'

/** Limits of {@link selectRanges}. */
export interface RangeOptions {
  /** How many ranges a request may ask for; with more it is answered as if it had asked for none. Default 10. */
  readonly maxRanges?: number
}

const UNIT = 'bytes='

/**
 * Picks the byte ranges of a `Range` value that can be served.
 *
 * What is picked is never more than `maxRanges` ranges and never more bytes than the representation has, so that no
 * request multiplies what a server sends (RFC 9110 §17.15).
 * @param value the field value, e.g. `bytes=0-499,-200`
 * @param size length of the representation in bytes
 * @returns inclusive `[first, last]` pairs in request order; empty: none fits, answer 416;
 *   `undefined`: not bytes, malformed or too much, answer as if there were no `Range`
 * @see RFC 9110 §14.1.2, §14.2
 */
export function selectRanges(
  value: string,
  size: number,
  options: RangeOptions = {},
): Array<[first: number, last: number]> | undefined {
  if (value.slice(0, UNIT.length).toLowerCase() !== UNIT) return undefined
  const specs = splitList(value.slice(UNIT.length), { limit: options.maxRanges ?? 10 })
  if (specs === undefined || specs.length === 0) return undefined

  const ranges: Array<[number, number]> = []
  let bytes = 0
  for (const spec of specs) {
    const range = resolve(spec, size)
    if (range === undefined) return undefined
    const [first, last] = range
    if (first > last) continue
    bytes += last - first + 1
    ranges.push(range)
  }
  return bytes <= size ? ranges : undefined
}

/**
 * Writes a `Content-Range` value.
 * @param range what is sent, first and last byte inclusive; `undefined` for the answer 416
 * @param size length of the whole representation in bytes
 * @returns `bytes 0-499/1234`, with an asterisk in place of the range for 416
 * @throws TypeError for numbers that are no range of that size
 * @see RFC 9110 §14.4
 */
export function formatContentRange(
  range: readonly [first: number, last: number] | undefined,
  size: number,
): string {
  if (!isOffset(size)) throw new TypeError(`A representation has no ${size} bytes`)
  if (range === undefined) return `bytes */${size}`
  const [first, last] = range
  if (!isOffset(first) || !isOffset(last) || first > last || last >= size) {
    throw new TypeError(`No range of ${size} bytes: ${first}-${last}`)
  }
  return `bytes ${first}-${last}/${size}`
}

/** First and last byte of `0-499`, `500-` or `-200`, the first after the last when nothing fits; `undefined` when malformed. */
function resolve(spec: string, size: number): [number, number] | undefined {
  const dash = spec.indexOf('-')
  if (dash === 0) return resolveSuffix(integer(spec, 1, spec.length), size)

  const first = integer(spec, 0, dash)
  if (first === undefined) return undefined
  if (dash === spec.length - 1) return [first, size - 1]

  const last = integer(spec, dash + 1, spec.length)
  return last === undefined || last < first ? undefined : [first, Math.min(last, size - 1)]
}

/** The suffix of an empty representation can be served (§14.1.2), but no `Content-Range` can say so: all of it, then. */
function resolveSuffix(length: number | undefined, size: number): [number, number] | undefined {
  if (length === undefined || (size === 0 && length > 0)) return undefined
  return [Math.max(0, size - length), size - 1]
}

/** The number between two indexes, growing inexact and finally infinite with its length; `undefined` without digits. */
function integer(text: string, start: number, end: number): number | undefined {
  if (start >= end) return undefined
  let result = 0
  for (let i = start; i < end; i++) {
    const octet = text.charCodeAt(i)
    if (!isDigit(octet)) return undefined
    result = result * 10 + octet - DIGIT_0
  }
  return result
}

function isOffset(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0
}
