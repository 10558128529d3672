/*
 * Lines on their way to a target:
 *
 *   add ──► waiting ──(interval, or enough)──► batch ──(one write at a time)──► target
 *
 * Both are bounded together. Adding a line is joining two strings; while the target is stuck or fails, lines wait until
 * there is no more room, then new ones are dropped and counted. A batch that was taken in part goes on where it stopped,
 * so that lines are whole.
 */
import { Buffer } from 'node:buffer'
import { setTimeout as delay } from 'node:timers/promises'
import { forgetAtExit, writeAtExit } from './exit.ts'
import { SinkError } from './sink-error.ts'
import type { Target } from './target.ts'

/** Limits of a queue. */
export interface QueueOptions {
  /** Milliseconds that a line may wait; 0: none. */
  readonly flushIntervalMs: number
  /** Octets that may wait, those being written included. */
  readonly maxQueueBytes: number
  /** Told of trouble, once until it is over. */
  readonly onError: (error: SinkError) => void
}

const BATCH_SIZE = 65_536
/** A target that was full is tried again after this time. */
const RETRY_MS = 10
/** How long those who wait for a flush wait for a target that is stuck. */
const PATIENCE_MS = 2000
const NEWLINE = 10
const NOTHING = Buffer.alloc(0)

/** Brings lines to a target. */
export class LineQueue {
  readonly #target: Target
  readonly #options: QueueOptions
  #waiting = ''
  #batch: Buffer = NOTHING
  #isInsideLine = false
  /** Octets added so far. */
  #added = 0
  /** The target did not take what it was given last: it is tried again in a while, not with each line. */
  #isStuck = false
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #dropped = 0
  #droppedBefore = 0
  #hasFailed = false
  #isClosed = false

  constructor(target: Target, options: QueueOptions) {
    this.#target = target
    this.#options = options
  }

  /** Lines that were dropped so far. */
  get dropped(): number {
    return this.#dropped
  }

  /** Adds a line of printable ASCII, without its end. Never throws, never waits. */
  add(line: string): void {
    if (this.#isClosed || this.#left() + line.length >= this.#options.maxQueueBytes) return this.#drop(1)
    if (this.#waiting === '') writeAtExit(this)
    this.#waiting += `${line}\n`
    this.#added += line.length + 1
    if (this.#isEnough() && !this.#isStuck) this.#write()
    else this.#writeIn(this.#options.flushIntervalMs)
  }

  /** Resolves when the lines so far were written, or when the target has been stuck for two seconds. */
  async flush(): Promise<void> {
    const goal = this.#added
    const deadline = performance.now() + PATIENCE_MS
    while (this.#added - this.#left() < goal && performance.now() < deadline) {
      this.#write()
      await Promise.race([this.#writing, delay(PATIENCE_MS, undefined, { ref: false })])
      if (this.#isStuck) await delay(RETRY_MS)
    }
  }

  /** Runs what changes the target while nothing is being written. The rest of a line that has begun there is dropped. */
  async change(action: () => Promise<void>): Promise<void> {
    await this.flush()
    while (this.#writing !== undefined) await this.#writing
    const changed = action()
    this.#writing = changed.catch(() => {})
    try {
      await changed
      if (this.#isInsideLine) this.#dropRestOfLine()
    } finally {
      this.#writing = undefined
      if (this.#left() > 0) this.#writeIn(0)
    }
  }

  /** Writes what waits and closes the target; lines added later are dropped. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    await this.flush()
    this.#isClosed = true
    clearTimeout(this.#timer)
    forgetAtExit(this)
    const left = Buffer.concat([this.#batch, Buffer.from(this.#waiting)])
    this.#drop(countLines(left))
    this.#recovered()
    await this.#target.close()
  }

  /** At the end of the process. What is being written at that moment is finished by the system. */
  writeNow(): void {
    const waiting = Buffer.from(this.#waiting)
    const octets = this.#writing === undefined ? Buffer.concat([this.#batch, waiting]) : waiting
    this.#waiting = ''
    try {
      this.#target.writeNow(octets)
    } catch {
      // Nobody is left to be told.
    }
  }

  #writeIn(ms: number): void {
    if (this.#writing !== undefined) return
    this.#timer ??= setTimeout(() => this.#write(), ms).unref()
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#writing !== undefined) return
    this.#writing = this.#writeBatches().then((isStuck) => {
      this.#writing = undefined
      this.#isStuck = isStuck
      if (this.#left() === 0) forgetAtExit(this)
      else if (!this.#isClosed) this.#writeIn(isStuck ? RETRY_MS : this.#options.flushIntervalMs)
    })
  }

  /** Resolves when nothing more is worth a write for now; with true when the target does not take what there is. */
  async #writeBatches(): Promise<boolean> {
    do {
      if (this.#batch.length === 0) this.#fillBatch()
      const taken = await this.#writeBatch()
      if (taken === 0) return true
      this.#isInsideLine = this.#batch[taken - 1] !== NEWLINE
      this.#batch = this.#batch.subarray(taken)
      if (this.#batch.length === 0) this.#recovered()
    } while (this.#batch.length > 0 || this.#isEnough())
    return false
  }

  #fillBatch(): void {
    this.#batch = Buffer.from(this.#waiting)
    this.#waiting = ''
  }

  async #writeBatch(): Promise<number> {
    try {
      return await this.#target.write(this.#batch)
    } catch (error) {
      this.#failed(error)
      if (!this.#target.losesOnError) return 0
      this.#drop(countLines(this.#batch))
      this.#batch = NOTHING
      return 0
    }
  }

  #isEnough(): boolean {
    return this.#waiting.length >= (this.#options.flushIntervalMs === 0 ? 1 : BATCH_SIZE)
  }

  /** Octets that are not written yet. */
  #left(): number {
    return this.#waiting.length + this.#batch.length
  }

  #dropRestOfLine(): void {
    this.#isInsideLine = false
    this.#batch = this.#batch.subarray(this.#batch.indexOf(NEWLINE) + 1)
    this.#drop(1)
  }

  #drop(lines: number): void {
    if (this.#dropped === this.#droppedBefore && !this.#hasFailed && !this.#isClosed) {
      this.#report('LOG_STUCK', 'The sink of the access log takes no more: lines are being dropped')
    }
    this.#dropped += lines
  }

  #failed(error: unknown): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    this.#report('LOG_WRITE_FAILED', 'The access log cannot be written', error)
  }

  #recovered(): void {
    this.#hasFailed = false
    const lines = this.#dropped - this.#droppedBefore
    this.#droppedBefore = this.#dropped
    if (lines > 0)
      this.#report('LOG_DROPPED', `The access log lacks ${lines} lines, which its sink did not take`)
  }

  #report(code: SinkError['code'], message: string, cause?: unknown): void {
    this.#options.onError(new SinkError(code, message, cause))
  }
}

function countLines(octets: Buffer): number {
  let lines = 0
  for (let at = octets.indexOf(NEWLINE); at !== -1; at = octets.indexOf(NEWLINE, at + 1)) lines++
  return lines
}
