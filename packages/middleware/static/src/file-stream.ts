/*
 * The bytes of an open file as a body. What is read is what was opened: removing or replacing the file meanwhile changes
 * nothing. Where the file itself changes, the answer breaks off, because the rest would not belong to its beginning: one
 * that has become shorter when its end is met, any other before the last chunk is handed on. A file that only grew, as a
 * log does, is sent as long as it was.
 *
 * The descriptor is closed exactly once, and never while a read is under way: its number could by then be another file's.
 */
import { Buffer } from 'node:buffer'
import type { FileBody } from '@tsgi/spec'
import { closeDescriptor, readDescriptor, statDescriptor } from './descriptor.ts'
import type { Opened } from './open-file.ts'

/** Bytes of a file, from the first up to, not including, the last. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** So much is read at a time. */
const CHUNK_BYTES = 256 * 1024

/** So many chunks are kept for streams to come. */
const SPARE_CHUNKS = 32

/** So much of a beginning and of a latest chunk is remembered, to tell growth from change. */
const WITNESS_BYTES = 1024

/** A part of a streamed body: bytes as they are, or a span of the file. */
export type Part = Uint8Array | Span

/** A body that sends parts of an open file, and closes it. */
export class FileStream implements AsyncIterable<Uint8Array> {
  readonly #opened: Opened
  readonly #parts: readonly Part[]
  #isReading = false
  #isClosed = false
  readonly #witnesses: Array<{ readonly position: number; readonly bytes: Uint8Array }> = []

  constructor(opened: Opened, parts: readonly Part[]) {
    this.#opened = opened
    this.#parts = parts
  }

  [Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    return this.#chunks((size) => Buffer.allocUnsafeSlow(size))
  }

  /**
   * The same in chunks that are only lent: the memory of each is used again as soon as the next one is pulled, so whoever
   * calls this must be done with a chunk by then, sent rather than queued.
   */
  async *lentChunks(): AsyncGenerator<Uint8Array, void> {
    const chunk = spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES)
    yield* this.#chunks((size) => chunk.subarray(0, size))
    // Not when it broke off: then the last chunk may still be on its way.
    if (spare.length < SPARE_CHUNKS) spare.push(chunk)
  }

  /** Closes the file, now or when the read under way has ended. */
  destroy(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    if (!this.#isReading) closeDescriptor(this.#opened.descriptor)
  }

  async *#chunks(allocate: (size: number) => Uint8Array): AsyncGenerator<Uint8Array, void> {
    try {
      const last = this.#parts.findLast(isSpan)
      for (const part of this.#parts) {
        if (!isSpan(part)) yield part
        else yield* this.#span(part, part === last, allocate)
      }
    } finally {
      this.destroy()
    }
  }

  async *#span(
    { start, end }: Span,
    isLast: boolean,
    allocate: (size: number) => Uint8Array,
  ): AsyncGenerator<Uint8Array, void> {
    let position = start
    while (position < end) {
      const space = allocate(Math.min(CHUNK_BYTES, end - position))
      const count = await this.#use((descriptor) => readDescriptor(descriptor, space, position))
      if (count === 0) throw new Error(`The file ends at ${position}, not at ${end}: ${this.#opened.path}`)
      const chunk = space.subarray(0, count)
      if (isLast && position + count === end) await this.#checkUnchanged()
      this.#remember(chunk, position)
      position += count
      yield chunk
    }
  }

  async #use<T>(action: (descriptor: number) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Error(`Was closed: ${this.#opened.path}`)
    this.#isReading = true
    try {
      return await action(this.#opened.descriptor)
    } finally {
      this.#isReading = false
      // oxlint-disable-next-line typescript/no-unnecessary-condition -- destroy() may have been called meanwhile
      if (this.#isClosed) closeDescriptor(this.#opened.descriptor)
    }
  }

  #remember(chunk: Uint8Array, position: number): void {
    const bytes = Uint8Array.from(chunk.subarray(0, WITNESS_BYTES))
    this.#witnesses[Math.min(this.#witnesses.length, 1)] = { position, bytes }
  }

  async #checkUnchanged(): Promise<void> {
    const before = this.#opened.stats
    const now = await this.#use(statDescriptor)
    if (now.mtimeNs === before.mtimeNs && now.size === before.size) return
    if (now.size <= before.size || !(await this.#hasOnlyGrown())) {
      throw new Error(`The file changed while it was sent: ${this.#opened.path}`)
    }
  }

  async #hasOnlyGrown(): Promise<boolean> {
    for (const { position, bytes } of this.#witnesses) {
      const again = new Uint8Array(bytes.length)
      const count = await this.#use((descriptor) => readDescriptor(descriptor, again, position))
      if (count < bytes.length || Buffer.compare(bytes, again) !== 0) return false
    }
    return true
  }
}

const spare: Buffer[] = []

function isSpan(part: Part): part is Span {
  return !ArrayBuffer.isView(part)
}

/** Extension of a streamed body: a method that iterates it in lent chunks. Who wraps the body loses it. */
const LENT_CHUNKS = Symbol.for('tsgi.lentChunks')

/** A stream of one span, with the hint that servers may use to send the file themselves (SPEC BODY-17). */
export function fileBody(opened: Opened, span: Span): FileStream & FileBody {
  const stream = new FileStream(opened, [span])
  return Object.assign(stream, {
    file: { path: opened.path, ...span },
    [LENT_CHUNKS]: () => stream.lentChunks(),
  })
}
