/*
 *   the application ── answers ──► as it is; a 404 that nobody took gets a page
 *        │ throws
 *        ├─ the client has left ──► thrown on, for the server to drop (SPEC ERR-5)
 *        └─ else ──► judged ──► reported, unless it is all the client's fault ──► answered
 *                                        what happened │ your page │ the usual page
 *
 * A body that fails while it is sent cannot be answered: its head is out. The server reports it and cuts (SPEC ERR-4).
 */
import { andThen, closeBody, isFallThrough } from '@tsgi/message'
import type { Awaitable, HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import { about, answer } from './answer.ts'
import { developmentAnswer } from './development/answer.ts'
import { errorFields } from './error-fields.ts'
import { isObject, show } from './hostile.ts'
import { resolveOptions } from './options.ts'
import type { ErrorsOptions, ResolvedOptions } from './options.ts'
import { judge, problem } from './problem.ts'
import type { Fault } from './problem.ts'

/**
 * Middleware that answers what the inner application throws: with problem details, a page or a line of text, whatever the client
 * accepts; with the status and the fields that typed errors ask for; and without details, unless it runs in development.
 *
 * ```ts
 * errors()
 * errors({ render: ({ status, title }) => html(`<h1>${title}</h1>`), onError: (error) => logger.error(error) })
 * ```
 * @throws TypeError for options that are wrong or unknown
 * @see RFC 9110 §15.5, §15.6; RFC 9457
 */
export function errors(options: ErrorsOptions = {}): Middleware {
  const handler = new ErrorHandler(resolveOptions(options))
  return (next) => (request) => {
    let response: Awaitable<HttpResponse>
    try {
      response = next(request)
      if (!isPromise(response)) return handler.answered(response, request)
    } catch (error) {
      return handler.thrown(error, request)
    }
    return Promise.resolve(response).then(
      (settled) => handler.answered(settled, request),
      (error: unknown) => handler.thrown(error, request),
    )
  }
}

class ErrorHandler {
  readonly #options: ResolvedOptions

  constructor(options: ResolvedOptions) {
    this.#options = options
  }

  /** The marks of a 404 stay on it, so that whoever has somewhere else to turn still does (SPEC CALL-6). */
  answered(response: HttpResponse, request: HttpRequest): Awaitable<HttpResponse> {
    if (!this.#options.notFound || !isObject(response) || !isFallThrough(response)) return response
    const { status, headers: _headers, body, trailers: _trailers, ...marks } = response
    closeBody(body)
    const fields = errorFields(response, status)
    const page = this.#page({ problem: problem(status, request), fields, isReported: false }, request)
    return andThen(page, (made) => ({ ...made, ...marks }))
  }

  thrown(error: unknown, request: HttpRequest): Awaitable<HttpResponse> {
    if (request.exchange.signal.aborted) throw error
    const fault = judge(error, request)
    if (fault.isReported) this.#report(error, request)
    return this.#showsMore(request) ? developmentAnswer(error, fault, request) : this.#page(fault, request)
  }

  #showsMore(request: HttpRequest): boolean {
    try {
      return this.#options.showsMore(request)
    } catch (failure) {
      this.#report(failure, request)
      return false
    }
  }

  /** Your page, or the usual one, which is also what comes when yours fails. */
  #page(fault: Fault, request: HttpRequest): Awaitable<HttpResponse> {
    const made = (page: HttpResponse | undefined): HttpResponse =>
      page === undefined ? answer(fault, request) : about(fault, page)
    const failed = (failure: unknown): HttpResponse => {
      this.#report(failure, request)
      return answer(fault, request)
    }
    try {
      const page = this.#options.render(fault.problem, request)
      return isPromise(page) ? Promise.resolve(page).then(made).catch(failed) : made(page)
    } catch (failure) {
      return failed(failure)
    }
  }

  /** A reporter that fails, as the default does with what cannot be shown, takes no answer with it. */
  #report(error: unknown, request: HttpRequest): void {
    try {
      this.#options.onError(error, request)
    } catch (failure) {
      console.error(`tsgi: onError of errors() failed: ${show(failure)}\nIt was told of: ${show(error)}`)
    }
  }
}

/** By its method, because a promise of another realm is none to `instanceof`. */
function isPromise<T>(value: Awaitable<T>): value is Promise<T> {
  return isObject(value) && 'then' in value && typeof value.then === 'function'
}
