import { closeBody } from '@tsgi/message'
import type { ResponseBody } from '@tsgi/spec'

type StreamedBody = Exclude<ResponseBody, null | string | Uint8Array>
type Chunk = string | Uint8Array
type Run = <T>(fn: () => T) => T

const LENT_CHUNKS = Symbol.for('tsgi.lentChunks')

/** Whether a body is produced while it is sent (SPEC BODY-10). */
export function isStreamed(body: ResponseBody): body is StreamedBody {
  // What is none of the kinds is for the server to refuse.
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}

/**
 * A streamed body of which every step runs inside `run`: a generator goes on in the context of whoever pulls, which is the
 * server. Buffered bodies have no steps, files none of the application's, and servers have ways of their own to send
 * these; both are left as they are.
 */
export function bodyInContext(body: ResponseBody, run: Run): ResponseBody {
  if (!isStreamed(body) || 'file' in body || LENT_CHUNKS in body) return body
  return new BodyInContext(body, run)
}

/** Reads from another body, and closes it when it is itself closed, before or while it is read (SPEC BODY-16). */
class BodyInContext implements AsyncIterable<Chunk>, AsyncIterator<Chunk> {
  readonly #body: StreamedBody
  readonly #run: Run
  #next: (() => Promise<IteratorResult<Chunk>>) | undefined
  #close: () => void

  constructor(body: StreamedBody, run: Run) {
    this.#body = body
    this.#run = run
    this.#close = () => closeBody(body)
  }

  [Symbol.asyncIterator](): this {
    this.#run(() => this.#open())
    return this
  }

  next(): Promise<IteratorResult<Chunk>> {
    return this.#run(this.#next!)
  }

  return(): Promise<IteratorResult<Chunk>> {
    this.destroy()
    return Promise.resolve({ done: true, value: undefined })
  }

  destroy(): void {
    const close = this.#close
    this.#close = () => {}
    this.#run(close)
  }

  #open(): void {
    const body = this.#body
    if (body instanceof ReadableStream) return this.#openWeb(body as ReadableStream<Chunk>)
    const iterator = body[Symbol.asyncIterator]()
    this.#next = () => iterator.next()
    const closesItself = 'destroy' in body || 'cancel' in body || Symbol.asyncDispose in body
    if (!closesItself) this.#close = () => closeBody({ [Symbol.asyncIterator]: () => iterator })
  }

  /** By a reader: to cancel a web stream's iterator would wait for the read that is under way (SPEC BODY-18). */
  #openWeb(stream: ReadableStream<Chunk>): void {
    const reader = stream.getReader()
    this.#next = () => reader.read() as Promise<IteratorResult<Chunk>>
    this.#close = () => void reader.cancel().catch(() => {})
  }
}
