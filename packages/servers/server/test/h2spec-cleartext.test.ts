import { describe, expect, it } from 'vitest'
import { EXCEPTIONS, IS_LISTED } from './h2spec-exceptions.ts'
import { serveH2spec } from './h2spec-judge.ts'
import { SECTIONS } from './h2spec-sections.ts'

const expectCase = serveH2spec()

describe.runIf(IS_LISTED).each(SECTIONS)('$heading', ({ cases }) => {
  it.each(cases)('$name ($id)', (given) => expectCase(given))
})

const ids = new Set(SECTIONS.flatMap(({ cases }) => cases.map(({ id }) => id)))

it('has all cases of h2spec', () => {
  expect(ids.size).toBe(147)
})

it('has no exception without a case', () => {
  expect(EXCEPTIONS.flatMap((entry) => entry.ids.filter((id) => !ids.has(id)))).toEqual([])
})
