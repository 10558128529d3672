import { Buffer } from 'node:buffer'

/** What it adds when it grows: one that grows by bytes would copy for each of a client that sends single bytes. */
const SPARE = 4096
const CR = 0x0d

/** Bytes that have arrived and are not yet looked at. What was taken from it is never written again. */
export class ByteQueue {
  #bytes: Buffer = Buffer.alloc(0)
  #start = 0
  #end = 0
  /** Whether the memory behind the bytes is ours to write to. */
  #isOwn = false

  /** How many there are. */
  get length(): number {
    return this.#end - this.#start
  }

  /** Adds bytes; a chunk that finds the queue empty is not copied. */
  push(chunk: Uint8Array): void {
    if (this.length === 0) return this.#adopt(chunk)
    if (!this.#isOwn || this.#bytes.length - this.#end < chunk.length) this.#grow(chunk.length)
    this.#bytes.set(chunk, this.#end)
    this.#end += chunk.length
  }

  /** The byte at an index; `undefined` beyond the end. */
  at(index: number): number | undefined {
    return index < this.length ? this.#bytes[this.#start + index] : undefined
  }

  /** Index of the first occurrence from an index on, else -1. */
  indexOf(bytes: Buffer, from = 0): number {
    const index = this.#bytes.indexOf(bytes, this.#start + from)
    // What lies beyond the end is not ours to look at.
    return index === -1 || index + bytes.length > this.#end ? -1 : index - this.#start
  }

  /** Whether it begins with these bytes. */
  startsWith(bytes: Buffer): boolean {
    const end = this.#start + bytes.length
    return end <= this.#end && this.#bytes.compare(bytes, 0, bytes.length, this.#start, end) === 0
  }

  /** How many bytes at the end could be the beginning of a delimiter, which has no second CR. */
  heldBack(delimiter: Buffer): number {
    const bytes = this.#bytes
    const end = this.#end
    const least = Math.max(this.#start, end - delimiter.length + 1)
    let index = end - 1
    while (index >= least && bytes[index] !== CR) index--
    if (index < least) return 0
    return bytes.compare(delimiter, 0, end - index, index, end) === 0 ? end - index : 0
  }

  /** Takes bytes off the front. */
  take(length: number): Buffer {
    const start = this.#start
    this.#start += length
    return start === 0 && length === this.#bytes.length
      ? this.#bytes
      : this.#bytes.subarray(start, this.#start)
  }

  #adopt(chunk: Uint8Array): void {
    this.#bytes = Buffer.isBuffer(chunk)
      ? chunk
      : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    this.#start = 0
    this.#end = chunk.byteLength
    this.#isOwn = false
  }

  #grow(more: number): void {
    const bytes = Buffer.allocUnsafeSlow(this.length + more + SPARE)
    const length = this.#bytes.copy(bytes, 0, this.#start, this.#end)
    this.#bytes = bytes
    this.#start = 0
    this.#end = length
    this.#isOwn = true
  }
}
