import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { knownName } from './field-names.ts'

function find(text: string): string | undefined {
  return knownName(view(text), 0, text.length)?.name
}

function view(text: string): DataView {
  return new DataView(Uint8Array.from(Buffer.from(text, 'latin1')).buffer)
}

/** What was found counts as checked, so no octet whatever may be mistaken for another. */
const OCTETS = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet))

/** Names that the engine acts on, and some that it only knows. */
const NAMES = [
  'connection',
  'content-length',
  'cookie',
  'expect',
  'host',
  'transfer-encoding',
  'range',
  'te',
  'dnt',
  'via',
]

describe('RFC 9110 §5.1 Field Names', () => {
  test.each(NAMES)('finds %s in any case', (name) => {
    const capitalised = name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())
    for (const text of [name, name.toUpperCase(), capitalised]) expect(find(text)).toBe(name)
  })

  test('finds a name within bytes', () => {
    expect(knownName(view('xHosty'), 1, 5)?.name).toBe('host')
  })

  test('tells which values the engine looks at', () => {
    const kindOf = (text: string): string | undefined => knownName(view(text), 0, text.length)?.kind
    expect(['Host', 'Content-Length', 'Content-Type', 'Accept', 'X'].map(kindOf)).toEqual([
      'host',
      'content-length',
      'singleton',
      'other',
      undefined,
    ])
  })

  test.each(NAMES)('HD3 takes nothing for %s that differs in one octet', (name) => {
    const others: string[] = []
    for (let at = 0; at <= name.length; at++) {
      others.push(name.slice(0, at) + name.slice(at + 1))
      for (const octet of OCTETS) {
        others.push(
          name.slice(0, at) + octet + name.slice(at),
          name.slice(0, at) + octet + name.slice(at + 1),
        )
      }
    }
    const mistaken = others.filter((other) => other.toLowerCase() !== name && find(other) === name)
    expect(mistaken).toEqual([])
  })

  test.each(NAMES)('HD3 takes nothing for %s that only begins with it', (name) => {
    const others = Array.from(OCTETS, (last) =>
      Array.from({ length: 600 }, (_, i) => name + 'x'.repeat(i) + last),
    )
    expect(others.flat().filter((other) => find(other) === name)).toEqual([])
  })

  test.each([
    'content_length',
    'contentlength',
    'content-lengthx',
    'xcontent-length',
    'constructor',
    '__proto__',
    'x',
  ])('HD3 does not know %s', (name) => expect(find(name)).toBeUndefined())
})
