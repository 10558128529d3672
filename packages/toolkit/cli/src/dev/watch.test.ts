import { describe, expect, it } from 'vitest'
import { isCode, isIgnored } from './watch.ts'

describe('isIgnored', () => {
  it.each([
    ['node_modules/pg/index.js', [], true],
    ['src/.cache/a.js', [], true],
    ['coverage', [], true],
    ['.env', [], false],
    ['src/app.ts', [], false],
    ['.', [], false],
    ['src/generated/a.ts', ['generated'], true],
    ['data/cache/a.json', ['./data/cache'], true],
    ['data/cached.json', ['data/cache'], false],
  ])('%s besides %j: %s', (path, ignore, expected) => {
    expect(isIgnored(path, ignore)).toBe(expected)
  })
})

describe('isCode', () => {
  it.each([
    ['src/app.ts', true],
    ['config.json', true],
    ['.env.local', true],
    ['out.log', false],
    ['views/page.html', false],
  ])('of %s is %s', (path, expected) => {
    expect(isCode(path)).toBe(expected)
  })
})
