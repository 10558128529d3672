import type { GatewayOptions, LimitTable } from '@tsgi/listeners'
import type { Application } from '@tsgi/spec'

/** Where to listen, what to allow, whom to tell. */
export interface ServeOptions extends GatewayOptions, Partial<FastcgiLimits> {
  /** Port to listen on; 0: any free one. Default 9000. */
  port?: number
  /**
   * Answers the web server's questions whether a client may have something (the role of an authorizer, FastCGI 1.0 §6.3):
   * status 200 allows it, and fields `variable-name` become variables of what is asked next; any other answer goes to
   * the client. Default: no application does, and the web server is told so.
   */
  authorizer?: Application
  /**
   * Whether the web server has found the application as a script at `SCRIPT_NAME`, which is then its `basePath` also
   * where nothing follows it. Default: whether it listens on descriptor 0, as under mod_fcgid.
   */
  isScript?: boolean
  /**
   * Web servers that may connect over TCP: addresses (`'192.0.2.7'`) and networks (`'10.0.0.0/8'`). Others are closed at
   * once. Default: what the environment's `FCGI_WEB_SERVER_ADDRS` lists; without it, everybody.
   */
  webServers?: readonly string[]
}

/** What a web server may use of time and room. 0 means: no limit. */
export interface FastcgiLimits {
  /** Milliseconds for the variables of a request; then 408. And for the rest of any record; then it closes. Default 10000. */
  readonly headTimeoutMs: number
  /** Milliseconds that a connection may wait for its next request; more than the web server keeps it. Default 75000. */
  readonly keepAliveTimeoutMs: number
  /** Milliseconds without any content, while the application waits for it; then 408. Default 30000. */
  readonly contentTimeoutMs: number
  /** Milliseconds that the application may take to begin its answer; then 503. Default 0. */
  readonly requestTimeoutMs: number
  /** Milliseconds without progress that the web server may take to accept what is sent to it. Default 30000. */
  readonly writeTimeoutMs: number
  /** Milliseconds that connections still wait for a request that is on its way, when the server closes. Default 1000. */
  readonly drainMs: number
  /** Octets of the variables of a request, their lengths included; beyond it: 431. Default 65536. */
  readonly maxVariablesBytes: number
  /** Variables of a request; beyond it: 431. Default 256. */
  readonly maxVariables: number
  /** Octets of content of a request; beyond it: 413. Default 0. */
  readonly maxContentBytes: number
  /** Requests at a time over one connection; further ones are told that it is overloaded. Default 100. */
  readonly maxRequests: number
}

/** Limits of the gateway when nothing is said. */
export const LIMITS: LimitTable<FastcgiLimits> = {
  headTimeoutMs: [10_000, 'milliseconds'],
  keepAliveTimeoutMs: [75_000, 'milliseconds'],
  contentTimeoutMs: [30_000, 'milliseconds'],
  requestTimeoutMs: [0, 'milliseconds'],
  writeTimeoutMs: [30_000, 'milliseconds'],
  drainMs: [1000, 'milliseconds'],
  maxVariablesBytes: [65_536, 'count'],
  maxVariables: [256, 'count'],
  maxContentBytes: [0, 'count'],
  maxRequests: [100, 'count'],
}

/** Where nothing says where to listen. */
export const DEFAULT_PORT = 9000
