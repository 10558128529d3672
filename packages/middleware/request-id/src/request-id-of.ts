import { stateKey } from '@tsgi/message'
import type { StateKey } from '@tsgi/message'
import type { Exchange, HttpRequest } from '@tsgi/spec'

/** Where the id is in the state of a request. */
export const REQUEST_ID: StateKey<string> = stateKey<string>('tsgi.requestId')

/** Ids of exchanges that have failed or still may: only those, because an entry for each request would cost as much as all else. */
const remembered = new WeakMap<Exchange, string>()

/**
 * The id of a request: for the application, which gets it in `request.state`, and for the `onError` of a server, which is
 * given the request as it was before any middleware:
 *
 * ```ts
 * await serve(app, { onError: (error, request) => logger.error({ id: requestIdOf(request), error }) })
 * ```
 * @param request `null`, which `onError` gives where there was none, has no id
 * @returns `undefined` where no `requestId()` has been passed
 */
export function requestIdOf(request: HttpRequest | null): string | undefined {
  return request === null ? undefined : (REQUEST_ID.get(request) ?? remembered.get(request.exchange))
}

/** Keeps the id of a request for what the server reports about its exchange. */
export function remember({ exchange }: HttpRequest, id: string): void {
  remembered.set(exchange, id)
}
