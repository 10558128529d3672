import { describe, expect, it } from 'vitest'
import { evaluate, mayBePart } from './preconditions.ts'

const MODIFIED = Date.UTC(2024, 0, 2, 3, 4, 5)
const DATE = 'Tue, 02 Jan 2024 03:04:05 GMT'
const EARLIER = 'Tue, 02 Jan 2024 03:04:04 GMT'
const LATER = 'Tue, 02 Jan 2024 03:04:06 GMT'
const NOW = MODIFIED + 100_000
// The fraction does not count: the date that was sent has none.
const validators = { etag: '"a"', modifiedMs: MODIFIED + 0.9 }

describe('ST11 evaluate, RFC 9110 §13.2.2', () => {
  it.each<[expected: number, headers: Record<string, string>]>([
    [200, {}],
    // Step 1
    [200, { 'if-match': '"a"' }],
    [200, { 'if-match': '*' }],
    [200, { 'if-match': '"b", "a"' }],
    [412, { 'if-match': '"b"' }],
    [412, { 'if-match': 'W/"a"' }],
    [412, { 'if-match': 'a' }],
    [412, { 'if-match': '' }],
    // Step 2
    [200, { 'if-unmodified-since': DATE }],
    [200, { 'if-unmodified-since': LATER }],
    [412, { 'if-unmodified-since': EARLIER }],
    [200, { 'if-unmodified-since': 'yesterday' }],
    [200, { 'if-match': '"a"', 'if-unmodified-since': EARLIER }],
    // Step 3
    [304, { 'if-none-match': '"a"' }],
    [304, { 'if-none-match': 'W/"a"' }],
    [304, { 'if-none-match': '*' }],
    [304, { 'if-none-match': '"b" , "a"' }],
    [200, { 'if-none-match': '"b"' }],
    [200, { 'if-none-match': 'a' }],
    // Step 4
    [304, { 'if-modified-since': DATE }],
    [304, { 'if-modified-since': LATER }],
    [200, { 'if-modified-since': EARLIER }],
    [200, { 'if-modified-since': 'Tue, 99 Jan 2024 03:04:05 GMT' }],
    [200, { 'if-modified-since': '' }],
    [200, { 'if-none-match': '"b"', 'if-modified-since': LATER }],
    // In order
    [412, { 'if-match': '"b"', 'if-none-match': '"a"' }],
    [304, { 'if-match': '"a"', 'if-none-match': '"a"' }],
    [412, { 'if-unmodified-since': EARLIER, 'if-modified-since': LATER }],
  ])('gives %i for %o', (expected, headers) => {
    expect(evaluate(headers, validators)).toBe(expected)
  })

  it('finds no tag equal where there is none, but something there', () => {
    const untagged = { etag: undefined, modifiedMs: MODIFIED }
    expect(evaluate({ 'if-match': '"a"' }, untagged)).toBe(412)
    expect(evaluate({ 'if-match': '*' }, untagged)).toBe(200)
    expect(evaluate({ 'if-none-match': '"a"' }, untagged)).toBe(200)
  })
})

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
