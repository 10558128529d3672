/*
 * What Koa sends by itself, for an exchange that has nothing to say about it but whose hooks and signal are to tell how it
 * went: as long as the content that is written to `ctx.res`, and over when that is. It goes nowhere, so its octets are not kept.
 */
import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'

type Step = IteratorResult<Uint8Array>
type Write = (chunk: unknown, encoding?: unknown, written?: unknown) => boolean
type End = (chunk?: unknown, encoding?: unknown, written?: unknown) => ServerResponse

const END: Step = Object.freeze({ done: true, value: undefined })
const OCTETS = new Uint8Array(65_536)

/** As many octets as are written to a response from now on. */
export class SentContent implements AsyncIterableIterator<Uint8Array> {
  /** Resolves when something is written, or nothing will be. */
  readonly begun: Promise<void>
  #begin: () => void = () => {}
  #size = 0
  #isOver = false
  #reader: ((step: Step) => void) | null = null

  constructor(res: ServerResponse) {
    this.begun = new Promise((resolve) => (this.#begin = resolve))
    if (res.destroyed || res.writableFinished) this.#finish()
    else this.#count(res)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Step> {
    const step = this.#step()
    if (step !== null) return Promise.resolve(step)
    return new Promise((resolve) => (this.#reader = resolve))
  }

  return(): Promise<Step> {
    this.#finish()
    return Promise.resolve(END)
  }

  #count(res: ServerResponse): void {
    const { write, end } = res as unknown as { write: Write; end: End }
    let isEnding = false
    res.once('close', () => this.#finish())
    const counted: { write: Write; end: End } = {
      write: (chunk, ...rest) => {
        const isTaken = write.call(res, chunk, ...rest)
        // Some responses write what they are ended with.
        if (!isEnding) this.#add(sizeOf(chunk, rest[0]))
        return isTaken
      },
      end: (chunk, ...rest) => {
        const isFirst = !isEnding
        isEnding = true
        end.call(res, chunk, ...rest)
        if (isFirst) this.#add(sizeOf(chunk, rest[0]))
        return res
      },
    }
    Object.assign(res, counted)
  }

  #add(size: number): void {
    this.#size += size
    this.#begin()
    this.#wake()
  }

  #finish(): void {
    this.#isOver = true
    this.#begin()
    this.#wake()
  }

  #wake(): void {
    const reader = this.#reader
    const step = reader === null ? null : this.#step()
    if (step === null) return
    this.#reader = null
    reader!(step)
  }

  #step(): Step | null {
    const size = Math.min(this.#size, OCTETS.length)
    this.#size -= size
    if (size > 0) return { done: false, value: OCTETS.subarray(0, size) }
    return this.#isOver ? END : null
  }
}

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (chunk instanceof Uint8Array) return chunk.length
  if (typeof chunk !== 'string') return 0
  return Buffer.byteLength(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
}
