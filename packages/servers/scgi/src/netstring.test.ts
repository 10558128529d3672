import { Buffer } from 'node:buffer'
import { VariablesReader, requestFromReader } from '@tsgi/cgi-variables'
import { anyOctets, anySplit } from '../../single-exchange/test/framing-properties.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureHead, parseHead } from './netstring.ts'

const LIMIT = 65_536

/** A head of these names and values, one after the other. */
function netstring(...texts: string[]): string {
  const variables = texts.map((text) => `${text}\0`).join('')
  return `${variables.length}:${variables},`
}

const HEAD = netstring(
  ...[
    'CONTENT_LENGTH',
    '5',
    'SCGI',
    '1',
    'REQUEST_METHOD',
    'POST',
    'REQUEST_URI',
    '/a%2Fb',
    'HTTP_X_NAME',
    'Zo\u00eb',
  ],
)

function read(head: string): VariablesReader {
  const bytes = Buffer.from(head, 'latin1')
  expect(measureHead(bytes, 0, bytes.length, LIMIT)).toBe(bytes.length)
  const variables = new VariablesReader()
  parseHead(bytes, 0, bytes.length, variables)
  return variables
}

describe('the length (GW7, GW8)', () => {
  it.each([
    ['0:,', 3],
    ['12:hello', 16],
    ['7', 0],
    ['', 0],
    ['123456789', 0],
  ])('%j gives %i octets', (begin, octets) => {
    expect(measureHead(Buffer.from(begin), 0, begin.length, 0)).toBe(octets)
  })

  it.each([
    'a',
    ':',
    ',',
    '-1:',
    '+1:',
    ' 1:',
    '1 :',
    '00:',
    '01:',
    '0x1:',
    '1;',
    '\0',
    '1234567890',
    'GET / HTTP/1.1',
  ])('is refused: %j', (begin) => {
    const bytes = Buffer.from(begin)
    expect(() => measureHead(bytes, 0, bytes.length, LIMIT)).toThrow(
      expect.objectContaining({ code: 'SCGI_LENGTH', status: 0 }),
    )
  })

  it('beyond the limit is refused before anything of it has come', () => {
    const bytes = Buffer.from('65537:')
    expect(() => measureHead(bytes, 0, bytes.length, LIMIT)).toThrow(
      expect.objectContaining({ code: 'HEAD_SIZE', status: 431 }),
    )
  })
})

describe('the variables', () => {
  it('are names and values, one character for each octet', () => {
    expect(requestFromReader(read(HEAD))).toMatchObject({
      contentLength: 5,
      request: { method: 'POST', path: '/a%2Fb', headers: { 'x-name': 'Zo\u00eb' } },
    })
  })

  it('may be empty, but their names may not', () => {
    expect(read(netstring('CONTENT_LENGTH', '0', 'SCGI', '1', 'HTTP_X_A', '')).headers['x-a']).toBe('')
    expect(() => read(netstring('CONTENT_LENGTH', '0', 'SCGI', '1', '', 'x'))).toThrow('names are not empty')
  })

  it('of a field that comes twice are joined, facts of the request are refused (GW23)', () => {
    const begin = ['CONTENT_LENGTH', '0', 'SCGI', '1']
    expect(read(netstring(...begin, 'HTTP_ACCEPT', 'a', 'HTTP_ACCEPT', 'b')).headers['accept']).toBe('a, b')
    for (const name of ['CONTENT_LENGTH', 'REQUEST_URI', 'HTTP_HOST'])
      expect(() => read(netstring(...begin, name, '1', name, '1'))).toThrow('was sent twice')
  })

  it.each([
    ['no comma', HEAD.slice(0, -1).concat('.'), 'SCGI_NETSTRING'],
    ['nothing', '0:,', 'SCGI_VARIABLES'],
    ['another first variable', netstring('SCGI', '1', 'CONTENT_LENGTH', '0'), 'SCGI_VARIABLES'],
    ['an empty length', netstring('CONTENT_LENGTH', '', 'SCGI', '1'), 'SCGI_VARIABLES'],
    ['no SCGI', netstring('CONTENT_LENGTH', '0', 'REQUEST_METHOD', 'GET'), 'SCGI_VARIABLES'],
    ['another version', netstring('CONTENT_LENGTH', '0', 'SCGI', '2'), 'SCGI_VARIABLES'],
    ['a name without value', netstring('CONTENT_LENGTH', '0', 'SCGI', '1', 'QUERY_STRING'), 'SCGI_VARIABLES'],
    ['a value without end', '25:CONTENT_LENGTH\x000\0SCGI\x001\0X,', 'SCGI_VARIABLES'],
  ])('are refused: %s', (_what, head, code) => {
    expect(() => read(head)).toThrow(expect.objectContaining({ code, status: 0 }))
  })
})

describe('any octets', () => {
  const framing = { measure: measureHead, parse: parseHead, formatHead: () => '' }
  const head = Buffer.from(HEAD, 'latin1')

  it('give the same request however they are split', () => {
    expect(() => fc.assert(anySplit(framing, head))).not.toThrow()
  })

  it('are a head, or refused, and never anything else (G18)', () => {
    expect(() => fc.assert(anyOctets(framing, head), { numRuns: 1000 })).not.toThrow()
  })
})
