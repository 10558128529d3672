import { closeBody } from '@tsgi/message'
import type { ResponseBody } from '@tsgi/spec'

/** A body that is not there as a whole. */
export type StreamedBody = Exclude<ResponseBody, null | string | Uint8Array>

/** A piece of one. */
export type Chunk = string | Uint8Array

/** A body being read. */
export interface OpenBody {
  /** The next chunk. */
  readonly next: () => Promise<IteratorResult<Chunk>>
  /** Drops what is left, without waiting. Never throws. */
  readonly close: () => void
}

/** Whether a body is streamed. */
export function isStreamed(body: ResponseBody): body is StreamedBody {
  return (
    typeof body === 'object' && body !== null && !ArrayBuffer.isView(body) && Symbol.asyncIterator in body
  )
}

/**
 * Opens a body. One of the web is read through a reader: cancelling its iterator would wait for the pending read, and the
 * stream itself is locked (SPEC BODY-18).
 */
export function openBody(body: StreamedBody): OpenBody {
  if (body instanceof ReadableStream) {
    const reader = (body as ReadableStream<Chunk>).getReader()
    return {
      next: () => reader.read() as Promise<IteratorResult<Chunk>>,
      close: () => void reader.cancel().catch(() => {}),
    }
  }
  const iterator = body[Symbol.asyncIterator]()
  const hasOwnClose = 'destroy' in body || 'cancel' in body || Symbol.asyncDispose in body
  return {
    next: () => iterator.next(),
    close: () => closeBody(hasOwnClose ? body : { [Symbol.asyncIterator]: () => iterator }),
  }
}
