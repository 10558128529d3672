import { andThen, closeBody, isFallThrough } from '@tsgi/message'
import type { Application, HttpResponse } from '@tsgi/spec'
import type Koa from 'koa'
import type { Context, Next } from 'koa'
import { expectFunction } from './expect-koa.ts'
import { runWithin } from './run-within.ts'

/**
 * Makes Koa middleware of an application. Its response becomes `ctx.status`, `ctx.body` and fields, so middleware further
 * out sees and may change it; an answer "not mine" (`notFound()` of `@tsgi/message`) goes on to the next middleware.
 *
 * What middleware such as `koa-mount` takes off `ctx.path` is the request's `basePath`; content that `koa-bodyparser` has
 * read is there again; with `app.proxy`, scheme, authority and remote are those that Koa tells.
 * @throws TypeError when it is no function
 */
export function toKoa(application: Application): Koa.Middleware {
  expectFunction(application, 'an application, a function from request to response')
  return (ctx, outer) =>
    runWithin(ctx, outer, (request, next) =>
      andThen(application(request), (response) =>
        isFallThrough(response) ? passOn(ctx, next, response) : response,
      ),
    )
}

async function passOn(ctx: Context, next: Next, response: HttpResponse): Promise<HttpResponse | null> {
  await next()
  if (isUnanswered(ctx)) return response
  closeBody(response.body)
  return null
}

/** Nobody had an answer, so that of the application is the best there is. */
function isUnanswered({ status, body, headerSent, respond }: Context): boolean {
  return status === 404 && body === undefined && !headerSent && respond !== false
}
