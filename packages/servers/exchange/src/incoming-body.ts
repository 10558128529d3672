import type { RequestBody } from '@tsgi/spec'

/** Who fills a body, told what its reader does. */
export interface BodySource {
  /** The reader wants more and there is nothing left: go on reading, and send 100 (Continue) if it is awaited. */
  pull(): void
  /** The reader left before the end: what still comes is to be discarded. */
  leave(): void
}

/**
 * The content of a request on its way from the wire to the application: the way in pushes, the application iterates,
 * once (SPEC BODY-2 to BODY-6).
 */
export class IncomingBody {
  /** What the application gets. */
  readonly content: RequestBody
  /** Bytes that wait for the reader. */
  backlog = 0

  readonly #source: BodySource
  readonly #chunks: Uint8Array[] = []
  readonly #readers: Reader[] = []
  #isTaken = false
  #isEnded = false
  #error: unknown = undefined

  constructor(source: BodySource) {
    this.#source = source
    this.content = new Content(this)
  }

  /** Whether the content is complete, failed or no longer wanted. */
  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Adds a non-empty chunk, which then belongs to the reader. */
  push(chunk: Uint8Array): void {
    if (this.#isEnded) return
    const reader = this.#readers.shift()
    if (reader !== undefined) return reader.resolve({ done: false, value: chunk })
    this.#chunks.push(chunk)
    this.backlog += chunk.length
  }

  /** All content has arrived. */
  end(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    for (const reader of this.#readers.splice(0)) reader.resolve(END)
  }

  /** The rest will not arrive; the reader gets what did, then the error. */
  fail(error: unknown): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#error = error
    for (const reader of this.#readers.splice(0)) reader.reject(error)
  }

  /** Begins to read. @throws TypeError the second time */
  take(): AsyncIterator<Uint8Array> {
    if (this.#isTaken) throw new TypeError('The body of a request can be read once (SPEC BODY-3)')
    this.#isTaken = true
    return new Reading(this)
  }

  /** The next chunk. */
  next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.#chunks.shift()
    if (chunk !== undefined) {
      this.backlog -= chunk.length
      return Promise.resolve({ done: false, value: chunk })
    }
    if (this.#error !== undefined) return Promise.reject(this.#error)
    if (this.#isEnded) return ENDED
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject })
      this.#source.pull()
    })
  }

  /** The reader wants no more. */
  leave(): Promise<IteratorResult<Uint8Array>> {
    this.#chunks.length = 0
    this.backlog = 0
    if (!this.#isEnded) {
      this.end()
      this.#source.leave()
    }
    return ENDED
  }
}

/** What the application can reach of a body. A class, because closures would cost more than the content of most. */
class Content implements RequestBody {
  readonly #body: IncomingBody

  constructor(body: IncomingBody) {
    this.#body = body
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#body.take()
  }
}

/** The one iteration of a body. */
class Reading implements AsyncIterator<Uint8Array> {
  readonly #body: IncomingBody

  constructor(body: IncomingBody) {
    this.#body = body
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    return this.#body.next()
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    return this.#body.leave()
  }
}

interface Reader {
  resolve(result: IteratorResult<Uint8Array>): void
  reject(error: unknown): void
}

const END: IteratorResult<Uint8Array> = Object.freeze({ done: true, value: undefined })
const ENDED: Promise<IteratorResult<Uint8Array>> = Promise.resolve(END)
