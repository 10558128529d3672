import { andThen } from '@tsgi/message'
import { replaceContent } from '@tsgi/node'
import type { HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import type Koa from 'koa'
import type { Context } from 'koa'
import { insideOf } from './context-of.ts'
import { expectFunction } from './expect-koa.ts'
import { responseOf } from './response-of.ts'
import { runWithin } from './run-within.ts'
import { shareState } from './state.ts'

/** What middleware of Koa further in has answered to them, as it was shown. */
const shown = new WeakMap<Context, HttpResponse>()

/**
 * Makes Koa middleware of a TSGI one, which acts on what Koa middleware further in answers: `ctx.status`, `ctx.body` and
 * fields. What it does not change stays as it is in the context.
 *
 * A request that it derives shows in the context: method, path, query, fields, state and content, which Koa reads from
 * `ctx.req`. What is written to `ctx.res` by hand, as with `ctx.respond = false`, passes it by.
 * @throws TypeError when it is no function
 */
export function toKoaMiddleware(middleware: Middleware): Koa.Middleware {
  expectFunction(middleware, 'middleware, a function from application to application')
  const application = middleware(answerOfKoa)
  expectFunction(application, 'middleware that returns an application')
  return (ctx, next) =>
    runWithin(ctx, next, (request) =>
      andThen(application(request), (response) => {
        const earlier = shown.get(ctx)
        if (response === earlier || isOutOfHand(ctx)) return null
        if (earlier !== undefined) makeRoom(ctx, earlier)
        return response
      }),
    )
}

/** The application that such a middleware wraps: whatever comes next in Koa. */
async function answerOfKoa(request: HttpRequest): Promise<HttpResponse> {
  const { ctx, next, content } = insideOf(request)!
  showRequest(ctx, request)
  if (request.body !== content) replaceContent(ctx.req, request.body)
  await next()
  const response = responseOf(ctx)
  shown.set(ctx, response)
  return response
}

function showRequest(ctx: Context, request: HttpRequest): void {
  const { method, path, query, headers, state } = request
  const target = path === '' ? '/' : path
  if (ctx.method !== method) ctx.method = method
  if (ctx.path !== target) ctx.path = target
  if (ctx.querystring !== query) ctx.querystring = query
  shareState(ctx, state)
  for (const name of Object.keys(ctx.req.headers))
    if (headers[name] === undefined) delete ctx.req.headers[name]
  for (const [name, value] of Object.entries(headers)) {
    if (name !== 'set-cookie' && ctx.req.headers[name] !== value) ctx.req.headers[name] = value
  }
}

/** What was shown is in the response again, as far as the middleware has kept it. */
function makeRoom(ctx: Context, earlier: HttpResponse): void {
  for (const name of Object.keys(earlier.headers)) ctx.remove(name)
}

function isOutOfHand({ respond, headerSent }: Context): boolean {
  return respond === false || headerSent
}
