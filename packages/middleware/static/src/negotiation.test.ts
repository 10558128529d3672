import { expect, it } from 'vitest'
import { codingPreference } from './negotiation.ts'

const preference = codingPreference(['br', 'zstd', 'gzip'])

it.each([
  [undefined, []],
  ['', []],
  ['gzip', ['gzip']],
  ['gzip, br', ['br', 'gzip']],
  ['gzip, deflate, br, zstd', ['br', 'zstd', 'gzip']],
  ['gzip;q=1, br;q=0.5', ['gzip', 'br']],
  ['br;q=0, *', ['zstd', 'gzip']],
  ['x-gzip', ['gzip']],
  ['identity', []],
  ['gzip;q=0.5, identity', []],
  ['gzip;q=nonsense', []],
])('ranks for %s', (value, codings) => {
  expect(preference(value)).toEqual(codings)
  expect(preference(value)).toEqual(codings)
})
