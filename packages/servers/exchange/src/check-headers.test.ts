import { describe, expect, it } from 'vitest'
import { checkHeaders, copyHeaders } from './check-headers.ts'

describe('checkHeaders', () => {
  it('takes lower-case tokens for names, those of built-in properties among them (HEAD-5, HD3)', () => {
    const headers = Object.assign(Object.create(null) as object, {
      constructor: 'a',
      'to-string': 'b',
      "!#$%&'*+-.^_`|~09az": 'c',
    })
    Object.defineProperty(headers, '__proto__', { value: 'd', enumerable: true })
    expect(() => checkHeaders(headers)).not.toThrow()
  })

  it.each(['', 'X-Name', 'a b', 'a:', ' a', 'a\r\nb', 'a\0', 'status', ':status', 'ä', '(a)', 'a"'])(
    'refuses %j for a name (HEAD-5, RS1)',
    (name) => {
      expect(() => checkHeaders({ [name]: 'value' })).toThrow(expect.objectContaining({ code: 'HEAD-5' }))
    },
  )

  it.each(['', 'a', 'a b', 'a\tb', '\u0080ÿ', '!~', 'a, b'])('takes %j for a value (HEAD-6)', (value) => {
    expect(() => checkHeaders({ 'x-a': value, 'x-b': [value, 'other'] })).not.toThrow()
  })

  it.each([
    'a\r',
    'a\n',
    'a\0',
    'a\r\nb: c',
    '\x7f',
    '\x1b',
    'Ā',
    '€',
    '\u{1f600}',
    ' a',
    'a ',
    '\ta',
    'a\t',
    ' ',
  ])('refuses %j for a value and for a line of several (HEAD-6, RS1)', (value) => {
    for (const given of [value, [value], ['good', value]]) {
      expect(() => checkHeaders({ 'x-a': given })).toThrow(expect.objectContaining({ code: 'HEAD-6' }))
    }
  })

  it.each([1, undefined, null, true, [], [1], ['a', undefined], {}, new Date(0), () => 'a'])(
    'refuses a value that is no text: %o (HEAD-6)',
    (value) => {
      expect(() => checkHeaders({ 'x-a': value })).toThrow(expect.objectContaining({ code: 'HEAD-6' }))
    },
  )

  it('takes a plain object of another realm, or without prototype', () => {
    const foreign = Object.setPrototypeOf({ 'x-a': 'b' }, Object.create(null) as object) as object
    expect(() => checkHeaders(foreign)).not.toThrow()
    expect(() => checkHeaders(Object.create(null))).not.toThrow()
  })

  it('looks at each name anew after more than it remembers', () => {
    for (let i = 0; i < 2000; i++) checkHeaders({ [`x-${i}`]: 'a' })
    expect(() => checkHeaders({ 'x-1999': 'a', 'X-1999': 'a' })).toThrow('HEAD-5')
  })

  it('takes as long as the value is long, and no longer (HD5, G21)', () => {
    const value = `${' \t'.repeat(500_000)}a`
    const startedAt = performance.now()
    expect(() => checkHeaders({ 'x-a': `a${value}` })).not.toThrow()
    expect(performance.now() - startedAt).toBeLessThan(250)
  })
})

describe('copyHeaders', () => {
  it('copies names and lines', () => {
    const original = { 'x-a': 'b', 'set-cookie': ['c=1', 'd=2'] }
    const copy = copyHeaders(original)
    expect(copy).toEqual(original)
    expect(copy['set-cookie']).not.toBe(original['set-cookie'])
  })

  it('copies a field named __proto__ like any other (HD3)', () => {
    const original = JSON.parse('{"__proto__":["a","b"]}') as Record<string, string[]>
    const copy = copyHeaders(original)
    expect(Object.keys(copy)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
  })
})
