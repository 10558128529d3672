import type { HttpRequest } from '@tsgi/spec'

/** Key of what a fetch host gave along with a request, on the exchange (SPEC EXT-1). */
export const FETCH: unique symbol = Symbol.for('tsgi.fetch') as never

/** What the host of `toFetch` gave along with a request. */
export interface FetchHost {
  /** The second argument: bindings of Workers, the server of Bun, the connection of Deno. */
  readonly env: unknown
  /** The third argument: the context of Workers, or of who mounted the handler. */
  readonly context: unknown
}

/** What the host gave along with a request; `undefined` when it was not a fetch host that received it. */
export function fetchHostOf({ exchange }: HttpRequest): FetchHost | undefined {
  return exchange[FETCH] as FetchHost | undefined
}

/** The parts of a request that `Request` tells as well. */
export type Told = Pick<
  HttpRequest,
  'method' | 'scheme' | 'authority' | 'basePath' | 'path' | 'query' | 'headers' | 'body'
>

/** The host's side of an exchange, and the request as it came. */
export class ReceivedFetch implements FetchHost {
  readonly env: unknown
  readonly context: unknown
  readonly #request: Request
  readonly #told: Told

  constructor(request: Request, told: Told, env: unknown, context: unknown) {
    this.env = env
    this.context = context
    this.#request = request
    this.#told = told
  }

  /** The request of a host, as long as it says what the application was told (SPEC EXT-2). */
  static requestOf(request: HttpRequest): Request | undefined {
    const received = request.exchange[FETCH]
    if (typeof received !== 'object' || received === null || !(#told in received)) return undefined
    return received.#isUnchanged(request) ? received.#request : undefined
  }

  #isUnchanged(request: HttpRequest): boolean {
    const told = this.#told
    return (
      request.headers === told.headers &&
      request.body === told.body &&
      request.method === told.method &&
      request.path === told.path &&
      request.query === told.query &&
      request.basePath === told.basePath &&
      request.authority === told.authority &&
      request.scheme === told.scheme
    )
  }
}
