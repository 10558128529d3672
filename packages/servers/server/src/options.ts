import { DEFAULT_LIMITS, messageLimits } from '@tsgi/http1'
import type { MessageLimits, ProtocolError } from '@tsgi/http1'
import { resolveListenAddress } from '@tsgi/listeners'
import type { ListenAddress, ResolvedListenAddress } from '@tsgi/listeners'
import type { Address, HttpRequest } from '@tsgi/spec'
import type { TlsOptions } from './tls/tls-options.ts'

/** Where to listen, what to allow, whom to tell. The limits of messages are those of `@tsgi/http1`. */
export interface ServeOptions extends Partial<MessageLimits>, Partial<ServerLimits> {
  /** Address or name to listen on. Default `'127.0.0.1'`. */
  host?: string
  /** Port to listen on; 0: any free one. Default 8000. */
  port?: number
  /** Path of a unix socket to listen on, instead of host and port. */
  unix?: string
  /** All addresses to listen on, instead of `host`, `port` and `unix`: `['127.0.0.1:8000', { unix: '/run/app.sock' }]`. */
  listen?: ReadonlyArray<ListenAddress | string>
  /** Certificates, to speak TLS at all addresses: `{ cert, key }`, PEM or paths of PEM files. Default: no TLS. */
  tls?: TlsOptions
  /**
   * Whether HTTP/2 is spoken as well, on the same ports: with TLS to clients that prefer it (ALPN), without it to those
   * that begin with it (prior knowledge, h2c). Default: whether there is `tls`.
   */
  http2?: boolean
  /**
   * Peers in front that begin each connection with a PROXY header, version 1 or 2: then nobody else may connect, and
   * clients are who the headers say. Default: none, and no header is read.
   */
  proxyProtocol?: ProxyProtocolOptions
  /** Connections that may wait to be accepted. Default 511. */
  backlog?: number
  /**
   * Told of each fault of the application or of this server, with the request where there is one. Default: prints it
   * to standard error.
   */
  onError?: (error: unknown, request: HttpRequest | null) => void
  /** Told of requests that were refused because of what the client sent. Default: does nothing. */
  onClientError?: (error: ProtocolError, remote: Address | null) => void
}

/** Whose PROXY headers are believed. */
export interface ProxyProtocolOptions {
  /**
   * Addresses (`'192.0.2.7'`), networks (`'10.0.0.0/8'`), `'unix'` for the peers of unix sockets, or `'everyone'` where
   * something else keeps strangers away.
   */
  from: readonly string[]
}

/** What clients may use of time and room. 0 means: no limit. */
export interface ServerLimits {
  /** Milliseconds for a head: from the connection's begin, later from its first octet; then 408. Default 10000. */
  readonly headTimeoutMs: number
  /** Milliseconds that a connection may wait for its next request. Default 5000; behind a proxy more than the proxy's. */
  readonly keepAliveTimeoutMs: number
  /** Milliseconds in which content must arrive at `minContentRate`, and again and again; then 408. Default 30000. */
  readonly contentTimeoutMs: number
  /** Octets of content per second, on average over `contentTimeoutMs`. Default 240. */
  readonly minContentRate: number
  /** Milliseconds that the application may take to begin its answer; then 503. Default 0. */
  readonly requestTimeoutMs: number
  /** Milliseconds without progress that a client may take to accept what is sent to it. Default 30000. */
  readonly writeTimeoutMs: number
  /** Octets of unread content that are thrown away before the connection is. Default 65536. */
  readonly drainBytes: number
  /** Milliseconds that this, and the last goodbye to a client, may take. Default 1000. */
  readonly drainMs: number
  /** Octets of content of a request, transfer coding removed; beyond it: 413. Default 0. */
  readonly maxContentBytes: number
  /** Connections at a time; further ones are closed at once. Default 0. */
  readonly maxConnections: number
  /** Requests at a time that the application works on; further ones get 503 with `retry-after`. Default 0. */
  readonly maxPendingRequests: number
  /** Requests over one connection, or up to a tenth fewer, so that not all end at once. Default 10000. */
  readonly maxRequestsPerConnection: number
}

/** Options, checked, with all defaults filled in. */
export interface ResolvedOptions {
  readonly listen: readonly ResolvedListenAddress[]
  /** `null`: no TLS. */
  readonly tls: TlsOptions | null
  readonly http2: boolean
  /** `null`: no headers. */
  readonly proxyProtocol: ProxyProtocolOptions | null
  readonly backlog: number
  readonly limits: MessageLimits & ServerLimits
  readonly onError: (error: unknown, request: HttpRequest | null) => void
  readonly onClientError: (error: ProtocolError, remote: Address | null) => void
}

type Check = [test: (value: unknown) => boolean, expected: string]

const COUNT: Check = [
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  'a whole number, 0 or more',
]
/** A timer with more would go off at once. */
const MAX_MS = 2_147_483_647
const MILLISECONDS: Check = [(value) => COUNT[0](value) && (value as number) <= MAX_MS, `0 to ${MAX_MS}`]
const BOOLEAN: Check = [(value) => typeof value === 'boolean', 'a boolean']
const IDENTITY: Check = [(value) => typeof value === 'object' && value !== null, '{ cert, key }']
const PROXIES: Check = [isProxies, "{ from: ['10.0.0.0/8'] }"]
const CALLBACK: Check = [(value) => typeof value === 'function', 'a function']

const LIMITS: Readonly<Record<keyof ServerLimits, [byDefault: number, check: Check]>> = {
  headTimeoutMs: [10_000, MILLISECONDS],
  keepAliveTimeoutMs: [5000, MILLISECONDS],
  contentTimeoutMs: [30_000, MILLISECONDS],
  minContentRate: [240, COUNT],
  requestTimeoutMs: [0, MILLISECONDS],
  writeTimeoutMs: [30_000, MILLISECONDS],
  drainBytes: [65_536, COUNT],
  drainMs: [1000, MILLISECONDS],
  maxContentBytes: [0, COUNT],
  maxConnections: [0, COUNT],
  maxPendingRequests: [0, COUNT],
  maxRequestsPerConnection: [10_000, COUNT],
}

/** Limits of the server when nothing is said. */
export const DEFAULT_SERVER_LIMITS = Object.fromEntries(
  Object.entries(LIMITS).map(([name, [byDefault]]) => [name, byDefault]),
) as unknown as ServerLimits

/**
 * Checks options once, before anything listens.
 * @throws TypeError that names the option, what came and what was expected
 */
export function resolveOptions(options: ServeOptions): ResolvedOptions {
  const {
    host,
    port,
    unix,
    listen,
    tls,
    http2 = tls !== undefined,
    proxyProtocol,
    backlog = 511,
    onError = printError,
    onClientError = ignore,
    ...rest
  } = options
  const messages: Record<string, unknown> = {}
  const limits: Record<string, unknown> = { ...DEFAULT_SERVER_LIMITS }
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined) continue
    if (Object.hasOwn(DEFAULT_LIMITS, name)) messages[name] = value
    else if (Object.hasOwn(LIMITS, name))
      limits[name] = checked(name, value, LIMITS[name as keyof ServerLimits][1])
    else throw new TypeError(`Unknown option '${name}' of serve()`)
  }
  return {
    listen: addresses({ host, port, unix, listen }),
    tls: tls === undefined ? null : checked('tls', tls, IDENTITY),
    http2: checked('http2', http2, BOOLEAN),
    proxyProtocol: proxyProtocol === undefined ? null : checked('proxyProtocol', proxyProtocol, PROXIES),
    backlog: checked('backlog', backlog, COUNT),
    limits: { ...messageLimits(messages), ...(limits as unknown as ServerLimits) },
    onError: checked('onError', onError, CALLBACK),
    onClientError: checked('onClientError', onClientError, CALLBACK),
  }
}

/**
 * The time that closing may take, checked.
 * @throws TypeError
 */
export function checkedGrace(graceMs: number): number {
  return checked('graceMs', graceMs, MILLISECONDS)
}

type Addresses = { [name in 'host' | 'port' | 'unix' | 'listen']: ServeOptions[name] | undefined }

function addresses({ host, port, unix, listen }: Addresses): ResolvedListenAddress[] {
  const isTcp = host !== undefined || port !== undefined
  if ([isTcp, unix !== undefined, listen !== undefined].filter(Boolean).length > 1) {
    throw new TypeError(
      'Listen on host and port, on unix, or on what listen names: several addresses go into listen',
    )
  }
  if (unix !== undefined) return [resolveListenAddress({ unix })]
  if (listen === undefined)
    return [
      resolveListenAddress({ ...(host !== undefined && { host }), ...(port !== undefined && { port }) }),
    ]
  if (!Array.isArray(listen) || listen.length === 0)
    throw new TypeError('listen is a list of at least one address')
  return listen.map((address) => resolveListenAddress(address as ListenAddress | string))
}

function checked<T>(name: string, value: T, [test, expected]: Check): T {
  if (test(value)) return value
  const came = typeof value === 'object' || typeof value === 'function' ? typeof value : JSON.stringify(value)
  throw new TypeError(`${name} is ${expected}, got ${came}`)
}

/** One list of peers, and nothing else. What is in it is checked where it is read. */
function isProxies(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray((value as ProxyProtocolOptions).from) && Object.keys(value).length === 1
}

function printError(error: unknown, request: HttpRequest | null): void {
  if (request !== null) console.error(`tsgi: ${request.method} ${request.basePath}${request.path} failed`)
  console.error(error)
}

function ignore(): void {}
