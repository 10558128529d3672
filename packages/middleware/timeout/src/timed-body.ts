import { closeBody, openBody } from '@tsgi/message'
import type { BodyChunk, OpenBody, StreamedBody } from '@tsgi/message'
import { TimeoutError } from './timeout-error.ts'

/** How much time a body has. */
export interface BodyTimes {
  /** Milliseconds for each chunk; `Infinity`: no limit. */
  readonly idleMs: number
  /** When everything has to be over, by `performance.now()`; `Infinity`: no limit. */
  readonly deadline: number
  /** Told when the time is over, before the body is closed (SPEC BODY-18). */
  readonly abort: (reason: TimeoutError) => void
}

type BodyTimeoutCode = 'TIMEOUT_IDLE' | 'TIMEOUT_TOTAL'

const MESSAGES: Readonly<Record<BodyTimeoutCode, string>> = {
  TIMEOUT_IDLE: 'The body of the response gave no chunk within idleMs',
  TIMEOUT_TOTAL: 'The response was not complete within totalMs',
}

/**
 * A streamed body that fails when its time is over. Time counts while somebody waits for a chunk: how long a client takes
 * for one is for servers to limit.
 */
export class TimedBody implements AsyncIterable<BodyChunk>, AsyncIterator<BodyChunk> {
  readonly #body: StreamedBody
  readonly #times: BodyTimes
  #open: OpenBody | null = null
  #isClosed = false
  #error: TimeoutError | null = null

  constructor(body: StreamedBody, times: BodyTimes) {
    this.#body = body
    this.#times = times
  }

  [Symbol.asyncIterator](): this {
    this.#open = openBody(this.#body)
    return this
  }

  next(): Promise<IteratorResult<BodyChunk>> {
    if (this.#error !== null) return Promise.reject(this.#error)
    const { idleMs, deadline } = this.#times
    const leftMs = deadline === Infinity ? Infinity : deadline - performance.now()
    if (leftMs <= 0) return Promise.reject(this.#expire('TIMEOUT_TOTAL'))
    return this.#within(Math.min(idleMs, leftMs), idleMs <= leftMs ? 'TIMEOUT_IDLE' : 'TIMEOUT_TOTAL')
  }

  return(): Promise<IteratorResult<BodyChunk>> {
    this.destroy()
    return Promise.resolve({ done: true, value: undefined })
  }

  /** Closes the body, whether it was opened or not (SPEC BODY-15). */
  destroy(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.#open === null) closeBody(this.#body)
    else this.#open.close()
  }

  #within(ms: number, code: BodyTimeoutCode): Promise<IteratorResult<BodyChunk>> {
    const step = this.#open!.next()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(this.#expire(code)), ms)
      step.then(
        (result) => {
          clearTimeout(timer)
          resolve(result)
        },
        (error: unknown) => {
          clearTimeout(timer)
          reject(error)
        },
      )
    })
  }

  #expire(code: BodyTimeoutCode): TimeoutError {
    const error = new TimeoutError(code, MESSAGES[code])
    this.#error = error
    this.#times.abort(error)
    this.destroy()
    return error
  }
}
