import type { Gateway, IncomingRequest } from '@tsgi/exchange'
import type { MessageLimits, ProtocolError, RequestHead } from '@tsgi/http1'
import type { Address, RequestBody } from '@tsgi/spec'
import type { Connection } from './connection.ts'
import type { ScannerPool } from './scanner-pool.ts'

/** What all connections of a server share. */
export interface ConnectionContext {
  /** The application, and whom to tell of its faults. */
  readonly gateway: Gateway
  /** Limits of messages. */
  readonly limits: MessageLimits
  /** Scanners for heads, lent to connections. */
  readonly scanners: ScannerPool
  /** Scheme of the listener. */
  readonly scheme: 'http' | 'https'
  /** Authority for HTTP/1.0 requests that name none. */
  readonly authority: string
  /** Octets that are thrown away before the connection is: of unread content, and after a last answer. */
  readonly drainBytes: number
  /** Milliseconds that this may take. */
  readonly drainMs: number
  /** Told of what clients do wrong. */
  readonly clientError: (error: ProtocolError, remote: Address | null) => void
  /** Told once, when the connection is gone. */
  readonly closed: (connection: Connection) => void
}

/** A request as the exchange wants it: what its head says, and what its connection knows. */
export function incomingRequest(
  head: RequestHead,
  { scheme, authority }: ConnectionContext,
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
  }
}
