/*
 * One id for each request, in all that is said about it.
 *
 *   choose            the id: from a peer that is trusted, else a new one; and the request that carries it
 *   traceparent       the grammar of the field
 *   request-id-of     where the id is found: in the state of the request, and for what a server reports
 *   context, body-in-context   where else: anywhere below, by AsyncLocalStorage
 *
 * What a client claims gets no further than `choose`: from there on the request has the id that was chosen, in the field too,
 * which is where applications of other frameworks look.
 */
import { isStreamed, withHeader } from '@tsgi/message'
import type { Application, Awaitable, HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import { choose, derive } from './choose.ts'
import { inContext, responseInContext } from './context.ts'
import { resolveOptions } from './options.ts'
import type { RequestIdOptions, ResolvedOptions } from './options.ts'
import { REQUEST_ID, remember } from './request-id-of.ts'

/**
 * Middleware that gives each request an id and tells it to the application, the log and the client. It takes one from nobody
 * but the peers that it is told to trust. It belongs outermost: before the access log, and before what changes `remote`.
 *
 * A request that has an id, because there is such a middleware further out, keeps it.
 *
 * ```ts
 * export default requestId({ trust: ['10.0.0.0/8'] })(app)
 * ```
 * @throws TypeError for options that are wrong or unknown
 * @see W3C Trace Context Level 2 §3.2
 */
export function requestId(options: RequestIdOptions = {}): Middleware {
  const resolved = resolveOptions(options)
  return (next) => (request) =>
    REQUEST_ID.get(request) === undefined ? identify(request, next, resolved) : next(request)
}

function identify(
  request: HttpRequest,
  next: Application,
  options: ResolvedOptions,
): Awaitable<HttpResponse> {
  const choice = choose(request, options)
  const { id } = choice
  const derived = derive(request, choice, options)
  const tell = (response: HttpResponse): HttpResponse => told(request, response, id, options)
  const fail = (error: unknown): never => {
    remember(request, id)
    throw error
  }

  let answer: Awaitable<HttpResponse>
  try {
    answer = options.context ? inContext(id, () => next(derived)) : next(derived)
  } catch (error) {
    return fail(error)
  }
  return isPromise(answer) ? answer.then(tell, fail) : tell(answer)
}

/** The response, which tells the id. One that is streamed may still fail, and the server then report it. */
function told(
  request: HttpRequest,
  response: HttpResponse,
  id: string,
  { echo, header, context }: ResolvedOptions,
): HttpResponse {
  if (isStreamed(response.body)) remember(request, id)
  const answer = context ? responseInContext(id, response) : response
  return echo && answer.headers[header] !== id ? withHeader(answer, header, id) : answer
}

/** By its method, because a promise of another realm is none to `instanceof`. */
function isPromise<T>(answer: Awaitable<T>): answer is Promise<T> {
  return typeof answer === 'object' && answer !== null && 'then' in answer
}
