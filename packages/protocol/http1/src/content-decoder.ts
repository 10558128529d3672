import { ChunkedDecoder } from './chunked-decoder.ts'
import type { MessageLimits } from './limits.ts'
import { CHUNKED } from './framing.ts'

/** Takes the content out of a message's bytes, piece by piece. */
export interface ContentDecoder {
  /** The content found by the last call, a copy that belongs to the receiver; `null`: none. */
  readonly content: Uint8Array | null
  /** Octets that are still to come, as far as the message tells; `Infinity` for chunks. */
  readonly remaining: number
  /**
   * Goes on with more bytes.
   * @returns the offset in `bytes` after the message, or -1 when all was taken and more is needed
   * @throws ProtocolError
   */
  decode(bytes: Uint8Array, from: number, to: number): number
}

/** The decoder for a message of that framing. */
export function contentDecoder(contentLength: number, limits: MessageLimits): ContentDecoder {
  return contentLength === CHUNKED ? new ChunkedDecoder(limits) : new LengthDecoder(contentLength)
}

/** Content of a known length (RFC 9112 §6.2). */
class LengthDecoder implements ContentDecoder {
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
