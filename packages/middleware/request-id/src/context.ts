import { AsyncLocalStorage } from 'node:async_hooks'
import type { HttpResponse } from '@tsgi/spec'
import { bodyInContext } from './body-in-context.ts'

const storage = new AsyncLocalStorage<string>()

/**
 * The id of the request that is being answered, wherever the code is: in functions that are not given the request, in timers
 * and promises that they start, in bodies while they are sent, in trailers and connections after an upgrade.
 *
 * Not in callbacks that somebody else calls, as those of `exchange.onFinish` and events of a shared emitter: `requestIdOf`
 * is for these, or `AsyncResource.bind` of Node.
 * @returns `undefined` outside of a request, and without `requestId({ context: true })`
 */
export function currentRequestId(): string | undefined {
  return storage.getStore()
}

/** Calls a function in which, and below which, there is an id. */
export function inContext<T>(id: string, fn: () => T): T {
  return storage.run(id, fn)
}

/** A response whose functions and body, which the server calls when the application has long returned, have the id. */
export function responseInContext(id: string, response: HttpResponse): HttpResponse {
  const { body, trailers, upgrade } = response
  const bound = bodyInContext(body, (fn) => storage.run(id, fn))
  if (bound === body && upgrade === undefined) return response
  return {
    ...response,
    body: bound,
    ...(trailers !== undefined && { trailers: () => storage.run(id, trailers) }),
    ...(upgrade !== undefined && { upgrade: (connection) => storage.run(id, upgrade, connection) }),
  }
}
