import { toNodeMiddleware } from '@tsgi/node'
import type { ToNodeOptions } from '@tsgi/node'
import type { Application, Middleware } from '@tsgi/spec'
import type { RequestHandler } from 'express'
import { describe } from './describe.ts'
import { isExpress } from './is-express.ts'
import { Passage } from './passage.ts'

/** Options of {@link toExpress} and {@link toExpressMiddleware}. */
export type ToExpressOptions = ToNodeOptions

/**
 * Makes a handler of Express of an application: `app.use('/shop', toExpress(shop))`, where `shop` finds `/shop` in
 * `request.basePath`. A body parser may have been there before.
 *
 * What the application says is not its own (`notFound()`) goes on to the next handler, and what it throws to the handlers of
 * errors. `expressRequestOf(request)` gives it the request of Express.
 * @throws TypeError when it is no application
 */
export function toExpress(application: Application, options: ToExpressOptions = {}): RequestHandler {
  check(application, 'an application, a function from request to response')
  const passage = new Passage()
  const inside: Application = (request) => application(passage.derive(request))
  return passage.handler(toNodeMiddleware(inside, options))
}

/**
 * Makes a middleware of Express of a middleware, which sees what the handlers after it write, as a response.
 * `expressRequestOf(request)` gives it the request of Express.
 * @throws TypeError when it is no middleware
 */
export function toExpressMiddleware(middleware: Middleware, options: ToExpressOptions = {}): RequestHandler {
  check(middleware, 'a middleware, a function from application to application')
  const passage = new Passage()
  const inside: Middleware = (next) => {
    let wrapped: Application | undefined
    return (request) => (wrapped ??= middleware(next))(passage.derive(request))
  }
  return passage.handler(toNodeMiddleware(inside, options))
}

function check(value: unknown, expected: string): void {
  if (isExpress(value))
    throw new TypeError(`Expected ${expected}, got an Express application: use it as it is`)
  if (typeof value !== 'function') throw new TypeError(`Expected ${expected}, got ${describe(value)}`)
}
