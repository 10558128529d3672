import { describe, expect, test } from 'vitest'
import { CHUNKED } from './framing.ts'
import { expectRefused, fields, oldFields, read } from '../test/read-head.ts'

describe('RFC 9112 §6.1 Transfer-Encoding', () => {
  test.each(['chunked', 'CHUNKED', ' \tChunked\t '])('FR2 takes %j', (coding) => {
    expect(fields(`Transfer-Encoding: ${coding}`).contentLength).toBe(CHUNKED)
  })

  test.each(['gzip, chunked', 'gzip,\tChunked', 'identity, chunked', ',chunked'])(
    'FR2 refuses a transfer coding beside chunked: %j',
    (coding) => {
      expectRefused('HTTP1_TRANSFER_CODING', 501, () => fields(`Transfer-Encoding: ${coding}`))
    },
  )

  test.each([
    'gzip',
    'identity',
    'chunked, gzip',
    'chunked, chunked',
    'chunked,',
    'chunkedchunked',
    'xchunked',
    '"chunked"',
    'chunked;q=1',
    'chunked;',
    '\xa0chunked',
    'chunked\x85',
    'ch\xfcnked',
    '',
  ])('FR2 refuses a last transfer coding other than chunked: %j', (coding) => {
    expectRefused('HTTP1_FRAMING', 400, () => fields(`Transfer-Encoding: ${coding}`))
  })

  test('FR2 refuses a repeated chunked', () => {
    expectRefused('HTTP1_REPEATED_FIELD', 400, () =>
      fields('Transfer-Encoding: chunked', 'transfer-encoding: chunked'),
    )
    expectRefused('HTTP1_REPEATED_FIELD', 400, () =>
      fields('Transfer-Encoding:', 'Transfer-Encoding: chunked'),
    )
  })

  test('FR14 refuses chunks in HTTP/1.0', () => {
    expectRefused('HTTP1_FRAMING', 400, () => oldFields('Transfer-Encoding: chunked'))
    expectRefused('HTTP1_FRAMING', 400, () => oldFields('Transfer-Encoding: identity'))
  })
})

describe('RFC 9112 §6.2 Content-Length', () => {
  test.each([
    ['0', 0],
    ['5', 5],
    ['005', 5],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('FR6 takes %s', (value, length) => {
    expect(fields(`Content-Length: ${value}`).contentLength).toBe(length)
  })

  test.each([
    '',
    '-1',
    '+1',
    '1.0',
    '1e3',
    '0x10',
    '1_000',
    '1 0',
    '5, 5',
    '5,',
    'a',
    '"5"',
    '\xb2',
    '\xa05',
    '5;',
  ])('FR6 refuses %j: not only digits', (value) =>
    expectRefused('HTTP1_CONTENT_LENGTH', 400, () => fields(`Content-Length: ${value}`)),
  )

  test.each([
    '9007199254740992',
    '9007199254740993',
    '18446744073709551621',
    '9'.repeat(400),
    '0'.repeat(17),
  ])('FR6 refuses %s: beyond the safe integers, or too long to tell', (value) =>
    expectRefused('HTTP1_CONTENT_LENGTH', 400, () => fields(`Content-Length: ${value}`)),
  )

  test('FR6 refuses a second one, even when it is the same', () => {
    expectRefused('HTTP1_REPEATED_FIELD', 400, () => fields('Content-Length: 5', 'Content-Length: 5'))
    expectRefused('HTTP1_REPEATED_FIELD', 400, () => fields('Content-Length:', 'content-length: 5'))
  })
})

describe('RFC 9112 §6.3 Message Body Length', () => {
  test('FR1 refuses a length and a transfer coding together, in either order and whatever they are', () => {
    for (const coding of ['chunked', 'identity', '']) {
      const lines = ['Content-Length: 0', `Transfer-Encoding: ${coding}`]
      expectRefused('HTTP1_FRAMING', 400, () => fields(...lines))
      expectRefused('HTTP1_FRAMING', 400, () => fields(...lines.toReversed()))
    }
  })

  test('FR11 knows no method with or without content', () => {
    for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'POST', 'FOO']) {
      const length = (...lines: string[]): number =>
        read(`${method} / HTTP/1.1`, ['Host: a', ...lines]).contentLength
      expect([length(), length('Content-Length: 3'), length('Transfer-Encoding: chunked')]).toEqual([
        0,
        3,
        CHUNKED,
      ])
    }
  })

  test('FR4 is not led astray by names that look alike', () => {
    expect(
      fields('Content_Length: 5', 'ContentLength: 5', 'X-Transfer-Encoding: chunked').contentLength,
    ).toBe(0)
  })
})
