import { DEFAULT_LIMITS, messageLimits } from '@tsgi/http1'
import type { MessageLimits, ProtocolError } from '@tsgi/http1'
import type { Address, HttpRequest } from '@tsgi/spec'

/** Where to listen, what to allow, whom to tell. The limits of messages are those of `@tsgi/http1`. */
export interface ServeOptions extends Partial<MessageLimits> {
  /** Address or name to listen on. Default `'127.0.0.1'`. */
  host?: string
  /** Port to listen on; 0: any free one. Default 8000. */
  port?: number
  /** Path of a unix socket to listen on, instead of host and port. */
  unix?: string
  /** Connections that may wait to be accepted. Default 511. */
  backlog?: number
  /** Octets of unread content that are thrown away before the connection is. Default 65536. */
  drainBytes?: number
  /** Milliseconds that this may take. Default 1000. */
  drainMs?: number
  /**
   * Told of each fault of the application or of this server, with the request where there is one. Default: prints it
   * to standard error.
   */
  onError?: (error: unknown, request: HttpRequest | null) => void
  /** Told of requests that were refused because of what the client sent. Default: does nothing. */
  onClientError?: (error: ProtocolError, remote: Address | null) => void
}

/** Options, checked, with all defaults filled in. */
export interface ResolvedOptions {
  readonly host: string
  readonly port: number
  readonly unix: string | undefined
  readonly backlog: number
  readonly drainBytes: number
  readonly drainMs: number
  readonly limits: MessageLimits
  readonly onError: (error: unknown, request: HttpRequest | null) => void
  readonly onClientError: (error: ProtocolError, remote: Address | null) => void
}

const DEFAULTS = {
  host: '127.0.0.1',
  port: 8000,
  unix: undefined,
  backlog: 511,
  drainBytes: 65_536,
  drainMs: 1000,
  onError: printError,
  onClientError: () => {},
}

/**
 * Checks options once, before anything listens.
 * @throws TypeError that names the option, what came and what was expected
 */
export function resolveOptions(options: ServeOptions): ResolvedOptions {
  const limits: Record<string, unknown> = {}
  const resolved: Record<string, unknown> = { ...DEFAULTS }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    if (Object.hasOwn(DEFAULT_LIMITS, name)) limits[name] = value
    else if (Object.hasOwn(DEFAULTS, name)) resolved[name] = checkedOption(name, value)
    else throw new TypeError(`Unknown option '${name}' of serve()`)
  }
  if (options.unix !== undefined && (options.host !== undefined || options.port !== undefined)) {
    throw new TypeError('Listen either on unix or on host and port: for both, serve twice')
  }
  return { ...(resolved as unknown as ResolvedOptions), limits: messageLimits(limits) }
}

type Check = [test: (value: unknown) => boolean, expected: string]

const TEXT: Check = [(value) => typeof value === 'string' && value !== '', 'a non-empty string']
const COUNT: Check = [
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  'a whole number, 0 or more',
]
/** A timer with more would go off at once. */
const MAX_MS = 2_147_483_647
const MILLISECONDS: Check = [(value) => COUNT[0](value) && (value as number) <= MAX_MS, `0 to ${MAX_MS}`]
const CALLBACK: Check = [(value) => typeof value === 'function', 'a function']

const CHECKS: Readonly<Record<string, Check>> = {
  host: TEXT,
  port: [
    (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535,
    '0 to 65535',
  ],
  unix: TEXT,
  backlog: COUNT,
  drainBytes: COUNT,
  drainMs: MILLISECONDS,
  graceMs: MILLISECONDS,
  onError: CALLBACK,
  onClientError: CALLBACK,
}

/**
 * The value of one option, checked.
 * @throws TypeError
 */
export function checkedOption<T>(name: string, value: T): T {
  const [test, expected] = CHECKS[name]!
  if (test(value)) return value
  const came = typeof value === 'object' || typeof value === 'function' ? typeof value : JSON.stringify(value)
  throw new TypeError(`${name} is ${expected}, got ${came}`)
}

function printError(error: unknown, request: HttpRequest | null): void {
  if (request !== null) console.error(`tsgi: ${request.method} ${request.basePath}${request.path} failed`)
  console.error(error)
}
