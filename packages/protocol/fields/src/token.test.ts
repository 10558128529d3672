import { describe, expect, test } from 'vitest'
import { isFieldValue, isToken, quote, unquote } from './token.ts'

const octets = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet))

describe('RFC 9110 §5.5 Field Values', () => {
  test('may hold HTAB, 0x20–0x7E and 0x80–0xFF', () => {
    const accepted = octets.filter((octet) => isFieldValue(`a${octet}b`))
    expect(accepted).toEqual(octets.filter((octet) => /[\t\x20-\x7e\x80-\xff]/.test(octet)))
  })

  test.each([' a', 'a ', '\ta', 'a\t', ' '])('have no blanks at their ends: %j', (value) =>
    expect(isFieldValue(value)).toBe(false),
  )

  test('may be empty and may have blanks inside', () => {
    expect(isFieldValue('')).toBe(true)
    expect(isFieldValue('a \t b')).toBe(true)
  })

  test.each(['a\r\nb', 'a\nb', 'a\rb', 'a\0b', '\u0100', '€', 'a\u{1F600}', 'a\u{10D}b'])(
    'cannot hold %j: controls and wide characters',
    (value) => expect(isFieldValue(value)).toBe(false),
  )
})

describe('RFC 9110 §5.6.2 Tokens', () => {
  test('are made of tchar', () => {
    expect(octets.filter(isToken).join('')).toBe(
      "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~",
    )
  })

  test('are not empty', () => expect(isToken('')).toBe(false))

  test.each(['content type', 'a:', ' a', 'a\t', 'a\n', 'ä', 'a\u0141', 'a/b'])('%j is none', (text) =>
    expect(isToken(text)).toBe(false),
  )

  test.each(['constructor', '__proto__', 'toString'])('%s is one like any other (HD3)', (text) =>
    expect(isToken(text)).toBe(true),
  )
})

describe('RFC 9110 §5.6.4 Quoted Strings', () => {
  test.each([
    ['""', ''],
    ['"a b"', 'a b'],
    ['"a,b;c=d"', 'a,b;c=d'],
    [String.raw`"a\"b"`, 'a"b'],
    [String.raw`"a\\b"`, String.raw`a\b`],
    [String.raw`"\a\b"`, 'ab'],
    [String.raw`"\\\""`, String.raw`\"`],
    ['"\t\xe4"', '\t\xe4'],
  ])('%s stands for %j', (value, text) => expect(unquote(value)).toBe(text))

  test.each([
    '',
    'a',
    '"',
    '"a',
    'a"',
    '"a" ',
    ' "a"',
    '"a"b',
    '"a""b"',
    String.raw`"a\"`,
    '"\\',
    '"a\nb"',
    '"a\\\nb"',
    '"\0"',
    '"\x7f"',
    '"€"',
  ])('%j is none', (value) => expect(unquote(value)).toBeUndefined())

  test('give back whatever was quoted', () => {
    const text = octets.filter((octet) => isFieldValue(`a${octet}b`)).join('')
    expect(unquote(quote(text))).toBe(text)
    expect(quote(String.raw`a"b\c`)).toBe(String.raw`"a\"b\\c"`)
  })

  test.each(['\r\n', '\0', '\x7f', '€', '\u010A'])(
    'cannot be written with %j: there is no escape for it (RS1)',
    (text) => expect(() => quote(`a${text}b`)).toThrow(TypeError),
  )
})
