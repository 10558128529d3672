import { closeBody, isStreamed, openBody } from '@tsgi/message'
import type { BodyChunk, OpenBody, StreamedBody } from '@tsgi/message'
import type { ResponseBody } from '@tsgi/spec'

type Run = <T>(fn: () => T) => T

const LENT_CHUNKS = Symbol.for('tsgi.lentChunks')

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
class BodyInContext implements AsyncIterable<BodyChunk>, AsyncIterator<BodyChunk> {
  readonly #body: StreamedBody
  readonly #run: Run
  #open: OpenBody | null = null
  #isClosed = false

  constructor(body: StreamedBody, run: Run) {
    this.#body = body
    this.#run = run
  }

  [Symbol.asyncIterator](): this {
    this.#open = this.#run(() => openBody(this.#body))
    return this
  }

  next(): Promise<IteratorResult<BodyChunk>> {
    return this.#run(this.#open!.next)
  }

  return(): Promise<IteratorResult<BodyChunk>> {
    this.destroy()
    return Promise.resolve({ done: true, value: undefined })
  }

  destroy(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    const open = this.#open
    this.#run(open === null ? () => closeBody(this.#body) : open.close)
  }
}
