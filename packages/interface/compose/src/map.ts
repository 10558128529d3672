import type { Awaitable, HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import { andThen } from '@tsgi/message'

/**
 * Middleware that changes requests on their way in:
 *
 * ```ts
 * mapRequest((request) => ({ ...request, path: request.path.toLowerCase() }))
 * ```
 * @param fn returns a derived request, or a promise of one; what it throws is thrown to the server
 */
export function mapRequest(fn: (request: HttpRequest) => Awaitable<HttpRequest>): Middleware {
  return (next) => (request) => andThen(fn(request), next)
}

/**
 * Middleware that changes responses on their way out:
 *
 * ```ts
 * mapResponse((response) => withHeader(response, 'x-content-type-options', 'nosniff'))
 * ```
 * @param fn returns a changed copy, or a promise of one, and may look at the request that was answered; a body that it
 *   drops it closes (`closeBody`)
 */
export function mapResponse(
  fn: (response: HttpResponse, request: HttpRequest) => Awaitable<HttpResponse>,
): Middleware {
  return (next) => (request) => andThen(next(request), (response) => fn(response, request))
}
