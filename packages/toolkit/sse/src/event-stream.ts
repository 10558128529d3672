import { closeBody } from '@tsgi/message'
import { formatEvent } from './format.ts'
import type { ServerEvent } from './format.ts'
import { join, leave } from './heartbeat.ts'
import type { Listener } from './heartbeat.ts'

/** What events come from. */
export type EventIterable = AsyncIterable<ServerEvent | string>

type Chunk = IteratorResult<string>

/** What a stream is made with. */
export interface StreamSettings {
  /** Opens the source, when the first chunk is pulled. */
  readonly open: () => EventIterable
  /** Aborts when the client has left. */
  readonly signal: AbortSignal
  /** Milliseconds of silence; 0: any. */
  readonly heartbeatMs: number
  /** What is sent before the first event. */
  readonly preface: string
}

/**
 * The body of an answer with events. Pulled from, it pulls one event; while that is waited for, it gives a comment each time that
 * there was silence long enough.
 *
 * The source is opened by the first pull, so it does not begin for HEAD, and closed once, however the stream ends: by the
 * source, by an error, by the client who leaves, by the server that closes the body.
 */
export class EventStream implements AsyncIterable<string>, AsyncIterator<string>, Listener {
  readonly #settings: StreamSettings
  readonly #periodMs: number
  #source: AsyncIterator<ServerEvent | string> | null = null
  /** The next event, from when it is asked for until it is given. */
  #step: Promise<Chunk> | null = null
  #waiting: Waiting | null = null
  #isOver = false

  constructor(settings: StreamSettings) {
    this.#settings = settings
    // Silence is seen at the second beat at the latest.
    this.#periodMs = Math.ceil(settings.heartbeatMs / 2)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Chunk> {
    if (this.#isOver && this.#step === null) return Promise.resolve(END)
    if (this.#source === null) return this.#begin()
    const step = (this.#step ??= this.#pull())
    return new Promise((resolve) => {
      const waiting = { resolve, isQuiet: false }
      this.#waiting = waiting
      const settled = (): void => {
        // Else something was given in its place; it waits for who comes next.
        if (this.#waiting !== waiting) return
        this.#step = null
        this.#give(step)
      }
      step.then(settled, settled)
    })
  }

  return(): Promise<Chunk> {
    this.#leave()
    return Promise.resolve(END)
  }

  /** A period has passed: the second in which nothing came gets a comment. */
  beat(): void {
    if (this.#waiting === null) return
    if (this.#waiting.isQuiet) this.#give({ done: false, value: COMMENT })
    else this.#waiting.isQuiet = true
  }

  /** Something is sent at once, whatever the source does: it releases the head, and opens buffers on the way. */
  async #begin(): Promise<Chunk> {
    const { open, signal, heartbeatMs, preface } = this.#settings
    if (signal.aborted) return this.return()
    this.#source = open()[Symbol.asyncIterator]()
    signal.addEventListener('abort', this.#leave, { once: true })
    if (heartbeatMs > 0) join(this.#periodMs, this)
    return { done: false, value: preface }
  }

  async #pull(): Promise<Chunk> {
    const source = this.#source!
    try {
      const step = await source.next()
      if (step.done !== true) return { done: false, value: written(step.value) }
    } catch (error) {
      if (!this.#isOver) this.#end(source)
      throw error
    }
    this.#end(null)
    return END
  }

  /** The client has left, or the server has closed: who waits, waits no more. */
  readonly #leave = (): void => {
    this.#end(this.#source)
    this.#step = null
    this.#give(END)
  }

  /** @param source to be closed; `null`: it has ended. One that waits for an event closes when it heeds the signal too. */
  #end(source: AsyncIterator<unknown> | null): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#settings.signal.removeEventListener('abort', this.#leave)
    leave(this.#periodMs, this)
    if (source !== null) closeBody({ [Symbol.asyncIterator]: () => source as AsyncIterator<string> })
  }

  #give(chunk: Chunk | Promise<Chunk>): void {
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve(chunk)
  }
}

/** Who has pulled. */
interface Waiting {
  readonly resolve: (chunk: Chunk | Promise<Chunk>) => void
  /** Whether a whole period has passed since. */
  isQuiet: boolean
}

/** What is sent where nothing is to be said. */
export const COMMENT = ':\n\n'

const END: Chunk = Object.freeze({ done: true, value: undefined })

function written(event: ServerEvent | string): string {
  return formatEvent(typeof event === 'string' ? { data: event } : event)
}
