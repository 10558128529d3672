import { fromNodeMiddleware } from '@tsgi/node'
import type { NodeMiddleware } from '@tsgi/node'
import type { Middleware } from '@tsgi/spec'
import express from 'express'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { describe } from './describe.ts'
import { withErrorHandlers } from './error-handlers.ts'
import { prepare } from './prepare.ts'

/** What `app.use` takes: handlers, routers and applications, handlers of errors among them, also in arrays. */
export type ExpressHandler = RequestHandler | ErrorRequestHandler | readonly ExpressHandler[]

/**
 * Makes a middleware of Express ones: they run in their order, as `app.use` would run them, before what it wraps. What they
 * put on `req` is there for bridged applications further in, and for others behind `expressRequestOf(request)`.
 *
 * Handlers of errors at the end, those with four parameters, get what the others throw, and what it wraps.
 * @throws TypeError when one is no function, or when there is none
 */
export function fromExpressMiddleware(...handlers: readonly ExpressHandler[]): Middleware {
  const chain = flatten(handlers)
  const end = chain.findLastIndex((handler) => !handlesErrors(handler)) + 1
  const run = runnerOf(chain.slice(0, end))
  const errorHandlers = chain.slice(end) as ErrorRequestHandler[]
  return errorHandlers.length === 0
    ? fromNodeMiddleware(run, { prepare })
    : withErrorHandlers(run, errorHandlers)
}

type Handler = RequestHandler | ErrorRequestHandler

function flatten(handlers: readonly ExpressHandler[]): Handler[] {
  const chain = (handlers as readonly unknown[]).flat(Infinity)
  const wrong = chain.findIndex((handler) => typeof handler !== 'function')
  if (wrong >= 0) throw new TypeError(`Expected handlers of Express, got ${describe(chain[wrong])}`)
  if (chain.length === 0) throw new TypeError('Expected handlers of Express, got none')
  return chain as Handler[]
}

function handlesErrors(handler: Handler): boolean {
  return handler.length === 4
}

/** Runs handlers in an application of their own, so that they find on `req` and `res` what Express adds. */
function runnerOf(handlers: readonly Handler[]): NodeMiddleware {
  const app = express().disable('x-powered-by')
  for (const handler of handlers) app.use(handler as RequestHandler)
  return app as NodeMiddleware
}
