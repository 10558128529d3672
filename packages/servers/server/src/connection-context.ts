import type { Gateway, IncomingRequest } from '@tsgi/exchange'
import type { MessageLimits, ProtocolError, RequestHead } from '@tsgi/http1'
import type { Address, RequestBody } from '@tsgi/spec'
import type { Counters } from './operations/counters.ts'
import type { ServerLimits } from './options.ts'
import type { ScannerPool } from './scanner-pool.ts'
import type { ServedConnection } from './served-connection.ts'
import type { Watch } from './watch.ts'

/** What all connections of a server share. */
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
  /** Scanners for heads, lent to connections. */
  readonly scanners: ScannerPool
  /** Scheme of the listener. */
  readonly scheme: 'http' | 'https'
  /** Authority for HTTP/1.0 requests that name none. */
  readonly authority: string
  /** Told of what clients do wrong. */
  readonly clientError: (error: ProtocolError, remote: Address | null) => void
  /** A handshake is complete: what was it is now that connection. */
  readonly replaced: (handshake: ServedConnection, connection: ServedConnection) => void
  /** Told once, when the connection is gone. */
  readonly closed: (connection: ServedConnection) => void
}

/** A request as the exchange wants it: what its head says, and what its connection knows. */
export function incomingRequest(
  head: RequestHead,
  { scheme, authority }: ConnectionContext,
  remote: Address | null,
  body: RequestBody | null,
  extensions: Readonly<Record<symbol, unknown>> | undefined,
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
