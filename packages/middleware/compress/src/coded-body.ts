import { Buffer } from 'node:buffer'
import { closeBody, openBody } from '@tsgi/message'
import type { BodyChunk, OpenBody, StreamedBody } from '@tsgi/message'
import { flushKind } from './codings.ts'
import type { Codec, Coding } from './codings.ts'
import { inTurn } from './in-turn.ts'

type Step = IteratorResult<BodyChunk>
type Done = (error?: Error | null) => void

/**
 * A streamed body in a coding. Pulled from, it pulls one chunk at a time, and gives what the codec makes of it.
 *
 * A codec gives nothing until it has enough to make it small. When there is no next chunk at once, it is told to give what
 * it has (SPEC BODY-14): what an application says before it waits is for the client to see. Events are each given at once.
 */
export class CodedBody implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #body: StreamedBody
  readonly #stream: () => Codec
  readonly #flushKind: number
  readonly #isEvents: boolean
  #source: OpenBody | null = null
  #codec: Codec | null = null
  /** What the codec has given. */
  #coded: Buffer[] = []
  /** Whether the codec has taken more than it has given. */
  #holdsBack = false
  /** The next chunk of the source, while it is waited for. */
  #pending: Promise<Step> | null = null
  /** Whether the source has ended or failed: then there is nothing to close. */
  #isSourceOver = false
  /** Whether the codec has been given all. */
  #isComplete = false
  #isClosed = false

  constructor(body: StreamedBody, stream: () => Codec, coding: Coding, isEvents: boolean) {
    this.#body = body
    this.#stream = stream
    this.#flushKind = flushKind(coding)
    this.#isEvents = isEvents
  }

  [Symbol.asyncIterator](): this {
    this.#source = openBody(this.#body)
    this.#codec = this.#stream()
    this.#codec.on('data', (coded: Buffer) => this.#coded.push(coded))
    // Who waits for the codec hears of its errors.
    this.#codec.on('error', () => {})
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    try {
      while (this.#coded.length === 0 && !this.#isComplete) {
        const isReleased = await this.#advance()
        if (isReleased) break
      }
    } catch (error) {
      if (this.#isClosed) return { done: true, value: undefined }
      this.destroy()
      throw error
    }
    if (this.#isClosed) return { done: true, value: undefined }
    if (this.#coded.length > 0) return { done: false, value: this.#takeCoded() }
    if (!this.#isComplete) return { done: false, value: EMPTY }
    this.destroy()
    return { done: true, value: undefined }
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.destroy()
    return Promise.resolve({ done: true, value: undefined })
  }

  /** Closes the source and frees the codec, whether they were opened or not (SPEC BODY-15, BODY-16). */
  destroy(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.#source === null) return closeBody(this.#body)
    this.#codec!.destroy()
    if (!this.#isSourceOver) this.#source.close()
  }

  /** @returns whether an empty chunk came, which releases the head (SPEC BODY-11) */
  async #advance(): Promise<boolean> {
    const step = await this.#nextOrIdle()
    if (this.#isClosed) return true
    if (step === IDLE) await this.#flush()
    else if (step.done === true) await this.#finish()
    else if (step.value.length === 0) return true
    else await this.#take(step.value)
    return false
  }

  /** The next chunk; `IDLE` when there is none at once, while something is held back. */
  async #nextOrIdle(): Promise<Step | typeof IDLE> {
    this.#pending ??= this.#pull()
    const step = this.#holdsBack ? await Promise.race([this.#pending, turn()]) : await this.#pending
    if (step !== IDLE) this.#pending = null
    return step
  }

  #pull(): Promise<Step> {
    const step = this.#source!.next()
    // It may fail while nobody pulls from here; who pulls next hears of it.
    step.then(
      ({ done }) => (this.#isSourceOver = done === true),
      () => (this.#isSourceOver = true),
    )
    return step
  }

  async #take(chunk: BodyChunk): Promise<void> {
    this.#holdsBack = true
    await this.#tell((codec, done) => codec.write(chunk, done))
    if (this.#isEvents) await this.#flush()
  }

  async #flush(): Promise<void> {
    this.#holdsBack = false
    await this.#tell((codec, done) => codec.flush(this.#flushKind, done))
  }

  async #finish(): Promise<void> {
    this.#isComplete = true
    await this.#tell((codec, done) => {
      codec.once('end', done)
      codec.end()
    })
  }

  /** Resolves when the codec is done, which one that was destroyed never is. */
  #tell(what: (codec: Codec, done: Done) => unknown): Promise<void> {
    return inTurn(() => this.#tellNow(this.#codec!, what))
  }

  #tellNow(codec: Codec, what: (codec: Codec, done: Done) => unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = (): void => reject(codec.errored ?? new Error('The body was closed'))
      if (codec.destroyed) return over()
      codec.once('close', over)
      what(codec, (error) => {
        codec.off('close', over)
        if (error instanceof Error) reject(error)
        else resolve()
      })
    })
  }

  #takeCoded(): Uint8Array {
    const pieces = this.#coded
    this.#coded = []
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
  }
}

const EMPTY = new Uint8Array(0)
const IDLE = Symbol('nothing at once')

/** When all that was ready to run has run. */
function turn(): Promise<typeof IDLE> {
  return new Promise((resolve) => setImmediate(resolve, IDLE))
}
