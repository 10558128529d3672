import { Buffer } from 'node:buffer'
import type { Piece, Written } from './internals.ts'

interface Waiting {
  readonly data: Piece
  readonly encoding: BufferEncoding | null | undefined
  readonly callback: Written | null | undefined
}

/** Pieces of content that wait to be passed on. Sizes are those that Node counts: of text, its characters. */
export class Pieces {
  #waiting: Waiting[] = []
  /** Size and callbacks of what was passed on and may still be on its way. */
  #passedOn = 0
  #callbacks: Written[] = []

  /** Adds a piece at the end. */
  push(data: Piece, encoding: BufferEncoding | null | undefined, callback: Written | null | undefined): void {
    this.#waiting.push({ data, encoding, callback })
  }

  /** Passes the first pieces on, joined up to a size, text as such where it is one piece. @returns `null`: there are none */
  take(most: number): Piece | null {
    const count = this.#countUpTo(most)
    if (count === 0) return null
    const taken = this.#waiting.splice(0, count)
    for (const { data, callback } of taken) {
      this.#passedOn += data.length
      if (callback) this.#callbacks.push(callback)
    }
    if (count === 1) return contentOf(taken[0]!)
    const filled = taken.filter(({ data }) => data.length > 0)
    if (filled.length === 0) return ''
    return filled.length === 1 ? contentOf(filled[0]!) : Buffer.concat(filled.map(bytesOf))
  }

  /** Whether somebody is to be told that pieces have left. */
  get areAwaited(): boolean {
    return this.#callbacks.length > 0 || this.#waiting.some(({ callback }) => callback)
  }

  /** What was passed on has left. @returns its size */
  release(): number {
    const size = this.#passedOn
    this.#passedOn = 0
    if (this.#callbacks.length > 0)
      for (const callback of this.#callbacks.splice(0)) process.nextTick(callback)
    return size
  }

  /** Throws all of it away. @returns the size of what was there */
  drop(error?: unknown): number {
    let size = this.#passedOn
    this.#passedOn = 0
    for (const callback of this.#callbacks.splice(0)) process.nextTick(callback, error)
    for (const { data, callback } of this.#waiting.splice(0)) {
      size += data.length
      if (callback) process.nextTick(callback, error)
    }
    return size
  }

  /** At least one, however large. */
  #countUpTo(most: number): number {
    let size = 0
    let count = 0
    for (const { data } of this.#waiting) {
      size += data.length
      if (count > 0 && size > most) break
      count++
    }
    return count
  }
}

function contentOf(piece: Waiting): Piece {
  const { data, encoding } = piece
  const isText = typeof data === 'string' && (!encoding || encoding === 'utf8' || encoding === 'utf-8')
  return isText ? data : bytesOf(piece)
}

function bytesOf({ data, encoding }: Waiting): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data, encoding ?? 'utf8') : data
}
