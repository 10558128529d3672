import { closeBody } from '@tsgi/message'
import type { HttpResponse } from '@tsgi/spec'

/**
 * The extension of bodies that know what they have: takes it out. What the application has written before it returned then
 * leaves in the same tick, as on servers of Node, and is not lost when the socket is destroyed in the next one.
 */
const BEGUN: unique symbol = Symbol.for('tsgi.begun')

interface Begun {
  [BEGUN]?: () => string | Uint8Array | null
}

/** A body being sent: pulled chunk by chunk, closed at most once. */
export interface BodyReader {
  /** The next chunk. */
  next(): Promise<IteratorResult<unknown>>
  /** Content that is there already, which need not wait for a promise; `null`: nothing is known of. */
  begun(): unknown
  /** Drops what is left, without waiting; does nothing the second time. Never throws. */
  close(): void
}

/**
 * Opens a streamed body.
 *
 * A web stream is read through a reader of its own: cancelling its iterator would wait for the pending read, which is
 * what a client that left must not have to wait for (SPEC BODY-18).
 * @throws what opening it throws; it is closed then
 */
export function openBody(body: AsyncIterable<string | Uint8Array>): BodyReader {
  try {
    return open(body)
  } catch (error) {
    closeBody(body)
    throw error
  }
}

function open(body: AsyncIterable<string | Uint8Array>): BodyReader {
  if (body instanceof ReadableStream) return webReader(body as ReadableStream<unknown>)
  silence(body)
  const iterator = body[Symbol.asyncIterator]()
  return closingOnce(
    () => iterator.next(),
    () => (body as Begun)[BEGUN]?.() ?? null,
    () => closeBody(hasOwnClose(body) ? body : { [Symbol.asyncIterator]: () => iterator }),
  )
}

function webReader(stream: ReadableStream<unknown>): BodyReader {
  const reader = stream.getReader()
  return closingOnce(
    () => reader.read() as Promise<IteratorResult<unknown>>,
    () => null,
    () => void reader.cancel().catch(() => {}),
  )
}

function closingOnce(
  next: () => Promise<IteratorResult<unknown>>,
  begun: () => unknown,
  close: () => void,
): BodyReader {
  let isClosed = false
  return {
    next,
    begun,
    close() {
      if (isClosed) return
      isClosed = true
      close()
    },
  }
}

/** A Node stream that fails while nobody listens would end the process (SPEC BODY-15). */
function silence(body: object): void {
  if ('on' in body && typeof body.on === 'function') body.on('error', () => {})
}

function hasOwnClose(body: object): boolean {
  return 'destroy' in body || 'cancel' in body || Symbol.asyncDispose in body
}

/** Closes the body of a response that may be anything. */
export function dropBody(response: unknown): void {
  try {
    closeBody((response as HttpResponse).body)
  } catch {
    // No response, or one that does not let itself be looked at.
  }
}
