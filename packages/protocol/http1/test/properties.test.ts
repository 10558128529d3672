/*
 * What holds for every request there can be: it is read as it was written, and to the same effect however it arrives.
 */
import { Buffer } from 'node:buffer'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAll } from './events.ts'
import type { Event } from './events.ts'

/** A request in parts, none of which needs anything done to it to be written. */
interface Parts {
  readonly method: string
  readonly path: string
  readonly query: string | undefined
  readonly host: string
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>
  /** Content: of a length, in chunks, or none. */
  readonly content: string | readonly string[] | undefined
}

const TOKEN = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
const OCTETS = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet))

function textOf(characters: Iterable<string>, minLength: number, maxLength: number): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...characters)
  return fc.string({ unit, minLength, maxLength, size: 'max' })
}

const targetText = textOf(
  OCTETS.filter((character) => character > ' ' && character < '\x7f' && !'"#<>?'.includes(character)),
  0,
  30,
)
const valueText = textOf(
  OCTETS.filter((character) => (character >= ' ' && character !== '\x7f') || character === '\t'),
  0,
  40,
).map((text) => text.replace(/^[ \t]+|[ \t]+$/g, ''))
const octetText = (minLength: number): fc.Arbitrary<string> => textOf(OCTETS, minLength, 40)

/** Names that the engine takes for what they are to it: these may have only some values, or one line. */
const DECIDING = new Set(
  [
    'authorization connection content-length content-location content-range content-type expect host',
    'if-modified-since if-range if-unmodified-since origin proxy-authorization range transfer-encoding',
  ]
    .join(' ')
    .split(' '),
)

const name = fc.oneof(
  textOf(TOKEN, 1, 30),
  fc.constantFrom(
    'accept',
    'Accept-Encoding',
    'COOKIE',
    'dnt',
    'te',
    'user-agent',
    '__proto__',
    'constructor',
  ),
)

const request: fc.Arbitrary<Parts> = fc.record({
  method: textOf(TOKEN, 1, 12).filter((method) => method !== 'CONNECT'),
  path: targetText.map((text) => `/${text}`),
  query: fc.option(targetText, { nil: undefined }),
  host: fc.constantFrom('a', 'A.example:8080', '[::1]', '127.0.0.1:0'),
  fields: fc.array(
    fc.tuple(
      name.filter((text) => !DECIDING.has(text.toLowerCase())),
      valueText,
    ),
    { maxLength: 20 },
  ),
  content: fc.oneof(fc.constant(undefined), octetText(0), fc.array(octetText(1), { maxLength: 5 })),
})

function serialise({ method, path, query, host, fields, content }: Parts): string {
  const target = query === undefined ? path : `${path}?${query}`
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${host}`,
    ...fields.map(([key, value]) => `${key}: ${value}`),
  ]
  if (content === undefined) return [...lines, '', ''].join('\r\n')
  if (typeof content === 'string')
    return [...lines, `Content-Length: ${content.length}`, '', content].join('\r\n')
  const chunks = content.map((data) => `${data.length.toString(16)}\r\n${data}\r\n`)
  return [...lines, 'Transfer-Encoding: chunked', '', `${chunks.join('')}0\r\n\r\n`].join('\r\n')
}

/** What is to be read of it. */
function eventsOf({ method, path, query = '', host, fields, content }: Parts): unknown[] {
  const isLength = typeof content === 'string'
  const framing: Array<[string, string]> =
    content === undefined
      ? []
      : [isLength ? ['content-length', String(content.length)] : ['transfer-encoding', 'chunked']]
  const headers = joined([['host', host], ...fields, ...framing])
  return [
    {
      method,
      authority: host,
      path,
      query,
      headers,
      contentLength: content === undefined ? 0 : isLength ? content.length : -1,
    },
    { end: content === undefined ? '' : isLength ? content : content.join('') },
  ]
}

/** RFC 9110 §5.3, RFC 6265 §5.4. */
function joined(fields: ReadonlyArray<readonly [string, string]>): Array<[string, string]> {
  const result = new Map<string, string>()
  for (const [key, value] of fields) {
    const lower = key.toLowerCase()
    const earlier = result.get(lower) ?? ''
    const comma = lower === 'cookie' ? '; ' : ', '
    result.set(lower, earlier === '' || value === '' ? earlier + value : earlier + comma + value)
  }
  return sorted([...result])
}

function sorted(entries: Array<[string, string]>): Array<[string, string]> {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function plain(event: Event): unknown {
  if (!('head' in event)) return event
  const { method, authority, path, query, headers, contentLength } = event.head
  return { method, authority, path, query, headers: sorted(Object.entries(headers)), contentLength }
}

describe('any requests', () => {
  test('are read as they were written: parsing undoes serialising', () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 4 }), (requests) => {
        const bytes = Buffer.from(requests.map(serialise).join(''), 'latin1')
        expect(readAll([bytes]).map(plain)).toEqual(requests.flatMap(eventsOf))
      }),
      { numRuns: 1000 },
    )
  })

  test('are the same however they are split', () => {
    const cuts = fc.array(fc.nat(), { maxLength: 8 })
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 4 }), cuts, (requests, places) => {
        expectSame(requests.map(serialise).join(''), places)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('any octets', () => {
  test('mean the same however they are split', () => {
    const beginning = fc.constantFrom(
      '',
      'GET / HTTP/1.1\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\n',
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n',
    )
    const octets = fc.oneof(textOf('\r\n\t :;="\\05aA\0\x7f\xff', 0, 30), octetText(0))
    fc.assert(
      fc.property(beginning, octets, fc.array(fc.nat(), { maxLength: 8 }), (start, rest, places) => {
        expectSame(start + rest, places)
      }),
      { numRuns: 3000 },
    )
  })
})

/** Cut at these places, octets tell what they tell whole. */
function expectSame(octets: string, places: readonly number[]): void {
  const bytes = Buffer.from(octets, 'latin1')
  const cuts = places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b)
  const pieces = [...cuts, bytes.length].map((cut, i) => bytes.subarray(cuts[i - 1] ?? 0, cut))
  expect(readAll(pieces)).toEqual(readAll([bytes]))
}
