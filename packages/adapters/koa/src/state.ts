/*
 * `ctx.state` of Koa and `request.state` of TSGI. What has a key that TSGI allows, a symbol or a name with a dot, is in
 * both; names without one are Koa's own, which TSGI sees through `contextOf(request)?.state`.
 */
import type { HttpRequest, State } from '@tsgi/spec'
import type { Context } from 'koa'
import { INSIDE, contextOf } from './context-of.ts'

/** Gives Koa the state of a request: that of Koa further out itself, where there is one. */
export function enterState(ctx: Context, request: HttpRequest): void {
  const outer = contextOf(request)
  if (outer !== undefined) ctx.state = outer.state
  shareState(ctx, request.state)
}

/** Gives Koa what a request has in its state. */
export function shareState(ctx: Context, state: State): void {
  for (const key of Reflect.ownKeys(state)) if (isShared(key)) ctx.state[key as string] = state[key]
}

/** The state for what is further in than Koa. */
export function leaveState(ctx: Context, state: State): State {
  const shared = sharedEntries(ctx.state)
  return Reflect.ownKeys(shared).length === 0 ? state : { ...state, ...shared }
}

function sharedEntries(state: State): Record<PropertyKey, unknown> {
  const shared: Record<PropertyKey, unknown> = {}
  for (const key of Reflect.ownKeys(state)) if (isShared(key)) shared[key] = state[key]
  return shared
}

/** SPEC REQ-10. */
function isShared(key: string | symbol): boolean {
  return typeof key === 'symbol' ? key !== INSIDE : key.includes('.')
}
