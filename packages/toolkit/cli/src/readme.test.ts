import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { exitCodeMeanings } from './exit-codes.ts'
import { serveOptionTable } from './options.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

const rows = readme.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))

it.each(serveOptionTable)('the README has a row for $flags with its default and variable', (entry) => {
  const code = (text: string | number | undefined) => (text === undefined ? '' : `\`${text}\``)
  expect(rows).toContainEqual([
    '',
    code(entry.flags),
    expect.any(String),
    code(entry.default),
    code(entry.env),
    '',
  ])
})

it.each(exitCodeMeanings)('the README has a row for exit code %s: %s', (code, meaning) => {
  expect(rows).toContainEqual(['', code, meaning, ''])
})
