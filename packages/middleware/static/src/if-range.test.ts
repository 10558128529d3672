import { describe, expect, it } from 'vitest'
import { mayBePart } from './if-range.ts'

const MODIFIED = Date.UTC(2024, 0, 2, 3, 4, 5)
const DATE = 'Tue, 02 Jan 2024 03:04:05 GMT'
const EARLIER = 'Tue, 02 Jan 2024 03:04:04 GMT'
const LATER = 'Tue, 02 Jan 2024 03:04:06 GMT'
const NOW = MODIFIED + 100_000
// The fraction does not count: the date that was sent has none.
const validators = { etag: '"a"', modifiedMs: MODIFIED + 0.9 }

describe('ST11 mayBePart, RFC 9110 §13.1.5', () => {
  it.each([
    [true, undefined],
    [true, '"a"'],
    [true, DATE],
    [false, '"b"'],
    [false, 'W/"a"'],
    [false, LATER],
    [false, EARLIER],
    [false, 'nonsense'],
    [false, '"a", "b"'],
  ])('gives %s for %s', (expected, value) => {
    expect(mayBePart(value === undefined ? {} : { 'if-range': value }, validators, NOW)).toBe(expected)
  })

  it('does not take a date for a strong validator within its second', () => {
    expect(mayBePart({ 'if-range': DATE }, validators, MODIFIED + 500)).toBe(false)
  })

  it('does not take a weak tag for a strong one', () => {
    expect(mayBePart({ 'if-range': 'W/"a"' }, { ...validators, etag: 'W/"a"' }, NOW)).toBe(false)
  })
})
