import type { HttpRequest } from '@tsgi/spec'

/** A typed entry of `request.state`: written by outer middleware, read by what it wraps. */
export interface StateKey<T> {
  /** The value, or `undefined` when no middleware outside has set one. */
  get(request: HttpRequest): T | undefined
  /** A copy of the request with the value, to be passed on inwards. */
  set(request: HttpRequest, value: T): HttpRequest
}

/**
 * Names an entry of `request.state` and gives it a type (SPEC REQ-10).
 *
 * ```ts
 * export const currentUser = stateKey<User>('acme.user')
 *
 * const authenticate: Middleware = (next) => async (request) =>
 *   next(currentUser.set(request, await userOf(request)))
 * ```
 *
 * Two keys of one name are the same entry, also across copies of a package.
 * @param name with a dot, the owner in front: `'acme.user'`
 * @throws TypeError when there is no dot
 */
export function stateKey<T>(name: string): StateKey<T> {
  if (!name.includes('.')) throw new TypeError(`State keys have a dot: got '${name}', expected 'owner.name'`)
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `set` is what writes here
    get: (request) => request.state[name] as T | undefined,
    set: (request, value) => ({ ...request, state: { ...request.state, [name]: value } }),
  }
}
