import { closeBody, isStreamed, openBody } from '@tsgi/message'
import type { BodyChunk, OpenBody, StreamedBody } from '@tsgi/message'
import type { HttpRequest, HttpResponse, RequestBody } from '@tsgi/spec'
import type { Entry } from './record.ts'

const LENT_CHUNKS = Symbol.for('tsgi.lentChunks')

/** Counts the octets of content that the application reads. */
export function countContent(request: HttpRequest, entry: Entry): HttpRequest {
  const { body } = request
  return body === null ? request : { ...request, body: countedBody(body, entry) }
}

function countedBody(body: RequestBody, entry: Entry): RequestBody {
  return {
    [Symbol.asyncIterator]() {
      const iterator = body[Symbol.asyncIterator]()
      return {
        async next() {
          const step = await iterator.next()
          if (step.done !== true) entry.bytesIn += step.value.length
          return step
        },
        async return() {
          await iterator.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

/** Notes what is answered. */
export function noteResponse(response: HttpResponse, entry: Entry): HttpResponse {
  // What an application returns may be anything: that is for the server to judge.
  // oxlint-disable-next-line typescript/no-unnecessary-condition
  if (typeof response?.headers === 'object') entry.answer(response)
  return response
}

/**
 * Notes what is answered, and when its first chunk is there. Buffered content is there already. So, nearly, is a file,
 * whose body is left as it is because servers have ways of their own to send it (SPEC BODY-17).
 */
export function watchResponse(response: HttpResponse, entry: Entry): HttpResponse {
  noteResponse(response, entry)
  if (entry.response !== response) return response
  const { body } = response
  if (isStreamed(body) && !('file' in body) && !(LENT_CHUNKS in body)) {
    return { ...response, body: new WatchedBody(body, () => entry.noteFirstByte()) }
  }
  entry.noteFirstByte()
  return response
}

/** A body that is passed on chunk by chunk, and that can be closed before and while it is read (SPEC BODY-15). */
class WatchedBody implements AsyncIterable<BodyChunk>, AsyncIterator<BodyChunk> {
  readonly #body: StreamedBody
  readonly #note: () => void
  #open: OpenBody | null = null
  #isClosed = false
  #isFirst = true

  constructor(body: StreamedBody, note: () => void) {
    this.#body = body
    this.#note = note
  }

  [Symbol.asyncIterator](): this {
    this.#open = openBody(this.#body)
    return this
  }

  next(): Promise<IteratorResult<BodyChunk>> {
    const step = this.#open!.next()
    if (this.#isFirst) {
      this.#isFirst = false
      step.then(this.#note, () => {})
    }
    return step
  }

  return(): Promise<IteratorResult<BodyChunk>> {
    this.destroy()
    return Promise.resolve({ done: true, value: undefined })
  }

  destroy(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.#open === null) closeBody(this.#body)
    else this.#open.close()
  }
}
