import type { Awaitable, HttpRequest, Middleware } from '@tsgi/spec'
import { andThen } from '@tsgi/message'

/**
 * Applies a middleware to some requests only; the others pass it by.
 *
 * ```ts
 * when((request) => request.method === 'POST', requireToken)
 * ```
 * @param predicate answers at once or by a promise; what it throws is thrown to the server
 */
export function when(
  predicate: (request: HttpRequest) => Awaitable<boolean>,
  middleware: Middleware,
): Middleware {
  return (next) => {
    const wrapped = middleware(next)
    return (request) => andThen(predicate(request), (holds) => (holds ? wrapped(request) : next(request)))
  }
}
