import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checks } from './checks.ts'
import { unchecked } from './unchecked.ts'

const rules = [...read('../../spec/SPEC.md').matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm)].map(([, id]) => id ?? '')
const checked = new Set(checks.map(({ rule }) => rule))

describe('checks and rules of SPEC.md', () => {
  test('SPEC.md has rules', () => {
    expect(rules.length).toBeGreaterThan(50)
    expect(new Set(rules).size).toBe(rules.length)
  })

  test('every rule has a check or a stated reason', () => {
    expect(rules.filter((rule) => !checked.has(rule) && !unchecked[rule])).toEqual([])
  })

  test('every check has a rule', () => {
    expect(checks.filter(({ rule }) => !rules.includes(rule))).toEqual([])
  })

  test('every stated reason has a rule and no check', () => {
    expect(Object.keys(unchecked).filter((rule) => !rules.includes(rule) || checked.has(rule))).toEqual([])
  })

  test('every check has an id of its own', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length)
  })
})

describe('README.md', () => {
  test('lists the checks as they are', () => {
    const listed = tableAfter('## All checks')
    expect(listed).toEqual(
      checks.map(({ id, rule, side, level, description }) => [`\`${id}\``, rule, side, level, description]),
    )
  })

  test('lists the rules without a check as they are', () => {
    expect(tableAfter('## Rules without a check')).toEqual(Object.entries(unchecked))
  })
})

function tableAfter(heading: string): string[][] {
  const section = read('../README.md').split(`${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}
