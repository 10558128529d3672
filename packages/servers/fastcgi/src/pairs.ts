/*
 * Pairs of names and values (FastCGI 1.0 §3.4):
 *
 *     name length  value length  name  value        a length is one octet up to 127, else four, the first bit set
 */
import { FastcgiError } from './fastcgi-error.ts'

/** Who is told of pairs. */
export interface PairHandler {
  /** A name, and behind it its value. Offsets are those of the octets that are read. */
  pair(nameAt: number, nameEnd: number, valueEnd: number): void
}

/**
 * Reads pairs as far as they are whole.
 * @returns the offset after the last one
 */
export function readPairs(bytes: Uint8Array, from: number, to: number, handler: PairHandler): number {
  let at = from
  while (at < to) {
    const valueLengthAt = at + lengthOctets(bytes, at)
    const nameAt = valueLengthAt + lengthOctets(bytes, valueLengthAt)
    if (nameAt > to) return at
    const nameEnd = nameAt + lengthAt(bytes, at)
    const valueEnd = nameEnd + lengthAt(bytes, valueLengthAt)
    if (valueEnd > to) return at
    handler.pair(nameAt, nameEnd, valueEnd)
    at = valueEnd
  }
  return at
}

/** Octets that the first pair takes, lengths included, as far as can be told from so many. */
export function pairOctets(bytes: Uint8Array, length: number): number {
  const valueLengthAt = lengthOctets(bytes, 0)
  if (valueLengthAt >= length) return valueLengthAt + 1
  const nameAt = valueLengthAt + lengthOctets(bytes, valueLengthAt)
  return nameAt > length ? nameAt : nameAt + lengthAt(bytes, 0) + lengthAt(bytes, valueLengthAt)
}

/** A pair that does not come to its end. */
export function cutShort(): FastcgiError {
  return new FastcgiError('FASTCGI_PAIR', 'A name or a value is longer than what was sent (FastCGI §3.4)')
}

const IS_LONG = 0x80

/** What stands behind the end of the octets counts as short. */
function lengthOctets(bytes: Uint8Array, at: number): number {
  return bytes[at]! >= IS_LONG ? 4 : 1
}

function lengthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!
  if (first < IS_LONG) return first
  return ((first & 0x7f) << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
}
