import type { ContentDecoder } from './content-decoder.ts'

/** Content of a known length (RFC 9112 §6.2). */
export class LengthDecoder implements ContentDecoder {
  content: Uint8Array | null = null
  remaining: number

  constructor(length: number) {
    this.remaining = length
  }

  decode(bytes: Uint8Array, from: number, to: number): number {
    const end = Math.min(to, from + this.remaining)
    // Not `slice`, which shares memory when the bytes are a Buffer.
    this.content = end > from ? new Uint8Array(bytes.subarray(from, end)) : null
    this.remaining -= end - from
    return this.remaining === 0 ? end : -1
  }
}
