import { describe, expect, test } from 'vitest'
import { reasonPhrase } from './reason-phrases.ts'
import {
  formatChunkHead,
  formatInformationalHead,
  formatLastChunk,
  formatResponseHead,
} from './response-head.ts'
import type { ResponseFields, ResponseFraming } from './response-head.ts'

const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT'
const FRAMING: ResponseFraming = { contentLength: undefined, chunked: false, connection: '', date: DATE }

/** Every field that only the framing writes, and one that is free. */
const ALL_OWNED: ResponseFields = {
  connection: 'x',
  'content-length': '1',
  'keep-alive': 'x',
  'proxy-connection': 'x',
  te: 'x',
  trailer: 'x',
  'transfer-encoding': 'x',
  upgrade: 'x',
  free: 'x',
}

describe('RFC 9112 §4 Status Line', () => {
  test('writes version, status and reason phrase', () => {
    expect(formatResponseHead(404, {}, FRAMING)).toBe(`HTTP/1.1 404 Not Found\r\ndate: ${DATE}\r\n\r\n`)
    expect(formatResponseHead(404, {}, FRAMING)).toBe(formatResponseHead(404, {}, FRAMING))
  })

  test('writes the space even where there is no reason phrase', () => {
    expect(formatResponseHead(299, {}, FRAMING)).toMatch(/^HTTP\/1\.1 299 \r\n/)
  })

  test('knows the registered statuses', () => {
    expect([100, 200, 418, 511].map(reasonPhrase)).toEqual([
      'Continue',
      'OK',
      "I'm a Teapot",
      'Network Authentication Required',
    ])
    expect([0, 299, 306, 999, NaN].map(reasonPhrase)).toEqual(['', '', '', '', ''])
  })
})

describe('RFC 9112 §5 Field Syntax', () => {
  test('writes a line for each value', () => {
    const fields = { 'content-type': 'text/plain', 'set-cookie': ['a=b', 'c=d'], vary: [], empty: '' }
    expect(formatResponseHead(200, fields, FRAMING)).toBe(
      `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nset-cookie: a=b\r\nset-cookie: c=d\r\nempty: \r\ndate: ${DATE}\r\n\r\n`,
    )
  })

  test('leaves a date alone that is there', () => {
    expect(formatResponseHead(200, { date: 'today' }, FRAMING)).toBe('HTTP/1.1 200 OK\r\ndate: today\r\n\r\n')
  })

  test('writes octets above 0x7F as they are', () => {
    expect(formatResponseHead(200, { a: '\xe9' }, FRAMING)).toContain('a: \xe9\r\n')
  })
})

describe('RFC 9112 §6 Message Body', () => {
  test('writes a length, which may be 0', () => {
    expect(formatResponseHead(200, {}, { ...FRAMING, contentLength: 0 })).toContain(
      '\r\ncontent-length: 0\r\n',
    )
    expect(formatResponseHead(200, {}, { ...FRAMING, contentLength: 2 ** 40 })).toContain(
      '\r\ncontent-length: 1099511627776\r\n',
    )
  })

  test('writes the transfer coding', () => {
    expect(formatResponseHead(200, {}, { ...FRAMING, chunked: true })).toContain(
      '\r\ntransfer-encoding: chunked\r\n',
    )
  })

  test('RS2 drops fields about framing and connection', () => {
    expect(formatResponseHead(200, ALL_OWNED, FRAMING)).toBe(
      `HTTP/1.1 200 OK\r\nfree: x\r\ndate: ${DATE}\r\n\r\n`,
    )
  })
})

describe('RFC 9112 §7.1 Chunked Transfer Coding', () => {
  test('writes the line before a chunk', () => {
    expect([1, 10, 255, 65_536].map(formatChunkHead)).toEqual(['1\r\n', 'a\r\n', 'ff\r\n', '10000\r\n'])
  })

  test('writes the end, with trailers', () => {
    expect(formatLastChunk(null)).toBe('0\r\n\r\n')
    expect(formatLastChunk({})).toBe('0\r\n\r\n')
    expect(formatLastChunk({ etag: '"x"', 'server-timing': 'a' })).toBe(
      '0\r\netag: "x"\r\nserver-timing: a\r\n\r\n',
    )
  })
})

describe('RFC 9112 §9 Connection Management', () => {
  test.each(['close', 'keep-alive'])('writes connection: %s', (connection) => {
    expect(formatResponseHead(200, {}, { ...FRAMING, connection })).toContain(
      `\r\nconnection: ${connection}\r\n\r\n`,
    )
  })
})

describe('RFC 9110 §15.2 Informational 1xx', () => {
  test('writes neither date nor framing', () => {
    expect(formatInformationalHead(100, {})).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    expect(formatInformationalHead(103, { ...ALL_OWNED, link: ['</a>', '</b>'] })).toBe(
      'HTTP/1.1 103 Early Hints\r\nfree: x\r\nlink: </a>\r\nlink: </b>\r\n\r\n',
    )
  })

  test('writes the new protocol and the connection option for 101', () => {
    expect(formatInformationalHead(101, { ...ALL_OWNED, upgrade: 'websocket' })).toBe(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nfree: x\r\nconnection: upgrade\r\n\r\n',
    )
  })
})
