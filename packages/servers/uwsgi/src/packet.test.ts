import { Buffer } from 'node:buffer'
import { VariablesReader, requestFromReader } from '@tsgi/cgi-variables'
import { anyOctets, anySplit } from '../../single-exchange/test/framing-properties.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureHead, parseHead } from './packet.ts'

const LIMIT = 65_536

/** A text with its length in front. */
function text(value: string): string {
  return `${String.fromCharCode(value.length & 0xff, value.length >> 8)}${value}`
}

/** A packet of these names and values, one after the other. */
function packet(...texts: string[]): Buffer {
  return Buffer.from(
    `\0${text(texts.map((each) => text(each)).join('')).replace(/^(..)/s, '$1\0')}`,
    'latin1',
  )
}

const LONG = 'x'.repeat(300)
const HEAD = packet(
  ...['REQUEST_METHOD', 'POST', 'REQUEST_URI', '/a%2Fb', 'CONTENT_LENGTH', '5'],
  ...['HTTP_X_NAME', 'Zo\u00eb', 'HTTP_LONG', LONG],
)

function read(head: Buffer): VariablesReader {
  expect(measureHead(head, 0, head.length, LIMIT)).toBe(head.length)
  const variables = new VariablesReader()
  parseHead(head, 0, head.length, variables)
  return variables
}

describe('the packet', () => {
  it('tells its size, the lower octet first', () => {
    expect(measureHead(Buffer.from([0, 0x34, 0x12, 0]), 0, 4, 0)).toBe(0x1234 + 4)
    expect(measureHead(Buffer.from([0, 0x34, 0x12]), 0, 3, 0)).toBe(0)
    expect(measureHead(Buffer.from([]), 0, 0, 0)).toBe(0)
  })

  it.each([1, 5, 7, 22, 72, 110, 173, 255])('of modifier1 %i is refused by its first octet', (modifier) => {
    expect(() => measureHead(Buffer.from([modifier]), 0, 1, LIMIT)).toThrow(
      expect.objectContaining({ code: 'UWSGI_MODIFIER', status: 0 }),
    )
  })

  it('of another modifier2 is refused', () => {
    expect(() => measureHead(Buffer.from([0, 1, 0, 9]), 0, 4, LIMIT)).toThrow('modifier2 is 9')
  })

  it('beyond the limit is refused before anything of it has come', () => {
    expect(() => measureHead(Buffer.from([0, 101, 0, 0]), 0, 4, 100)).toThrow(
      expect.objectContaining({ code: 'HEAD_SIZE', status: 431 }),
    )
  })
})

describe('the variables', () => {
  it('are names and values, one character for each octet', () => {
    expect(requestFromReader(read(HEAD))).toMatchObject({
      contentLength: 5,
      request: { method: 'POST', path: '/a%2Fb', headers: { 'x-name': 'Zo\u00eb', long: LONG } },
    })
  })

  it('may be empty, but their names may not', () => {
    expect(read(packet('HTTP_X_A', '')).headers['x-a']).toBe('')
    expect(() => read(packet('', 'x'))).toThrow('a name is empty')
  })

  it('of a field that comes twice are joined, facts of the request are refused (GW23)', () => {
    expect(read(packet('HTTP_COOKIE', 'a=1', 'HTTP_COOKIE', 'b=2')).headers['cookie']).toBe('a=1; b=2')
    expect(() => read(packet('REQUEST_URI', '/', 'REQUEST_URI', '/'))).toThrow('was sent twice')
  })

  it.each([
    ['a name without value', packet('QUERY_STRING')],
    ['half a length', Buffer.concat([Buffer.from([0, 1, 0, 0]), Buffer.from([4])])],
    ['a name beyond the packet', Buffer.from([0, 3, 0, 0, 2, 0, 65])],
    ['a value beyond the packet', Buffer.from([0, 6, 0, 0, 1, 0, 65, 2, 0, 66])],
  ])('are refused: %s (GW8)', (_what, head) => {
    expect(() => read(head)).toThrow(expect.objectContaining({ code: 'UWSGI_VARIABLES', status: 0 }))
  })
})

describe('any octets', () => {
  const framing = { measure: measureHead, parse: parseHead, formatHead: () => '' }

  it('give the same request however they are split', () => {
    expect(() => fc.assert(anySplit(framing, HEAD))).not.toThrow()
  })

  it('are a head, or refused, and never anything else (G18)', () => {
    expect(() => fc.assert(anyOctets(framing, HEAD), { numRuns: 1000 })).not.toThrow()
  })
})
