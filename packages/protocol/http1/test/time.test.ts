/*
 * Reading costs time in proportion to its bytes, whatever they are and however they arrive (G21).
 */
import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { messageLimits } from '../src/index.ts'
import { readAll } from './events.ts'

/** Wide enough for the larger inputs to stay within it. */
const LIMITS = messageLimits({
  maxRequestLineBytes: 16_384,
  maxFields: 2000,
  maxTrailerBytes: 16_384,
  maxTrailerFields: 5000,
})

const BYTES = 1900
const TIMES = 8

/** A factor that noise does not reach. Quadratic time would show as `TIMES`. */
const TOLERANCE = 3

const HEAD = 'POST / HTTP/1.1\r\nHost: a\r\n'
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`

/** Messages of about that many bytes. */
const HOSTILE: Record<string, (bytes: number) => string> = {
  'a long target': (bytes) => `GET /${'a'.repeat(bytes)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  'a long absolute target': (bytes) => `GET http://${'a.'.repeat(bytes / 2)}/ HTTP/1.1\r\nHost: a\r\n\r\n`,
  'a long host': (bytes) => `GET / HTTP/1.1\r\nHost: ${'%aa'.repeat(bytes / 3)}\r\n\r\n`,
  'a host of colons': (bytes) => `GET / HTTP/1.1\r\nHost: [${':'.repeat(bytes)}]\r\n\r\n`,
  'a long name': (bytes) => `${HEAD}${'a'.repeat(bytes)}: b\r\n\r\n`,
  'a long value': (bytes) => `${HEAD}A: ${'b'.repeat(bytes)}\r\n\r\n`,
  'a value of blanks': (bytes) => `${HEAD}A:${' '.repeat(bytes)}\r\n\r\n`,
  'blanks inside and after a value': (bytes) =>
    `${HEAD}A: b${' \t'.repeat(bytes / 4)}c${' '.repeat(bytes / 2)}\r\n\r\n`,
  'a list of connection options': (bytes) => `${HEAD}Connection: ${', '.repeat(bytes / 2)}\r\n\r\n`,
  'one name again and again': (bytes) => `${HEAD}${'A: b\r\n'.repeat(bytes / 14)}\r\n`,
  'names in one bucket': (bytes) => `${HEAD}${buckets(bytes / 24)}\r\n`,
  'chunks of one octet': (bytes) => `${CHUNKED}${'1\r\na\r\n'.repeat(bytes / 6)}0\r\n\r\n`,
  'a long chunk extension': (bytes) => `${CHUNKED}1;a="${'\\"'.repeat(bytes / 2)}"\r\na\r\n0\r\n\r\n`,
  'many chunk extensions': (bytes) => `${CHUNKED}1${';a=b'.repeat(bytes / 4)}\r\na\r\n0\r\n\r\n`,
  'a long trailer section': (bytes) => `${CHUNKED}0\r\n${'A: b\r\n'.repeat(bytes / 6)}\r\n`,
}

/** Names as long as `content-length`, beginning and ending like it: each is compared with it. */
function buckets(count: number): string {
  return Array.from({ length: count }, (_, i) => `content-${String(i).padStart(5, '0')}h: b\r\n`).join('')
}

describe('HD4 HD5 HD6 takes time in proportion', () => {
  test.each(Object.keys(HOSTILE))('to %s, whole', (name) => {
    const { factor, largeMs } = measure(name, (bytes) => [bytes])
    expect(factor).toBeLessThan(TOLERANCE)
    expect(largeMs).toBeLessThan(10)
  })

  test.each(Object.keys(HOSTILE))('to %s, octet by octet', (name) => {
    const { factor } = measure(name, (bytes) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)))
    expect(factor).toBeLessThan(TOLERANCE)
  })
})

/** How much longer one large message takes than as many octets in small ones; by the quickest of several rounds each. */
function measure(name: string, cut: (bytes: Buffer) => Uint8Array[]): { factor: number; largeMs: number } {
  const small = cut(Buffer.from(HOSTILE[name]!(BYTES)))
  const large = cut(Buffer.from(HOSTILE[name]!(BYTES * TIMES)))
  let smallMs = Infinity
  let largeMs = Infinity
  for (let round = 0; round < 15; round++) {
    smallMs = Math.min(smallMs, time(TIMES, small))
    largeMs = Math.min(largeMs, time(1, large))
  }
  return { factor: largeMs / smallMs, largeMs }
}

/** Milliseconds of the processor: how busy the machine is otherwise does not count. */
function time(times: number, pieces: Uint8Array[]): number {
  const before = process.cpuUsage()
  for (let i = 0; i < times; i++) readAll(pieces, LIMITS)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
