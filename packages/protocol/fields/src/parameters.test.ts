import { describe, expect, test } from 'vitest'
import { formatParameters, parseParameters } from './parameters.ts'

describe('RFC 9110 §5.6.6 Parameters', () => {
  test('are read in order, names in lower case, values as they are', () => {
    const parameters = parseParameters('Charset=UTF-8; boundary="a; b";q=1')
    expect([...parameters!]).toEqual([
      ['charset', 'UTF-8'],
      ['boundary', 'a; b'],
      ['q', '1'],
    ])
  })

  test('may have blanks around semicolons and nothing between them', () => {
    expect([...parseParameters(' ;\ta=1 \t;;b=2; ')!]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ])
    expect(parseParameters('')?.size).toBe(0)
    expect(parseParameters(' ; ')?.size).toBe(0)
  })

  test('may have escapes in quoted strings, and empty ones', () => {
    expect(parseParameters(String.raw`a="b\"c\\"; d=""`)).toEqual(
      new Map([
        ['a', String.raw`b"c\\`.slice(0, -1)],
        ['d', ''],
      ]),
    )
  })

  test.each([
    'a',
    'a=',
    '=b',
    'a =b',
    'a= b',
    'a=b c',
    'a=b,c=d',
    'a="b',
    'a="b"c',
    'a=b"c"',
    '"a"=b',
    'a==b',
    'a=(b)',
    'a="b\nc"',
    'a=ä€',
    'a\xa0=b',
    '\u212A=b',
  ])('%j is malformed', (value) => expect(parseParameters(value)).toBeUndefined())

  test.each(['a=1; a=2', 'a=1; A=1', 'charset=utf-8;charset="utf-7"'])(
    '%j is malformed: one name, two values',
    (value) => expect(parseParameters(value)).toBeUndefined(),
  )

  test('may be named like built-in properties (HD3)', () => {
    const parameters = parseParameters('__proto__=a; constructor=b')
    expect(parameters?.get('__proto__')).toBe('a')
    expect(parameters?.get('constructor')).toBe('b')
    expect(parseParameters('a=b')?.get('constructor')).toBeUndefined()
  })

  test('are written as tokens, quoted where they are none', () => {
    expect(formatParameters([['charset', 'utf-8']])).toBe('; charset=utf-8')
    expect(
      formatParameters([
        ['a', 'b c'],
        ['d', ''],
        ['e', 'f"g'],
      ]),
    ).toBe(String.raw`; a="b c"; d=""; e="f\"g"`)
    expect(formatParameters([])).toBe('')
  })

  test('are not written when no field can carry them (RS1)', () => {
    expect(() => formatParameters([['a', 'b\r\nc']])).toThrow(TypeError)
    expect(() => formatParameters([['a b', 'c']])).toThrow(TypeError)
    expect(() => formatParameters([['', 'c']])).toThrow(TypeError)
  })
})
