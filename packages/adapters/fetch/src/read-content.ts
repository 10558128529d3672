/*
 * The content of a `Response` is a stream, even where it was made of a string. What such a stream has ready is taken at
 * once: it goes out in one piece with its length. A stream that is still busy is handed on as one, and the head does not
 * wait for it.
 */
import type { ResponseBody } from '@tsgi/spec'

/** Reads the beginning of a stream: bytes when that is all there is, else a stream of it and the rest. */
export async function readContent(stream: ReadableStream<Uint8Array>): Promise<ResponseBody> {
  const reader = stream.getReader()
  const first = new Reading(reader)
  for (let turn = 0; turn < SOON && first.isPending; turn++) await NEXT_TURN
  if (first.isPending) return new Rest(reader, first.result, RELEASE_HEAD)
  const { done, value } = first.step ?? (await first.result) // Rejects.
  if (done) return null

  const second = new Reading(reader)
  for (let turn = 0; turn < SOON && second.isPending; turn++) await NEXT_TURN
  // What fails goes on as a stream, so that what came before is not lost.
  return second.step?.done === true ? value : new Rest(reader, second.result, value)
}

type Reader = ReadableStreamDefaultReader<Uint8Array>
type Step = Awaited<ReturnType<Reader['read']>>

/** An empty chunk sends the head (SPEC RESP-5). */
const RELEASE_HEAD = ''

/** Turns of the microtask queue that a stream with everything ready may take. */
const SOON = 4
const NEXT_TURN = Promise.resolve()

/** A read whose end can be seen without waiting for it. */
class Reading {
  isPending = true
  /** What it gave; `undefined`: nothing yet, or it failed. */
  step: Step | undefined = undefined
  readonly result: Promise<Step>

  constructor(reader: Reader) {
    this.result = reader.read()
    this.result.then(
      (step) => {
        this.isPending = false
        this.step = step
      },
      () => {
        this.isPending = false
      },
    )
  }
}

/** A stream of which something was read: that first, then what is being read, then the rest as it is pulled. */
class Rest implements AsyncIterable<string | Uint8Array>, AsyncIterator<string | Uint8Array> {
  readonly #reader: Reader
  #chunk: string | Uint8Array | null
  #pending: Promise<Step> | null

  constructor(reader: Reader, pending: Promise<Step>, chunk: string | Uint8Array) {
    this.#reader = reader
    this.#pending = pending
    this.#chunk = chunk
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<string | Uint8Array>> {
    const chunk = this.#chunk
    this.#chunk = null
    if (chunk !== null) return { done: false, value: chunk }
    const pending = this.#pending ?? this.#reader.read()
    this.#pending = null
    const { done, value } = await pending
    return done ? { done, value: undefined } : { done, value }
  }

  async return(): Promise<IteratorResult<string | Uint8Array>> {
    await this.cancel()
    return { done: true, value: undefined }
  }

  /** Tells the source that nobody wants more; does not wait for what is being read. */
  async cancel(): Promise<void> {
    await this.#reader.cancel()
  }
}
