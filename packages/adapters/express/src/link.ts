/*
 * A request of Express and the request of an exchange, each found from the other, by symbols that nobody else has: state
 * begins empty (SPEC REQ-10). Not by weak maps: two that hold each other's keys keep what is young from being collected.
 */
import type { IncomingMessage } from 'node:http'
import type { Exchange, HttpRequest } from '@tsgi/spec'
import type { Request } from 'express'

const REQUEST = Symbol('tsgi.request')
const MESSAGE = Symbol('tsgi.express')

type Linked<T, K extends symbol, V> = T & { [key in K]?: V }

/** Lets each be found from the other; what is derived from the exchange finds it as well (SPEC EXCH-1). */
export function link(req: IncomingMessage, request: HttpRequest): void {
  const linked: Linked<IncomingMessage, typeof REQUEST, HttpRequest> = req
  linked[REQUEST] = request
  const exchange = request.exchange as Linked<Exchange, typeof MESSAGE, IncomingMessage>
  exchange[MESSAGE] = req
}

/**
 * The request that a bridged Express application or middleware has been called for: what middleware outside has put into
 * its state, and its exchange.
 *
 * ```ts
 * app.get('/me', (req, res) => res.json(currentUser.get(requestOf(req)!)))
 * ```
 * @returns `undefined` when Express runs on a server of its own
 */
export function requestOf(req: IncomingMessage): HttpRequest | undefined {
  return (req as Linked<IncomingMessage, typeof REQUEST, HttpRequest>)[REQUEST]
}

/**
 * The request of Express behind a request: what its middleware has put there, `user` and `session` and the like, for an
 * application or a middleware inside Express, and for what `fromExpressMiddleware` wraps.
 *
 * ```ts
 * const account: Application = (request) => json(expressRequestOf(request)?.user ?? null)
 * ```
 * @returns `undefined` when there is no Express outside
 */
export function expressRequestOf({ exchange }: HttpRequest): Request | undefined {
  return exchange[MESSAGE] as Request | undefined
}
