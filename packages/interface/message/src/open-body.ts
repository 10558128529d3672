import type { ResponseBody } from '@tsgi/spec'
import { closeBody } from './close-body.ts'

/** A body that is produced while it is sent (SPEC BODY-9). */
export type StreamedBody = Exclude<ResponseBody, null | string | Uint8Array>

/** A piece of one; strings are sent as UTF-8. */
export type BodyChunk = string | Uint8Array

/** A body being read. */
export interface OpenBody {
  /** The next chunk. */
  readonly next: () => Promise<IteratorResult<BodyChunk>>
  /** Drops what is left, without waiting. Never throws. */
  readonly close: () => void
}

/** Whether a body is produced while it is sent; what is none of the kinds is not, and for servers to refuse (SPEC BODY-10). */
export function isStreamed(body: ResponseBody): body is StreamedBody {
  return (
    typeof body === 'object' && body !== null && !ArrayBuffer.isView(body) && Symbol.asyncIterator in body
  )
}

/**
 * Opens a streamed body, for middleware that reads it chunk by chunk. Once, when the body that is made of it is iterated
 * (SPEC BODY-12); a body that was opened is closed by what this returns, not by `closeBody`.
 *
 * One of the web is read through a reader: cancelling its iterator would wait for the pending read, and the stream itself
 * is locked (SPEC BODY-18).
 */
export function openBody(body: StreamedBody): OpenBody {
  if (body instanceof ReadableStream) {
    const reader = (body as ReadableStream<BodyChunk>).getReader()
    return {
      next: () => reader.read() as Promise<IteratorResult<BodyChunk>>,
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
