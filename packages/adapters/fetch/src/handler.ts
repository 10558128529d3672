import type { Awaitable } from '@tsgi/spec'
import type { FetchContext } from './fetch-context.ts'

/** What frameworks for fetch runtimes export: an app of Hono or h3, a server of srvx, the default export of a Worker. */
export interface FetchObject {
  /** Answers a request; called as a method of this object. */
  fetch(request: Request, env: unknown, context: FetchContext): Awaitable<Response>
}

/** The same as a function. Arguments may be left out, or be typed more narrowly, as the frameworks do. */
export type FetchFunction = FetchObject['fetch']

/** What `fromFetch` takes. */
export type FetchHandler = FetchFunction | FetchObject

/**
 * The function of a handler.
 * @throws TypeError when there is none
 */
export function fetchFunction(handler: FetchHandler): FetchFunction {
  if (typeof handler === 'function') return isFetchObject(handler) ? boundFetch(handler) : handler
  if (isFetchObject(handler)) return boundFetch(handler)
  throw new TypeError(
    `fromFetch takes a function from Request to Response, or an object with fetch(): got ${describe(handler)}`,
  )
}

/** What a value is, for messages: never what it holds. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value
  return `an object of ${value.constructor?.name ?? 'no class'}`
}

function isFetchObject(value: unknown): value is FetchObject {
  return value !== null && value !== undefined && typeof (value as FetchObject).fetch === 'function'
}

/** Looked up at each call: frameworks replace it while they are being set up. */
function boundFetch(object: FetchObject): FetchFunction {
  return (request, env, context) => object.fetch(request, env, context)
}
