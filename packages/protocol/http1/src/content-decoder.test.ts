import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { contentDecoder } from './framing.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { CHUNKED } from './framing.ts'

const BYTES = Buffer.from('..hello, world..')

describe('RFC 9112 §6.3 Message Body Length', () => {
  test('takes as many octets as the length says, and no more', () => {
    const decoder = contentDecoder(5, DEFAULT_LIMITS)
    expect(decoder.remaining).toBe(5)
    expect(decoder.decode(BYTES, 2, BYTES.length)).toBe(7)
    expect(Buffer.from(decoder.content!).toString()).toBe('hello')
    expect(decoder.remaining).toBe(0)
  })

  test('goes on with more bytes', () => {
    const decoder = contentDecoder(12, DEFAULT_LIMITS)
    expect(decoder.decode(BYTES, 2, 4)).toBe(-1)
    expect(Buffer.from(decoder.content!).toString()).toBe('he')
    expect(decoder.remaining).toBe(10)
    expect(decoder.decode(BYTES, 4, 4)).toBe(-1)
    expect(decoder.content).toBeNull()
    expect(decoder.decode(BYTES, 4, BYTES.length)).toBe(14)
    expect(Buffer.from(decoder.content!).toString()).toBe('llo, world')
  })

  test('gives a copy, of the content alone', () => {
    const bytes = Buffer.from('hello')
    const decoder = contentDecoder(2, DEFAULT_LIMITS)
    decoder.decode(bytes, 0, bytes.length)
    bytes.fill(0)
    expect(decoder.content).toEqual(new Uint8Array([0x68, 0x65]))
    expect(decoder.content!.buffer.byteLength).toBe(2)
  })

  test('ends at once where there is no content', () => {
    const decoder = contentDecoder(0, DEFAULT_LIMITS)
    expect(decoder.decode(BYTES, 3, BYTES.length)).toBe(3)
    expect(decoder.content).toBeNull()
  })

  test('reads chunks where the head said so', () => {
    const decoder = contentDecoder(CHUNKED, DEFAULT_LIMITS)
    expect(decoder.decode(Buffer.from('1\r\na\r\n0\r\n\r\n'), 0, 11)).toBe(11)
    expect(decoder.content).toEqual(new Uint8Array([0x61]))
  })
})
