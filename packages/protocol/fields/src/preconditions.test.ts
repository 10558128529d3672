import { describe, expect, it } from 'vitest'
import { evaluatePreconditions } from './preconditions.ts'
import type { Validators } from './preconditions.ts'

const MODIFIED = Date.UTC(2024, 0, 2, 3, 4, 5)
const DATE = 'Tue, 02 Jan 2024 03:04:05 GMT'
const EARLIER = 'Tue, 02 Jan 2024 03:04:04 GMT'
const LATER = 'Tue, 02 Jan 2024 03:04:06 GMT'

/** The fraction does not count: dates of HTTP have none. */
const current: Validators = { etag: '"a"', modifiedMs: MODIFIED + 900 }
const unknown: Validators = { etag: undefined, modifiedMs: undefined }

type Row = [expected: 304 | 412 | undefined, headers: Record<string, string>]

function outcome(method: string, headers: Record<string, string>, validators: Validators | null): unknown {
  return evaluatePreconditions(method, headers, validators)
}

describe('GET and HEAD, RFC 9110 §13.2.2', () => {
  const rows: Row[] = [
    [undefined, {}],
    // Step 1: If-Match, by the strong comparison
    [undefined, { 'if-match': '"a"' }],
    [undefined, { 'if-match': '"b" ,, "a"' }],
    [undefined, { 'if-match': '*' }],
    [412, { 'if-match': '"b"' }],
    [412, { 'if-match': 'W/"a"' }],
    [412, { 'if-match': 'a' }],
    [412, { 'if-match': '*, "a"' }],
    [412, { 'if-match': '' }],
    // Step 2: If-Unmodified-Since, where there is no If-Match
    [undefined, { 'if-unmodified-since': DATE }],
    [undefined, { 'if-unmodified-since': LATER }],
    [412, { 'if-unmodified-since': EARLIER }],
    [undefined, { 'if-unmodified-since': 'yesterday' }],
    [undefined, { 'if-match': '"a"', 'if-unmodified-since': EARLIER }],
    // Step 3: If-None-Match, by the weak comparison
    [304, { 'if-none-match': '"a"' }],
    [304, { 'if-none-match': 'W/"a"' }],
    [304, { 'if-none-match': '"b", "a"' }],
    [304, { 'if-none-match': '*' }],
    [undefined, { 'if-none-match': '"b"' }],
    [undefined, { 'if-none-match': 'a' }],
    [undefined, { 'if-none-match': '' }],
    // Step 4: If-Modified-Since, where there is no If-None-Match
    [304, { 'if-modified-since': DATE }],
    [304, { 'if-modified-since': LATER }],
    [undefined, { 'if-modified-since': EARLIER }],
    [undefined, { 'if-modified-since': 'Tue, 99 Jan 2024 03:04:05 GMT' }],
    [undefined, { 'if-none-match': '"b"', 'if-modified-since': LATER }],
    // In order
    [412, { 'if-match': '"b"', 'if-none-match': '"a"' }],
    [304, { 'if-match': '"a"', 'if-none-match': '"a"' }],
    [412, { 'if-unmodified-since': EARLIER, 'if-modified-since': LATER }],
  ]

  it.each(rows)('ST11 gives %s for %o', (expected, headers) => {
    expect(outcome('GET', headers, current)).toBe(expected)
    expect(outcome('HEAD', headers, current)).toBe(expected)
  })

  it('ignores dates where no modification is known, and matches no tag where there is none', () => {
    expect(outcome('GET', { 'if-modified-since': LATER }, unknown)).toBeUndefined()
    expect(outcome('GET', { 'if-unmodified-since': EARLIER }, unknown)).toBeUndefined()
    expect(outcome('GET', { 'if-none-match': '"a"' }, unknown)).toBeUndefined()
    expect(outcome('GET', { 'if-match': '"a"' }, unknown)).toBe(412)
    expect(outcome('GET', { 'if-match': '*' }, unknown)).toBeUndefined()
  })
})

describe('methods that change something', () => {
  const rows: Row[] = [
    [undefined, {}],
    [undefined, { 'if-match': '"a"' }],
    [undefined, { 'if-match': '*' }],
    [412, { 'if-match': '"b"' }],
    [412, { 'if-match': 'W/"a"' }],
    [412, { 'if-match': 'a' }],
    [412, { 'if-unmodified-since': EARLIER }],
    [undefined, { 'if-unmodified-since': LATER }],
    [412, { 'if-none-match': '*' }],
    [412, { 'if-none-match': '"a"' }],
    [412, { 'if-none-match': 'W/"a"' }],
    [undefined, { 'if-none-match': '"b"' }],
    // Nobody knows what it was to spare.
    [412, { 'if-none-match': 'a' }],
    // Only for GET and HEAD (§13.1.3)
    [undefined, { 'if-modified-since': LATER }],
  ]

  it.each(rows)('gives %s for %o', (expected, headers) => {
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE', 'put']) {
      expect(outcome(method, headers, current)).toBe(expected)
    }
  })

  it.each<Row>([
    [undefined, { 'if-none-match': '*' }],
    [undefined, { 'if-none-match': '"a"' }],
    [412, { 'if-match': '*' }],
    [412, { 'if-match': '"a"' }],
    [undefined, { 'if-unmodified-since': EARLIER }],
  ])('gives %s for %o where there is nothing yet', (expected, headers) => {
    expect(outcome('PUT', headers, null)).toBe(expected)
  })
})

describe('HD5 hostile values', () => {
  it.each([
    '"a'.repeat(50_000),
    'W/'.repeat(50_000),
    ','.repeat(100_000),
    '"a",'.repeat(25_000),
    'ÿ"\t'.repeat(30_000),
  ])('ST11 neither throw nor stall (%#)', (value) => {
    const names = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since']
    for (const name of names) {
      for (const method of ['GET', 'PUT']) {
        expect([undefined, 304, 412]).toContain(outcome(method, { [name]: value }, current))
      }
    }
  })
})
