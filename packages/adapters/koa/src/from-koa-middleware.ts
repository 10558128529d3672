import { fromNode } from '@tsgi/node'
import type { Application, HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import Koa from 'koa'
import type { Context } from 'koa'
import { answer, setField } from './answer.ts'
import { bodyStream } from './body-stream.ts'
import { stateInside } from './context-of.ts'
import { expectFunction, isKoa } from './expect-koa.ts'
import { koaListener } from './koa-listener.ts'
import { rememberRequest, requestOf } from './request-of.ts'
import { enterState, leaveState } from './state.ts'
import { whenUncaught } from './uncaught.ts'

/**
 * Makes middleware of Koa middleware. What is further in is the end of its chain: after `await next()`, `ctx.status`,
 * `ctx.body` and fields are those of the inner response, and may be changed; middleware that does not call `next` answers.
 *
 * Give a Koa application instead where middleware needs its settings: `keys`, `proxy`, an extended `context`, an `error`
 * event.
 * @throws TypeError when something else comes
 */
export function fromKoaMiddleware(...middleware: readonly [Koa] | readonly Koa.Middleware[]): Middleware {
  const app = applicationOf(middleware)
  return (next) => bridge(app, next)
}

function applicationOf(middleware: readonly unknown[]): Koa {
  if (middleware.length === 1 && isKoa(middleware[0])) return middleware[0]
  const app = new Koa()
  for (const one of middleware) {
    expectFunction(one, 'Koa middleware or one Koa application')
    app.use(one as Koa.Middleware)
  }
  return app
}

/** A response that Koa cannot give: the protocol changes. */
class Switching extends Error {
  readonly response: HttpResponse

  constructor(response: HttpResponse) {
    super('The protocol changes')
    this.response = response
  }
}

/** What is further in has answered, and Koa shows it. */
interface Shown {
  readonly ctx: Context
  readonly response: HttpResponse
  readonly body: unknown
}

const shown = new WeakMap<HttpRequest, Shown>()

function bridge(app: Koa, next: Application): Application {
  const listener = koaListener(app, {
    middleware: [...app.middleware, (ctx) => goOn(ctx, next)],
    prepare: (ctx) => enterState(ctx, requestOf(ctx)),
  })
  const application = fromNode(listener, { prepare: (req, _res, request) => rememberRequest(req, request) })
  return async (request) => {
    try {
      return withExtensions(await application(request), shown.get(request))
    } catch (error) {
      if (error instanceof Switching) return error.response
      throw error
    }
  }
}

async function goOn(ctx: Context, next: Application): Promise<void> {
  const request = requestOf(ctx)
  const response = await callNext(ctx, request, next)
  if (response.status === 101) passOn(ctx, new Switching(response))
  for (const name of Object.keys(response.headers)) {
    if (name !== 'content-length') setField(ctx, name, response.headers[name]!)
  }
  showContent(ctx, request, response)
  shown.set(request, { ctx, response, body: ctx.body })
}

async function callNext(ctx: Context, request: HttpRequest, next: Application): Promise<HttpResponse> {
  const state = stateInside(leaveState(ctx, request.state), { ctx, next: nothing, content: request.body })
  try {
    return await next({ ...request, state })
  } catch (error) {
    return passOn(ctx, error)
  }
}

/** Throws what Koa middleware may catch, and what is for whoever is further out when none does: Koa is not to answer it. */
function passOn(ctx: Context, thrown: unknown): never {
  whenUncaught(ctx, thrown, (error) => {
    throw error
  })
  throw thrown
}

async function nothing(): Promise<void> {}

function showContent(
  ctx: Context,
  request: HttpRequest,
  { status, headers, body, trailers }: HttpResponse,
): void {
  const length = headers['content-length'] as string | undefined
  if (body === null) answer(ctx, status, null, ctx.method === 'HEAD' ? length : undefined)
  else if (typeof body === 'string' || body instanceof Uint8Array) answer(ctx, status, body)
  else answer(ctx, status, bodyStream(ctx, body, takesTrailers(request) ? trailers : undefined), length)
}

/** SPEC TRAIL-1. */
function takesTrailers({ httpVersion, headers }: HttpRequest): boolean {
  return httpVersion !== '1.0' && (httpVersion !== '1.1' || /\btrailers\b/i.test(headers['te'] ?? ''))
}

/** Extensions of a response, such as "not mine", hold as long as Koa sends that response (SPEC EXT-1). */
function withExtensions(sent: HttpResponse, inner: Shown | undefined): HttpResponse {
  if (inner === undefined) return sent
  const { ctx, response, body } = inner
  const symbols = Object.getOwnPropertySymbols(response)
  if (symbols.length === 0 || ctx.body !== body || sent.status !== response.status) return sent
  return { ...sent, ...Object.fromEntries(symbols.map((symbol) => [symbol, response[symbol]])) }
}
