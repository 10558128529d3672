/*
 * A request of Express and the request of an exchange, each found from the other. Neither is changed for it: state begins
 * empty (SPEC REQ-10), and what derives an exchange derives it by its prototype (SPEC EXCH-1).
 */
import type { IncomingMessage } from 'node:http'
import type { Exchange, HttpRequest } from '@tsgi/spec'
import type { Request } from 'express'

const requests = new WeakMap<IncomingMessage, HttpRequest>()
const messages = new WeakMap<Exchange, IncomingMessage>()

/** Lets each be found from the other. */
export function link(req: IncomingMessage, request: HttpRequest): void {
  requests.set(req, request)
  messages.set(request.exchange, req)
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
  return requests.get(req)
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
  for (let one = exchange; one !== null; one = Object.getPrototypeOf(one) as Exchange) {
    const req = messages.get(one)
    if (req !== undefined) return req as Request
  }
  return undefined
}
