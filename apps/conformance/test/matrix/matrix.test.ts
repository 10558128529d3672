import { readFileSync } from 'node:fs'
import { conformanceCases } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { allWaysIn, families } from '../../src/matrix/families.ts'
import { matrixPage, SEEN_WITH } from '../../src/matrix/page.ts'
import { declaredResults } from '../../src/matrix/results.ts'
import { rows } from '../../src/matrix/rows.ts'

const page = readFileSync(new URL('../../MATRIX.md', import.meta.url), 'utf8')

describe('MATRIX.md', () => {
  it('is what the ways in say of themselves: if not, run `pnpm matrix` in apps/conformance', () => {
    const [, seenWith = ''] = new RegExp(`^(${SEEN_WITH}.*)$`, 'm').exec(page) ?? []
    expect(page).toBe(matrixPage(declaredResults(), seenWith))
  })

  it('has each way in once', () => {
    const shown = families.flatMap(({ columns }) => columns.map(({ wayIn }) => wayIn.name))
    expect(shown.toSorted()).toEqual([...new Set(allWaysIn.map(({ name }) => name))].toSorted())
  })

  it.each(families)('names its columns apart: $title', ({ columns }) => {
    const titles = columns.map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('has each case once', () => {
    const shown = rows.flatMap(({ cases }) => cases.map(({ id }) => id))
    expect(shown.toSorted()).toEqual(conformanceCases.map(({ id }) => id).toSorted())
  })
})
