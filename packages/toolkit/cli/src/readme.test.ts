import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { exitCodeMeanings } from './exit-codes.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

const rows = readme.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))

it.each(exitCodeMeanings)('the README has a row for exit code %s: %s', (code, meaning) => {
  expect(rows).toContainEqual(['', code, meaning, ''])
})
