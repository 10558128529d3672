import { Buffer } from 'node:buffer'
import { CHUNKED, DEFAULT_LIMITS, contentDecoder } from '@tsgi/http1'
import type { Benchmark } from './benchmark.ts'

/** What one read of a socket gives at most, as octets that tell their place. */
const octets = Uint8Array.from({ length: 65_536 }, (_, index) => index % 251)
const inLarge = inChunksOf(1024)
const inTiny = inChunksOf(16)

/** What a decoder found. */
interface Decoded {
  /** Offset after the message, or -1. */
  readonly end: number
  readonly content: Uint8Array | null
}

/** 64 KiB of content, taken out of a message that arrived in one piece. */
export const content: readonly Benchmark[] = [
  {
    name: 'of that length',
    run: () => decoded(octets.length, octets),
    expected: { end: octets.length, content: octets },
  },
  {
    name: 'in chunks of 1 KiB',
    run: () => decoded(CHUNKED, inLarge),
    expected: { end: inLarge.length, content: octets },
  },
  {
    name: 'in chunks of 16 octets',
    run: () => decoded(CHUNKED, inTiny),
    expected: { end: inTiny.length, content: octets },
  },
]

function decoded(length: number, bytes: Uint8Array): Decoded {
  const decoder = contentDecoder(length, DEFAULT_LIMITS)
  const end = decoder.decode(bytes, 0, bytes.length)
  return { end, content: decoder.content }
}

function inChunksOf(size: number): Uint8Array {
  const ascii = new TextEncoder()
  const parts: Uint8Array[] = []
  for (let at = 0; at < octets.length; at += size) {
    const line = `${at === 0 ? '' : '\r\n'}${size.toString(16)}\r\n`
    parts.push(ascii.encode(line), octets.subarray(at, at + size))
  }
  return new Uint8Array(Buffer.concat([...parts, ascii.encode('\r\n0\r\n\r\n')]))
}
