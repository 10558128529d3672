import { fromNode } from '@tsgi/node'
import type { Application } from '@tsgi/spec'
import type Koa from 'koa'
import { expectKoa } from './expect-koa.ts'
import { koaListener } from './koa-listener.ts'
import { rememberRequest, requestOf } from './request-of.ts'
import { enterState } from './state.ts'

/**
 * Makes an application of a Koa application, which stays as it is: `ctx.req` and `ctx.res` are Node's, `ctx.state` begins
 * with the entries of `request.state`, and `requestOf(ctx)` is the request.
 *
 * Errors that Koa answers itself are answered by it and go to its `error` event, as everywhere.
 * @throws TypeError when it is no Koa application
 */
export function fromKoa(app: Koa): Application {
  expectKoa(app)
  const listener = koaListener(app, { prepare: (ctx) => enterState(ctx, requestOf(ctx)) })
  return fromNode(listener, { prepare: (req, _res, request) => rememberRequest(req, request) })
}
