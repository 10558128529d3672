import type { IncomingMessage } from 'node:http'
import type { HttpRequest } from '@tsgi/spec'
import type { Context } from 'koa'

const REQUEST = Symbol('tsgi.request')

interface Marked extends IncomingMessage {
  [REQUEST]?: HttpRequest
}

/**
 * The TSGI request that a Koa context stands for, so that typed keys can be read from it:
 * `currentUser.get(requestOf(ctx))`.
 * @returns in a bridged application and in middleware of {@link fromKoaMiddleware}: the request that came to it
 * @throws TypeError when the context did not come through this package
 */
export function requestOf(ctx: Pick<Context, 'req'>): HttpRequest {
  const request = (ctx.req as Marked)[REQUEST]
  if (request === undefined) throw new TypeError('This context did not come from a TSGI request')
  return request
}

/** Notes which request one of Node was made of. */
export function rememberRequest(req: IncomingMessage, request: HttpRequest): void {
  const marked: Marked = req
  marked[REQUEST] = request
}
