import type { FileBody, Outcome } from '@tsgi/spec'
import { isStackAtWork } from './call.ts'
import type { Call, Content } from './call.ts'
import { byteLength } from './content.ts'
import type { Streamed } from './content.ts'
import { fileContentFault, fileLengthFault, fileOf, fileReadChecks } from './file-body.ts'
import { isWellFormed } from './grammar.ts'
import { responseBodyChecks, WITHHELD_CHUNKS } from './response-body-checks.ts'
import { show } from './show.ts'
import { dropSource, openSource } from './source.ts'
import type { Source } from './source.ts'

/** `ended`, `failed` and `closed` are final. */
type Phase = 'waiting' | 'flowing' | 'ended' | 'failed' | 'closed'
type Chunk = string | Uint8Array
type Pull = IteratorResult<Chunk, undefined>

/** One streamed body on its way out. */
export class BodyWatch {
  /** What has passed so far. */
  readonly content: Content = { bytes: 0, isComplete: false }
  readonly #source: Source
  readonly #call: Call
  readonly #file: FileBody['file'] | undefined
  /** Bytes that the application announced, `NaN` when it did not. */
  readonly #declared: number
  #phase: Phase = 'waiting'
  /** The iterator that pulled first, and owns the iteration. */
  #reader: object | undefined
  #isPulling = false
  #isClosePassed = false
  #chunks = 0
  /** Set when the body is closed half-way: whether the signal had told the application by then. */
  #wasTold = true
  readonly #onEnd: () => void

  /** @param onEnd called when all content has passed */
  constructor(body: Streamed, declaredLength: unknown, call: Call, onEnd: () => void) {
    this.#source = openSource(body)
    this.#file = fileOf(body)
    this.#declared = call.request.method === 'HEAD' ? Number.NaN : Number(declaredLength)
    this.#call = call
    this.#onEnd = onEnd
  }

  /** Whether all content has passed. */
  get hasEnded(): boolean {
    return this.#phase === 'ended'
  }

  /** The body to hand on: it closes the way the original does, and keeps the hint of a `FileBody`. */
  body(): Streamed {
    const { closer } = this.#source
    const file = this.#file
    return {
      [Symbol.asyncIterator]: () => this.#iterator(),
      ...(closer && { [closer]: (...reason: unknown[]) => this.#close(() => this.#source.close(...reason)) }),
      ...(file && { file }),
    }
  }

  /** Looks back when the exchange is over. */
  finish(outcome: Outcome): void {
    if (this.#phase === 'flowing' || (this.#phase === 'waiting' && !this.#file)) {
      this.#report(
        'closed',
        'response.body was neither read to its end nor closed: who drops a body closes it',
      )
    }
    if (this.#phase === 'failed' && this.#chunks > 0 && !outcome.aborted) {
      this.#report(
        'cut',
        'response.body failed after its first chunk but the response was not cut: never end it cleanly',
      )
    }
    if (outcome.aborted && !this.#wasTold && isDeparture(outcome.error)) {
      this.#report(
        'signalFirst',
        'response.body was closed before exchange.signal aborted: abort first, so that a waiting generator ends',
      )
    }
  }

  #iterator(): AsyncIterator<Chunk, undefined> {
    const iterator: AsyncIterator<Chunk, undefined> = {
      next: () => this.#next(iterator),
      return: async () => {
        await this.#close(() => this.#source.return())
        return { done: true, value: undefined }
      },
    }
    return iterator
  }

  async #next(reader: object): Promise<Pull> {
    this.#checkPull(reader)
    if (this.#phase === 'ended' || this.#phase === 'failed') return { done: true, value: undefined }
    this.#phase = 'flowing'
    this.#isPulling = true
    try {
      const { done, value } = await this.#source.next()
      return done ? this.#end() : { done: false, value: this.#pass(value) }
    } catch (error) {
      if (this.#phase === 'flowing') this.#phase = 'failed'
      throw error
    } finally {
      this.#isPulling = false
    }
  }

  #checkPull(reader: object): void {
    this.#reader ??= reader
    if (this.#reader !== reader) {
      this.#violate(
        'once',
        'response.body is iterated a second time: only the outermost server iterates it, once',
      )
    }
    if (this.#phase === 'closed') {
      this.#violate('afterClose', 'response.body was asked for more after it was closed: stop pulling')
    }
    if (this.#isPulling) {
      this.#violate(
        'overlap',
        'response.body was asked for a chunk while another one was still to come: await each one',
      )
    }
    if (this.#phase !== 'waiting') return
    if (this.#call.request.method === 'HEAD') {
      this.#violate('head', 'response.body is read for a HEAD request: close it unread')
    }
    if (isStackAtWork(this.#call)) {
      this.#violate(
        'early',
        'response.body is read by middleware before it has returned: wrap it in a body of its own',
      )
    }
  }

  /** Counts and checks a chunk. What arrives after the body was closed is nobody's business any more. */
  #pass(chunk: unknown): Chunk {
    if (this.#phase === 'closed') return chunk as Chunk
    try {
      const passed = this.#checkChunk(chunk)
      this.content.bytes += byteLength(passed)
      this.#checkLength(this.content.bytes > this.#declared)
      this.#checkFlow()
      this.#chunks += 1
      return passed
    } catch (error) {
      // The reader learns of an error and will not close: the source must not be left open.
      this.#phase = 'failed'
      this.#isClosePassed = true
      dropSource(this.#source)
      throw error
    }
  }

  #checkChunk(chunk: unknown): Chunk {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      this.#violate(
        'chunk',
        `response.body gave ${show(chunk)}, expected a string or a Uint8Array: serialise it`,
      )
    }
    if (typeof chunk === 'string' && !isWellFormed(chunk)) {
      this.#violate(
        'text',
        'response.body gave a string with half of a surrogate pair: do not cut strings within a character',
      )
    }
    const fault = this.#file && this.#chunks === 0 ? fileContentFault(this.#file, chunk) : undefined
    if (fault !== undefined) this.#call.reporter.violate(fileReadChecks.content, fault)
    return chunk
  }

  #end(): Pull {
    if (this.#phase === 'closed') return { done: true, value: undefined }
    this.#checkLength(this.content.bytes < this.#declared)
    const fault = this.#file && fileLengthFault(this.#file, this.content.bytes)
    if (fault !== undefined) this.#call.reporter.violate(fileReadChecks.content, fault)
    this.#checkFlow()
    this.#phase = 'ended'
    this.content.isComplete = true
    this.#onEnd()
    return { done: true, value: undefined }
  }

  #checkLength(isWrong: boolean): void {
    if (!isWrong) return
    const verb = this.content.bytes > this.#declared ? 'gave' : 'ended after'
    this.#violate(
      'length',
      `response.body ${verb} ${this.content.bytes} bytes, expected the ${this.#declared} of content-length: give the right number or none`,
    )
  }

  /** Compares what validators further in saw being pulled with what comes out here. */
  #checkFlow(): void {
    const { outer } = this.#call
    if (outer) outer.pulledInside += 1
    const withheld = this.#call.pulledInside
    this.#call.pulledInside = 0
    if (withheld <= WITHHELD_CHUNKS) return
    this.#call.reporter.warn(
      responseBodyChecks.flow,
      `response.body took ${withheld} chunks before it gave one: give something for each, or flush`,
    )
  }

  /** Passes the first closing on. Closing a body that is over by itself is no fault, however often. */
  #close(closeSource: () => unknown): unknown {
    if (this.#phase === 'closed') {
      this.#report(
        'closedOnce',
        'response.body was closed a second time: once is enough, by whoever drops it',
      )
    }
    // Only inside a body that flows somebody may wait; for others, reading the signal would make one for
    // nothing.
    if (this.#phase === 'flowing') this.#wasTold = this.#call.request.exchange.signal.aborted
    if (!this.hasEnded && this.#phase !== 'failed') this.#phase = 'closed'
    if (this.#isClosePassed) return undefined
    this.#isClosePassed = true
    return closeSource()
  }

  #violate(check: keyof typeof responseBodyChecks, fault: string): never {
    return this.#call.reporter.violate(responseBodyChecks[check], fault)
  }

  #report(check: keyof typeof responseBodyChecks, fault: string): void {
    this.#call.reporter.report(responseBodyChecks[check], fault)
  }
}

/** Whether an exchange ended because the client left or the server gave up, not because a body failed. */
function isDeparture(error: unknown): boolean {
  return error === null || (error instanceof Error && error.name === 'AbortError')
}
