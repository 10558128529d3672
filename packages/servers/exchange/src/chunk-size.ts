import { Buffer } from 'node:buffer'
import { describe } from './check-headers.ts'
import { ResponseError } from './response-error.ts'

/**
 * Bytes that a chunk of a streamed body takes on the wire.
 * @throws ResponseError when it is neither a string nor a Uint8Array
 */
export function chunkSize(chunk: unknown): number {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk)
  if (chunk instanceof Uint8Array) return chunk.length
  throw new ResponseError('BODY-9', `A chunk is a string or a Uint8Array, got ${describe(chunk)}`)
}
