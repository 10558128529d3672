import { describe, expect, test } from 'vitest'
import { isEntityTag, matchesStrong, matchesWeak, parseEntityTagList } from './etag.ts'

describe('RFC 9110 §8.8.3 ETag', () => {
  test.each([
    '"xyzzy"',
    'W/"xyzzy"',
    '""',
    'W/""',
    '"a,b"',
    String.raw`"a\b"`,
    String.raw`"\"`,
    '"W/"',
    '"\xe4"',
    '"!#~"',
  ])('%s is an entity-tag', (text) => expect(isEntityTag(text)).toBe(true))

  test.each([
    '',
    '"',
    'a',
    '*',
    '"a',
    'a"',
    'w/"a"',
    'W/a',
    'W"a"',
    'W/ "a"',
    '"a b"',
    '"a"b',
    '"a""b"',
    String.raw`"a\"b"`,
    '"a\n"',
    '"a\x7f"',
    '"€"',
    ' "a"',
    '"a" ',
    '"a", "b"',
  ])('%j is none', (text) => expect(isEntityTag(text)).toBe(false))
})

describe('RFC 9110 §8.8.3.2 Comparison', () => {
  test.each([
    ['W/"1"', 'W/"1"', false, true],
    ['W/"1"', 'W/"2"', false, false],
    ['W/"1"', '"1"', false, true],
    ['"1"', 'W/"1"', false, true],
    ['"1"', '"1"', true, true],
    ['"a"', '"A"', false, false],
  ])('%s and %s: strong %s, weak %s', (one, other, strong, weak) => {
    expect(matchesStrong([one], other)).toBe(strong)
    expect(matchesWeak([one], other)).toBe(weak)
  })
})

describe('RFC 9110 §13.1.1 If-Match, §13.1.2 If-None-Match', () => {
  test('are lists of tags, as sent', () => {
    expect(parseEntityTagList('"xyzzy"')).toEqual(['"xyzzy"'])
    expect(parseEntityTagList('"xyzzy", W/"r2d2xxxx","c3piozzzz"')).toEqual([
      '"xyzzy"',
      'W/"r2d2xxxx"',
      '"c3piozzzz"',
    ])
    expect(parseEntityTagList('"a,b"\t,\t"c"')).toEqual(['"a,b"', '"c"'])
  })

  test('may have empty elements', () => {
    expect(parseEntityTagList(', "a",, "b" ,')).toEqual(['"a"', '"b"'])
    expect(parseEntityTagList('')).toEqual([])
    expect(parseEntityTagList(' , ,')).toEqual([])
  })

  test('take a backslash for itself', () => {
    expect(parseEntityTagList(String.raw`"a\", "b"`)).toEqual([String.raw`"a\"`, '"b"'])
  })

  test('may be an asterisk, which is no tag', () => {
    expect(parseEntityTagList('*')).toBe('*')
    expect(parseEntityTagList('"*"')).toEqual(['"*"'])
    expect(parseEntityTagList('*, "a"')).toBeUndefined()
    expect(parseEntityTagList('"a", *')).toBeUndefined()
  })

  test.each(['a', '"a', '"a" "b"', '"a"; "b"', '"a", b', 'w/"a"', 'W/', '"a"\n', '"a b"', '"a",\xa0"b"'])(
    '%j is malformed (ST11)',
    (value) => expect(parseEntityTagList(value)).toBeUndefined(),
  )

  test('match any of their tags', () => {
    const list = parseEntityTagList('"a", W/"b", "c"')!
    expect(matchesStrong(list, '"c"')).toBe(true)
    expect(matchesStrong(list, '"b"')).toBe(false)
    expect(matchesWeak(list, '"b"')).toBe(true)
    expect(matchesWeak(list, '"d"')).toBe(false)
    expect(matchesWeak([], '"a"')).toBe(false)
  })

  test('match what has no tag only by an asterisk', () => {
    expect(matchesStrong('*', undefined)).toBe(true)
    expect(matchesWeak('*', undefined)).toBe(true)
    expect(matchesStrong('*', 'W/"a"')).toBe(true)
    expect(matchesStrong(['"a"'], undefined)).toBe(false)
    expect(matchesWeak(['"a"'], undefined)).toBe(false)
  })
})
