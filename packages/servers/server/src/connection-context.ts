import { runExchange } from '@tsgi/exchange'
import type { Gateway, IncomingRequest, OpenExchange, Transport } from '@tsgi/exchange'
import type { MessageLimits, ProtocolError } from '@tsgi/http1'
import type { Counters, ServedConnection, Watch } from '@tsgi/listeners'
import type { Address, HttpRequest, RequestBody } from '@tsgi/spec'
import type { Client } from './arrival.ts'
import type { ServerLimits } from './options.ts'
import type { ScannerPool } from './scanner-pool.ts'

/** What all connections of a listener share, whatever is spoken over them. */
export interface ConnectionContext {
  /** The application, and whom to tell of its faults. */
  readonly gateway: Gateway
  /** Takes the place of the application when that has too much to do. */
  readonly busyGateway: Gateway
  /** Counts what happens; `active` requests are those that the application works on. */
  readonly counters: Counters
  /** Limits of messages, and of what clients may use. */
  readonly limits: MessageLimits & ServerLimits
  /** Tells the time. */
  readonly watch: Watch
  /** Scanners for heads of HTTP/1, lent to connections. */
  readonly scanners: ScannerPool
  /** Authority for HTTP/1.0 requests that name none. */
  readonly authority: string
  /** Told of what clients do wrong. */
  readonly clientError: (error: ProtocolError, remote: Address | null) => void
  /** What one has read before HTTP, the other goes on with. */
  readonly passedOn: (from: ServedConnection, to: ServedConnection) => void
  /** Told once, when the connection is gone. */
  readonly closed: (connection: ServedConnection) => void
}

/** What the head of a request says, in any version of HTTP. */
type Head = Pick<HttpRequest, 'method' | 'authority' | 'path' | 'query' | 'httpVersion' | 'headers'>

/** A request as the exchange wants it: what its head says, and what is known of its client. */
export function incomingRequest(
  head: Head,
  authority: string,
  { scheme, extensions }: Client,
  remote: Address | null,
  body: RequestBody | null,
): IncomingRequest {
  return {
    method: head.method,
    scheme,
    authority: head.authority === '' ? authority : head.authority,
    basePath: '',
    path: head.path,
    query: head.query,
    httpVersion: head.httpVersion,
    headers: head.headers,
    remote,
    body,
    extensions,
  }
}

/** Calls the application, unless it has too much to do. */
export function beginExchange(
  { gateway, busyGateway, counters, limits }: ConnectionContext,
  incoming: IncomingRequest,
  transport: Transport,
): OpenExchange {
  const isTooMuch = limits.maxPendingRequests > 0 && counters.active >= limits.maxPendingRequests
  counters.requestBegun()
  return runExchange(isTooMuch ? busyGateway : gateway, incoming, transport)
}

/** So many requests, or up to a tenth fewer: connections that began together should not end together. */
export function requestsFor({ maxRequestsPerConnection: most }: ServerLimits): number {
  return most === 0 ? Infinity : most - Math.floor(Math.random() * (most / 10))
}
