import type { RequestBody } from '@tsgi/spec'
import { BodyLimitError } from './body-limit-error.ts'

/** Content that fails where it goes past a limit (SPEC BODY-5). It is read once, as what it stands for is (BODY-3). */
export class LimitedBody implements RequestBody {
  readonly #body: RequestBody
  readonly #maxBytes: number

  constructor(body: RequestBody, maxBytes: number) {
    this.#body = body
    this.#maxBytes = maxBytes
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return new LimitedReading(this.#body[Symbol.asyncIterator](), this.#maxBytes)
  }
}

class LimitedReading implements AsyncIterator<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #maxBytes: number
  #taken = 0
  #error: BodyLimitError | null = null

  constructor(chunks: AsyncIterator<Uint8Array>, maxBytes: number) {
    this.#chunks = chunks
    this.#maxBytes = maxBytes
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    // Asked again, it must not look like an end: the iterator inside has ended by now.
    if (this.#error !== null) throw this.#error
    const step = await this.#chunks.next()
    if (step.done === true) return step
    this.#taken += step.value.byteLength
    if (this.#taken > this.#maxBytes) throw this.#refuse()
    return step
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#chunks.return?.()
    return { done: true, value: undefined }
  }

  /** What still comes is the server's to discard, within its own limits (SPEC BODY-7). */
  #refuse(): BodyLimitError {
    this.#error = new BodyLimitError('BODY_TOO_LARGE', `More than ${this.#maxBytes} bytes of content`)
    this.return().catch(() => {})
    return this.#error
  }
}
