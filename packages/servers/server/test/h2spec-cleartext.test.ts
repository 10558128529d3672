import { describe, expect, it } from 'vitest'
import { serveH2spec } from './h2spec-judge.ts'
import { SECTIONS } from './h2spec-sections.ts'

const expectCase = serveH2spec()

describe.each(SECTIONS)('$heading', ({ cases }) => {
  it.each(cases)('$name ($id)', (given) => expectCase(given))
})

it('has all cases of h2spec', () => {
  expect(new Set(SECTIONS.flatMap(({ cases }) => cases.map(({ id }) => id))).size).toBe(147)
})
