import { Buffer } from 'node:buffer'
import type { Piece, Written } from './internals.ts'

interface Waiting {
  readonly data: Piece
  readonly encoding: BufferEncoding | null | undefined
  readonly callback: Written | null | undefined
}

/** Most responses have one piece, and nobody who waits for it to leave. */
const NONE: readonly never[] = []

/** Pieces of content that wait to be passed on. Sizes are those that Node counts: of text, its characters. */
export class Pieces {
  #waiting: readonly Waiting[] = NONE
  /** Size and callbacks of what was passed on and may still be on its way. */
  #passedOn = 0
  #callbacks: readonly Written[] = NONE

  /** Adds a piece at the end. */
  push(data: Piece, encoding: BufferEncoding | null | undefined, callback: Written | null | undefined): void {
    const piece = { data, encoding, callback }
    if (this.#waiting.length === 0) this.#waiting = [piece]
    else (this.#waiting as Waiting[]).push(piece)
  }

  /** Passes the first pieces on, joined up to a size, text as such where it is one piece. @returns `null`: there are none */
  take(most: number): Piece | null {
    const taken = this.#takeUpTo(most)
    for (const { data, callback } of taken) {
      this.#passedOn += data.length
      if (callback) this.#callbacks = [...this.#callbacks, callback]
    }
    if (taken.length <= 1) return taken.length === 0 ? null : contentOf(taken[0]!)
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
    for (const callback of this.#callbacks) process.nextTick(callback)
    this.#callbacks = NONE
    return size
  }

  /** Throws all of it away. @returns the size of what was there */
  drop(): number {
    let size = this.release()
    for (const { data, callback } of this.#waiting) {
      size += data.length
      if (callback) process.nextTick(callback)
    }
    this.#waiting = NONE
    return size
  }

  /** Whoever waits for pieces to leave is told that they may never. */
  fail(error: unknown): void {
    for (const callback of this.#callbacks) process.nextTick(callback, error)
    this.#callbacks = NONE
    this.#waiting = this.#waiting.map(({ data, encoding, callback }) => {
      if (callback) process.nextTick(callback, error)
      return { data, encoding, callback: null }
    })
  }

  /** At least one, however large. */
  #takeUpTo(most: number): readonly Waiting[] {
    const waiting = this.#waiting
    let size = 0
    const end = waiting.findIndex(({ data }, index) => (size += data.length) > most && index > 0)
    this.#waiting = end === -1 ? NONE : waiting.slice(end)
    return end === -1 ? waiting : waiting.slice(0, end)
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
