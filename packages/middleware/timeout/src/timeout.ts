/*
 * An application that answers at once costs next to nothing; one that does not, a timer, which Node keeps in a list for each
 * duration: setting and clearing it takes a fraction of a microsecond, which a wheel of our own could not better.
 *
 *   calling ── answered ──► sending ── last chunk ──► over
 *      │ answerMs, totalMs     │ idleMs, totalMs
 *      ▼                       ▼
 *   503, signal aborts      signal aborts, body closes and fails: the server cuts
 *
 * Once the time is over, what the application still does is no fault of anybody's: its answer is closed, its error dropped,
 * and nothing here holds on to it, should it never come to an end.
 */
import { closeBody, isStreamed, text } from '@tsgi/message'
import type { Awaitable, HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import { resolveOptions } from './options.ts'
import type { ResolvedOptions, TimeoutOptions } from './options.ts'
import { TimedBody } from './timed-body.ts'
import { TimedExchange } from './timed-exchange.ts'
import { TimeoutError } from './timeout-error.ts'
import type { TimeoutCode } from './timeout-error.ts'

/**
 * Middleware that gives an application so long to answer: when the time is over, `exchange.signal` aborts and the client gets
 * 503.
 *
 * ```ts
 * timeout(10_000)
 * timeout({ answerMs: 10_000, idleMs: 30_000, status: 504, retryAfterSeconds: 5 })
 * ```
 * @param limit milliseconds until the answer, or options. Default 30 000
 * @throws TypeError for options that are wrong or unknown
 * @see RFC 9110 §15.6.4, §15.6.5, §10.2.3
 */
export function timeout(limit: number | TimeoutOptions = {}): Middleware {
  const options = resolveOptions(limit)
  const tooLate = answerTooLate(options)
  return (next) => (request) => {
    const timed = new TimedRequest(request, options)
    const answer = next(timed.request)
    return isPromise(answer) ? timed.wait(Promise.resolve(answer), tooLate) : timed.answered(answer)
  }
}

class TimedRequest {
  /** For the application. */
  readonly request: HttpRequest
  readonly #exchange: TimedExchange
  readonly #options: ResolvedOptions
  readonly #deadline: number

  constructor(request: HttpRequest, options: ResolvedOptions) {
    this.#exchange = new TimedExchange(request.exchange)
    this.#options = options
    this.#deadline = options.totalMs === Infinity ? Infinity : performance.now() + options.totalMs
    this.request = { ...request, exchange: this.#exchange.derive() }
  }

  /** Waits for the application, and answers in its place when that takes too long. */
  wait(answer: Promise<HttpResponse>, tooLate: HttpResponse): Promise<HttpResponse> {
    const { answerMs, totalMs } = this.#options
    const ms = Math.min(answerMs, totalMs)
    if (ms === Infinity) return answer.then((response) => this.answered(response))
    return new Promise((resolve, reject) => {
      let isOver = false
      const timer = setTimeout(() => {
        isOver = true
        // First, so that nothing that the application does about its signal can answer before.
        resolve(tooLate)
        this.#exchange.abort(notAnswered(answerMs <= totalMs ? 'TIMEOUT_ANSWER' : 'TIMEOUT_TOTAL', ms))
      }, ms)
      answer
        .then((response) => {
          clearTimeout(timer)
          if (isOver) closeBody(response.body)
          else resolve(this.answered(response))
        })
        .catch((error: unknown) => {
          clearTimeout(timer)
          reject(error)
        })
    })
  }

  /** What is there as a whole is done with. So, nearly, is a file, and it would lose its hint (SPEC BODY-17). */
  answered(response: HttpResponse): HttpResponse {
    const { idleMs } = this.#options
    if (idleMs === Infinity && this.#deadline === Infinity) return response
    // What an application returns may be anything: that is for the server to judge.
    // oxlint-disable-next-line typescript/no-unnecessary-condition
    const body = response?.body
    if (!isStreamed(body) || 'file' in body || isEventStream(response)) return response
    const abort = (reason: TimeoutError): void => this.#exchange.abort(reason)
    return { ...response, body: new TimedBody(body, { idleMs, deadline: this.#deadline, abort }) }
  }
}

function answerTooLate({ status, retryAfterSeconds }: ResolvedOptions): HttpResponse {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
  return text(status === 503 ? 'Service Unavailable\n' : 'Gateway Timeout\n', { status, headers })
}

function notAnswered(code: TimeoutCode, ms: number): TimeoutError {
  return new TimeoutError(code, `The application did not answer within ${ms} ms`)
}

/** Events are sent for as long as somebody listens. */
function isEventStream({ headers }: HttpResponse): boolean {
  const type = headers['content-type']
  return typeof type === 'string' && /^text\/event-stream(?:;|$)/i.test(type)
}

/** By its method, because a promise of another realm is none to `instanceof`. */
function isPromise(answer: Awaitable<HttpResponse>): answer is Promise<HttpResponse> {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- what an application returns may be anything
  return (
    typeof answer === 'object' && answer !== null && 'then' in answer && typeof answer.then === 'function'
  )
}
