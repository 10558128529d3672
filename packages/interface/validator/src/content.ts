import type { ResponseBody } from '@tsgi/spec'
import type { Content } from './call.ts'

/** A streamed body. */
export type Streamed = Extract<ResponseBody, AsyncIterable<unknown>>

/** Whether a body is streamed: kinds are told apart in the order of SPEC BODY-9. */
export function isStreamed(body: ResponseBody): body is Streamed {
  return typeof body === 'object' && body !== null && !(body instanceof Uint8Array)
}

/** Whether a body has content, as far as one can tell without reading it. */
export function hasContent(body: ResponseBody): boolean {
  return body !== null && (isStreamed(body) || body.length > 0)
}

/** Bytes that a chunk or a buffered body has on the wire. */
export function byteLength(content: string | Uint8Array | null): number {
  if (content === null) return 0
  return typeof content === 'string' ? new TextEncoder().encode(content).byteLength : content.byteLength
}

/** Content that is complete from the start. */
export function bufferedContent(body: null | string | Uint8Array): Content {
  return { bytes: byteLength(body), isComplete: true }
}
