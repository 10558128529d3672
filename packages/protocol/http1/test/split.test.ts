/*
 * Bytes mean the same however they arrive (RFC 9112 §2.1: a message is a sequence of octets).
 */
import { describe, expect, test } from 'vitest'
import { CORPUS } from './corpus.ts'
import { readAll } from './events.ts'

describe('G19 tells the same events of a request that arrives whole', () => {
  test.each(CORPUS)('and in two pieces, cut anywhere: $id', ({ bytes }) => {
    const whole = readAll([bytes])
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(readAll([bytes.subarray(0, cut), bytes.subarray(cut)]), `cut at ${cut}`).toEqual(whole)
    }
  })

  test.each(CORPUS)('and octet by octet: $id', ({ bytes }) => {
    expect(readAll(octets(bytes))).toEqual(readAll([bytes]))
  })
})

function octets(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (octet) => Uint8Array.of(octet))
}
