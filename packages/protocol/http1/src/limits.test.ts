import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { DEFAULT_LIMITS, messageLimits } from './limits.ts'
import { readAll } from '../test/events.ts'
import type { Event } from '../test/events.ts'

/** What the engine says with the default limits: the same in one piece, in two, and octet by octet. */
function expectStable(message: string): Event[] {
  const bytes = Buffer.from(message, 'latin1')
  const events = readAll([bytes])
  expect(readAll([bytes.subarray(0, 10), bytes.subarray(10)])).toEqual(events)
  expect(readAll(Array.from(bytes, (octet) => Uint8Array.of(octet)))).toEqual(events)
  return events
}

function expectAccepted(message: string): void {
  expect(expectStable(message).at(-1)).toHaveProperty('end')
}

function expectRefused(error: string, status: number, message: string): void {
  expect(expectStable(message).at(-1)).toEqual({ error, status })
}

describe('request line (RFC 9112 §3)', () => {
  const request = (target: number): string => `GET /${'a'.repeat(target - 1)} HTTP/1.1\r\nHost: a\r\n\r\n`
  const longest = 8192 - 'GET '.length - ' HTTP/1.1'.length

  test('takes 8192 bytes', () => expectAccepted(request(longest)))
  test('answers 414 to one more', () => expectRefused('HTTP1_REQUEST_LINE_SIZE', 414, request(longest + 1)))

  test('does not count an empty line before it', () => {
    expectAccepted(`\r\n${request(longest)}`)
    expectRefused('HTTP1_REQUEST_LINE_SIZE', 414, `\r\n${request(longest + 1)}`)
  })

  test('takes a method of that size too, and answers 414 before anything else to a longer one', () => {
    expectAccepted(`${'M'.repeat(8192 - ' / HTTP/1.1'.length)} / HTTP/1.1\r\nHost: a\r\n\r\n`)
    expectRefused('HTTP1_REQUEST_LINE_SIZE', 414, `${'M'.repeat(8193)}\0`)
    expectRefused('HTTP1_METHOD', 400, `${'M'.repeat(8192)}\0`)
  })

  test.each(['X', ' ', '\0'])(
    'answers the same wherever the bytes are cut when %j follows the limit',
    (octet) => {
      for (let target = longest - 9; target < longest + 9; target++)
        expectStable(`GET /${'a'.repeat(target)} HTT${octet}`)
    },
  )
})

describe('HD1 head (RFC 6585 §5)', () => {
  const request = (head: number, before = ''): string => {
    const start = `${before}GET / HTTP/1.1\r\nHost: a\r\nA: `
    return `${start}${'x'.repeat(head - start.length - 4)}\r\n\r\n`
  }

  test('takes 16384 bytes', () => expectAccepted(request(16_384)))
  test('answers 431 to one more', () => expectRefused('HTTP1_HEAD_SIZE', 431, request(16_385)))

  test('counts an empty line before it', () => {
    expectAccepted(request(16_384, '\r\n'))
    expectRefused('HTTP1_HEAD_SIZE', 431, request(16_385, '\r\n'))
  })

  test('counts each head of a connection from its own start', () => {
    expectAccepted(request(16_384) + request(16_384))
    expectRefused('HTTP1_HEAD_SIZE', 431, request(16_384) + request(16_385))
  })

  test('answers 431 as soon as the head cannot end within the limit, whatever follows', () => {
    const start = 'GET / HTTP/1.1\r\nHost: a\r\nA: '
    const unfinished = (bytes: number): string => start + 'x'.repeat(bytes - start.length)
    expect(expectStable(unfinished(16_383)).at(-1)).toEqual({ unfinished: 'head' })
    expectRefused('HTTP1_HEAD_SIZE', 431, unfinished(16_384))
    expectRefused('HTTP1_HEAD_SIZE', 431, `${unfinished(16_384)}\0`)
    expectRefused('HTTP1_FIELD_VALUE', 400, `${unfinished(16_383)}\0`)
  })
})

describe('HD2 fields (RFC 6585 §5)', () => {
  const request = (fields: number): string =>
    `GET / HTTP/1.1\r\n${Array.from({ length: fields }, (_, i) => (i === 0 ? 'Host: a' : `X${i}: y`)).join('\r\n')}\r\n\r\n`

  test('takes 100', () => {
    const [event] = expectStable(request(100))
    expect(Object.keys((event as { head: { headers: object } }).head.headers)).toHaveLength(100)
  })
  test('answers 431 to one more', () => expectRefused('HTTP1_FIELD_COUNT', 431, request(101)))
  test('counts lines, not names', () => {
    expectRefused('HTTP1_FIELD_COUNT', 431, `GET / HTTP/1.1\r\nHost: a\r\n${'A: b\r\n'.repeat(100)}\r\n`)
  })
})

const CHUNKED_HEAD = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'

describe('FR8 chunk extensions (RFC 9112 §7.1.1)', () => {
  const inOne = (bytes: number): string => `${CHUNKED_HEAD}1;${'x'.repeat(bytes - 1)}\r\na\r\n0\r\n\r\n`
  const inMany = (chunks: number): string => `${CHUNKED_HEAD}${'1;abcdefg\r\nx\r\n'.repeat(chunks)}0\r\n\r\n`

  test('takes 16384 bytes', () => expectAccepted(inOne(16_384)))
  test('refuses one more', () => expectRefused('HTTP1_CHUNK_EXTENSION_SIZE', 400, inOne(16_385)))
  test('takes them spread over a message', () => expectAccepted(inMany(2048)))
  test('refuses more of them', () => expectRefused('HTTP1_CHUNK_EXTENSION_SIZE', 400, inMany(2049)))
  test('counts each message on its own', () => expectAccepted(inMany(2048) + inMany(2048)))
})

describe('FR9 trailer section (RFC 9112 §7.1.2)', () => {
  const ofBytes = (bytes: number): string => `${CHUNKED_HEAD}0\r\nA: ${'x'.repeat(bytes - 7)}\r\n\r\n`
  const ofFields = (fields: number): string => `${CHUNKED_HEAD}0\r\n${'A: b\r\n'.repeat(fields)}\r\n`

  test('takes 8192 bytes', () => expectAccepted(ofBytes(8192)))
  test('answers 431 to one more', () => expectRefused('HTTP1_HEAD_SIZE', 431, ofBytes(8193)))
  test('takes 32 fields', () => expectAccepted(ofFields(32)))
  test('answers 431 to one more field', () => expectRefused('HTTP1_FIELD_COUNT', 431, ofFields(33)))
})

describe('messageLimits', () => {
  test('fills in the defaults', () => {
    expect(messageLimits()).toEqual(DEFAULT_LIMITS)
    expect(messageLimits({ maxFields: 5 })).toEqual({ ...DEFAULT_LIMITS, maxFields: 5 })
  })

  test('gives limits that apply', () => {
    const request = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(readAll([request], messageLimits({ maxFields: 1, maxHeadBytes: request.length }))).toHaveLength(2)
    expect(readAll([request], messageLimits({ maxHeadBytes: request.length - 1 }))).toEqual([
      { error: 'HTTP1_HEAD_SIZE', status: 431 },
    ])
    expect(readAll([request], messageLimits({ maxRequestLineBytes: 13 }))).toEqual([
      { error: 'HTTP1_REQUEST_LINE_SIZE', status: 414 },
    ])
  })

  test.each([0, -1, 1.5, NaN, Infinity, 2 ** 53, '100', null])('refuses %j as a limit', (value) => {
    expect(() => messageLimits({ maxFields: value as number })).toThrow(TypeError)
  })

  test('refuses a limit that does not exist', () => {
    for (const name of ['maxHeaders', 'constructor', '__proto__']) {
      expect(() => messageLimits(Object.fromEntries([[name, 1]]))).toThrow(TypeError)
    }
  })
})
