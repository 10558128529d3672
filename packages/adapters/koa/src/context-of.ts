import type { Exchange, HttpRequest, State } from '@tsgi/spec'
import type { Context, Next } from 'koa'

/** Of no use to others: it is neither shared with `ctx.state` nor told by name. */
export const INSIDE: unique symbol = Symbol('tsgi.koa')

/** A request within Koa: its context, and what comes after the middleware. */
export interface Inside {
  readonly ctx: Context
  readonly next: Next
  /** The content that it began with. */
  readonly content: HttpRequest['body']
}

/**
 * The Koa context around an application: of `toKoa`, or further in than `toKoaMiddleware` or `fromKoaMiddleware`. Its `state` is
 * what Koa middleware has put there: `contextOf(request)?.state['user']`.
 * @returns `undefined` when there is none
 */
export function contextOf(request: HttpRequest): Context | undefined {
  return insideOf(request)?.ctx
}

/** Where in Koa a request is: what middleware further out has said, else the way in. */
export function insideOf({ state, exchange }: HttpRequest): Inside | undefined {
  return (state[INSIDE] ?? exchange[INSIDE]) as Inside | undefined
}

/** Notes where in Koa an exchange began, which is ours. Not by deriving it: an object that becomes a prototype is slow. */
export function beginInside(exchange: Exchange, inside: Inside): void {
  Object.assign(exchange, { [INSIDE]: inside })
}

/** Tells what is further in where in Koa it is (SPEC REQ-10). */
export function stateInside(state: State, inside: Inside): State {
  return { ...state, [INSIDE]: inside }
}
