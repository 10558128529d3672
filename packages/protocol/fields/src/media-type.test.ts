import { describe, expect, test } from 'vitest'
import { formatMediaType, parseMediaType } from './media-type.ts'

describe('RFC 9110 §8.3.1 Media Type', () => {
  test('is read with its parameters', () => {
    expect(parseMediaType('Text/HTML; Charset="utf-8"')).toEqual({
      type: 'text',
      subtype: 'html',
      essence: 'text/html',
      parameters: new Map([['charset', 'utf-8']]),
    })
    expect(parseMediaType('multipart/form-data;boundary="-- a;b"')?.parameters.get('boundary')).toBe('-- a;b')
  })

  test.each([
    'application/problem+json',
    'application/vnd.api+json',
    'image/svg+xml',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ])('accepts %s', (value) => expect(parseMediaType(value)?.essence).toBe(value))

  test.each(['text/html;', 'text/html ; ;', ' text/html\t', 'text/html\t;charset=utf-8'])(
    'accepts %j: blanks around semicolons, and nothing between them',
    (value) => expect(parseMediaType(value)?.essence).toBe('text/html'),
  )

  test.each([
    '',
    'text',
    'text/',
    '/html',
    '/',
    'text/html/x',
    'text /html',
    'text/ html',
    'text/html, text/plain',
    'text/html charset=utf-8',
    'text/html; charset',
    'text/html; charset=',
    'text/html; charset = utf-8',
    'text/html; charset=utf-8, application/json',
    'text/html; charset=utf-8; charset=utf-7',
    'text/html; a="b',
    'text/\xa0html',
    'te\0xt/html',
    'te\u212At/html',
    ';text/html',
    '"text/html"',
  ])('refuses %j (BD4)', (value) => expect(parseMediaType(value)).toBeUndefined())

  test('is written back as it was read', () => {
    for (const value of ['text/html', 'text/html; charset=utf-8', 'a/b; c="d e"; f=""']) {
      expect(formatMediaType(parseMediaType(value)!)).toBe(value)
    }
  })

  test('is written from its parts', () => {
    expect(formatMediaType({ type: 'text', subtype: 'css', parameters: [['charset', 'utf-8']] })).toBe(
      'text/css; charset=utf-8',
    )
    expect(formatMediaType({ type: 'text', subtype: 'css' })).toBe('text/css')
  })

  test('is not written when it would not be one (RS1)', () => {
    expect(() => formatMediaType({ type: 'text', subtype: 'a b' })).toThrow(TypeError)
    expect(() => formatMediaType({ type: '', subtype: 'html' })).toThrow(TypeError)
    expect(() => formatMediaType({ type: 'a', subtype: 'b', parameters: [['c', '\n']] })).toThrow(TypeError)
  })
})
