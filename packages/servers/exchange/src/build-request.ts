import type { Exchange, HttpRequest } from '@tsgi/spec'
import type { IncomingRequest } from './transport.ts'

/** The state that every request starts with (SPEC REQ-10). */
const NO_STATE = Object.freeze({})

/** All members, always in the same order: one shape for all requests of the process. */
export function buildRequest(incoming: IncomingRequest, exchange: Exchange): HttpRequest {
  return {
    method: incoming.method,
    scheme: incoming.scheme,
    authority: incoming.authority,
    basePath: incoming.basePath,
    path: incoming.path,
    query: incoming.query,
    httpVersion: incoming.httpVersion,
    headers: incoming.headers,
    body: incoming.body,
    remote: incoming.remote,
    state: NO_STATE,
    exchange,
  }
}
