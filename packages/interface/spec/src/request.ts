import type { Exchange } from './exchange.ts'

/**
 * A request: plain data, own properties, all always present.
 *
 * Change a copy, never the original: `next({ ...request, path: '/other' })`. Copying by spread keeps members that this
 * version of the interface does not know.
 */
export interface HttpRequest {
  /** RFC 9110 method, case-sensitive, as received: `'GET'` (SPEC REQ-5). */
  readonly method: string
  /** `'http'` or `'https'`: the scheme of the last hop (SPEC REQ-6). */
  readonly scheme: string
  /** `host` or `host:port`: `'example.com:8080'` (SPEC REQ-7). */
  readonly authority: string
  /** Where the application is mounted: `''` or `'/mounted/at'`, raw, without trailing slash (SPEC PATH-1). */
  readonly basePath: string
  /** The rest of the target's path, raw: `'/rest/of%20it'` (SPEC PATH-2). */
  readonly path: string
  /** What follows the first `?`, raw and without it: `'a=1&b'`; `''` when absent (SPEC PATH-8). */
  readonly query: string
  /** Version of the request: `'1.0'`, `'1.1'`, `'2.0'` … (SPEC REQ-8). */
  readonly httpVersion: string
  /** Field values by lower-case name (SPEC HEAD-1). */
  readonly headers: RequestHeaders
  /** The content, to be iterated once; `null` when the request has none (SPEC BODY-1). */
  readonly body: RequestBody | null
  /** The peer of the connection; `null` when it has no address, as with unix sockets (SPEC REQ-9). */
  readonly remote: Address | null
  /** What outer middleware tells inner applications (SPEC REQ-10). */
  readonly state: State
  /** Services of this exchange, shared by all derived copies of the request (SPEC EXCH-1). */
  readonly exchange: Exchange
}

/**
 * Request fields: lower-case names without inherited properties; repeated lines joined with `', '`, `cookie` with
 * `'; '` (SPEC HEAD-1 to HEAD-4).
 */
export type RequestHeaders = Readonly<Record<string, string | undefined>>

/** Content of a request: non-empty chunks, already de-chunked; iterate once (SPEC BODY-1 to BODY-6). */
export type RequestBody = AsyncIterable<Uint8Array>

/** Address of a peer. */
export interface Address {
  /** IPv4 or IPv6 address without brackets: `'203.0.113.7'`, `'2001:db8::1'`. */
  readonly address: string
  /** Port, 0–65535. */
  readonly port: number
}

/** Read-only values by key; keys are symbols or strings with a dot: `'acme.user'` (SPEC REQ-10). */
export type State = Readonly<Record<PropertyKey, unknown>>
