import { describe, expect, it } from 'vitest'
import { parseContentType } from './content-type.ts'

describe('parseContentType (BD4, RFC 9110 §8.3.1)', () => {
  it.each([
    ['text/plain', 'text/plain', undefined],
    ['Application/JSON', 'application/json', undefined],
    ['text/plain;charset=utf-8', 'text/plain', 'utf-8'],
    ['text/plain \t; \tCHARSET=UTF-8', 'text/plain', 'utf-8'],
    ['text/plain; charset="utf-8"', 'text/plain', 'utf-8'],
    ['text/plain; charset="utf\\-8"', 'text/plain', 'utf-8'],
    ['text/plain; charset=""', 'text/plain', ''],
    ['text/plain; format="a;charset=latin1"; charset=utf-8', 'text/plain', 'utf-8'],
    ['text/plain;; charset=utf-8 ; ', 'text/plain', 'utf-8'],
    ['multipart/form-data; boundary=----x', 'multipart/form-data', undefined],
  ])('reads %s', (value, type, charset) => {
    expect(parseContentType(value)).toEqual({ type, charset })
  })

  it.each([
    '',
    'text',
    'text/',
    '/plain',
    ' text/plain',
    'text /plain',
    'text/plain, application/json',
    'text/plain charset=utf-8',
    'text/plain; charset',
    'text/plain; charset=',
    'text/plain; charset = utf-8',
    'text/plain; charset="utf-8',
    'text/plain; charset=utf-8; charset=latin1',
    'text/plain; charset="a"b',
    'text/plain\n',
  ])('refuses %j', (value) => {
    expect(parseContentType(value)).toBeUndefined()
  })

  it.each([
    ['parameters', (count: number) => `a/b${';a=b'.repeat(count)}@`],
    ['blanks', (count: number) => `a/b;${' '.repeat(count)}@`],
    ['an open string', (count: number) => `a/b;a="${'\\a'.repeat(count)}`],
  ])('is linear in %s (HD5, G21)', (_, make) => {
    const value = make(100_000)
    const started = performance.now()
    expect(parseContentType(value)).toBeUndefined()
    expect(performance.now() - started).toBeLessThan(500)
  })
})
