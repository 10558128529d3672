import type { HttpRequest } from '@tsgi/spec'
import { LightRequest } from './light-request.ts'

const known = new WeakMap<Request, HttpRequest>()

/**
 * The TSGI request behind a `Request` that `fromFetch` handed over, for what fetch has no place for: `remote`, `state`
 * of middleware further out, the raw `path`, `onFinish`.
 * @returns `undefined` for any other `Request`, those derived from it by `new Request` or `clone()` among them
 */
export function httpRequestOf(request: Request): HttpRequest | undefined {
  return LightRequest.httpRequestOf(request) ?? known.get(request)
}

/** Notes what a native request stands on. */
export function remember(request: Request, httpRequest: HttpRequest): Request {
  known.set(request, httpRequest)
  return request
}
