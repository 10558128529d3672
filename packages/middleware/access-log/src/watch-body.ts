import { closeBody } from '@tsgi/message'
import type { HttpRequest, HttpResponse, RequestBody, ResponseBody } from '@tsgi/spec'
import type { Entry } from './record.ts'

type StreamedBody = Exclude<ResponseBody, null | string | Uint8Array>
type Chunk = string | Uint8Array

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

function isStreamed(body: ResponseBody): body is StreamedBody {
  return (
    typeof body === 'object' && body !== null && !ArrayBuffer.isView(body) && Symbol.asyncIterator in body
  )
}

/** A body that is passed on chunk by chunk, and that can be closed before and while it is read (SPEC BODY-15). */
class WatchedBody implements AsyncIterable<Chunk>, AsyncIterator<Chunk> {
  readonly #body: StreamedBody
  readonly #note: () => void
  #next: (() => Promise<IteratorResult<Chunk>>) | null = null
  #close: () => void
  #isFirst = true

  constructor(body: StreamedBody, note: () => void) {
    this.#body = body
    this.#note = note
    this.#close = () => closeBody(body)
  }

  [Symbol.asyncIterator](): this {
    const body = this.#body
    if (body instanceof ReadableStream) this.#readWeb(body as ReadableStream<Chunk>)
    else this.#iterate(body)
    return this
  }

  next(): Promise<IteratorResult<Chunk>> {
    const step = this.#next!()
    if (this.#isFirst) {
      this.#isFirst = false
      step.then(this.#note, () => {})
    }
    return step
  }

  return(): Promise<IteratorResult<Chunk>> {
    this.destroy()
    return Promise.resolve({ done: true, value: undefined })
  }

  destroy(): void {
    const close = this.#close
    this.#close = () => {}
    close()
  }

  #iterate(body: StreamedBody): void {
    const iterator = body[Symbol.asyncIterator]()
    this.#next = () => iterator.next()
    const hasOwnClose = 'destroy' in body || 'cancel' in body || Symbol.asyncDispose in body
    if (!hasOwnClose) this.#close = () => closeBody({ [Symbol.asyncIterator]: () => iterator })
  }

  /** Cancelling the iterator of a web stream would wait for its pending read, and the stream itself is locked (SPEC BODY-18). */
  #readWeb(stream: ReadableStream<Chunk>): void {
    const reader = stream.getReader()
    this.#next = () => reader.read() as Promise<IteratorResult<Chunk>>
    this.#close = () => void reader.cancel().catch(() => {})
  }
}
