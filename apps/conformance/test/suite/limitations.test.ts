import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { conformanceCases } from '@tsgi/testing'
import { waysIn } from '../../src/ways-in/index.ts'

const page = readFileSync(new URL('../../LIMITATIONS.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ')
const ids = new Set(conformanceCases.map(({ id }) => id))
const features = new Set<string>(conformanceCases.flatMap(({ needs = [] }) => needs))

describe('what a way in cannot do', () => {
  it.each(waysIn)('is about features and cases that there are: $name', ({ lacks, exceptions }) => {
    expect(Object.keys(lacks).filter((feature) => !features.has(feature))).toEqual([])
    expect(Object.keys(exceptions).filter((id) => !ids.has(id))).toEqual([])
  })

  it.each(waysIn)('stands in LIMITATIONS.md with its reason: $name', ({ lacks, exceptions }) => {
    const told = Object.entries({ ...lacks, ...exceptions })
    const missing = told.filter(([name, reason]) => !page.includes(`| \`${name}\` | ${reason} |`))
    expect(missing).toEqual([])
  })
})
