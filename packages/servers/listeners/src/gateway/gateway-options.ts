import type { Address, HttpRequest } from '@tsgi/spec'
import { resolveListenAddress } from '../listening/listen-address.ts'
import type { ListenAddress, ResolvedListenAddress } from '../listening/listen-address.ts'

/** What every gateway on a socket can be told. */
export interface GatewayOptions {
  /** Address or name to listen on. Default `'127.0.0.1'`. */
  host?: string
  /** Port to listen on; 0: any free one. */
  port?: number
  /** Path of a unix socket to listen on, instead of host and port. */
  unix?: string
  /** All addresses to listen on, instead of `host`, `port` and `unix`: `['127.0.0.1:9000', { fd: 0 }]`. */
  listen?: ReadonlyArray<ListenAddress | string>
  /**
   * Whether to listen on addresses that other machines can reach. The protocol has no authentication: whoever connects
   * is believed everything, addresses of clients included. Default `false`: such an address is an error.
   */
  trustNetwork?: boolean
  /** Connections that may wait to be accepted. Default 511. */
  backlog?: number
  /** Connections at a time; further ones are closed at once. Default 0, any number. */
  maxConnections?: number
  /**
   * Told of each fault of the application or of the gateway, with the request where there is one. Default: prints it to
   * standard error.
   */
  onError?: (error: unknown, request: HttpRequest | null) => void
  /**
   * Told of requests that were refused and of connections that were ended because of what came over them: `error.code`
   * says why. Default: does nothing.
   */
  onClientError?: (error: Error & { readonly code: string }, remote: Address | null) => void
}

/** Numeric options of one gateway: their defaults, and whether they are milliseconds. 0 means no limit. */
export type LimitTable<Limits> = {
  readonly [Name in keyof Limits]: readonly [byDefault: number, unit: 'count' | 'milliseconds']
}

/** Options, checked, with all defaults filled in. */
export interface ResolvedGatewayOptions<Limits> {
  /** Where to listen, one address at least. */
  readonly listen: readonly ResolvedListenAddress[]
  /** Whether other machines may reach it. */
  readonly trustNetwork: boolean
  /** Connections that may wait to be accepted. */
  readonly backlog: number
  /** Connections at a time; 0: any number. */
  readonly maxConnections: number
  /** The limits of the gateway. */
  readonly limits: Limits
  /** Told of faults. */
  readonly onError: NonNullable<GatewayOptions['onError']>
  /** Told of what was refused. */
  readonly onClientError: NonNullable<GatewayOptions['onClientError']>
}

/** A timer with more would go off at once. */
const MAX_MS = 2_147_483_647

/**
 * Checks options once, before anything listens.
 * @param table the limits of this gateway
 * @param defaultPort the port where nothing says where to listen
 * @throws TypeError that names the option, what came and what was expected
 */
export function resolveGatewayOptions<Limits extends object>(
  options: GatewayOptions & Partial<Limits>,
  table: LimitTable<Limits>,
  defaultPort: number,
): ResolvedGatewayOptions<Limits> {
  const {
    host,
    port,
    unix,
    listen,
    trustNetwork = false,
    backlog = 511,
    maxConnections = 0,
    onError = printError,
    onClientError = ignore,
    ...rest
  } = options
  if (typeof trustNetwork !== 'boolean') throw wrong('trustNetwork', 'a boolean', trustNetwork)
  return {
    listen: addresses({ host, port, unix, listen }, defaultPort),
    trustNetwork,
    backlog: checkedNumber('backlog', backlog, 'count'),
    maxConnections: checkedNumber('maxConnections', maxConnections, 'count'),
    limits: resolveLimits(rest, table),
    onError: checkedFunction('onError', onError),
    onClientError: checkedFunction('onClientError', onClientError),
  }
}

function resolveLimits<Limits extends object>(given: object, table: LimitTable<Limits>): Limits {
  const rules = new Map<string, readonly [number, 'count' | 'milliseconds']>(Object.entries(table))
  const limits = Object.fromEntries([...rules].map(([name, [byDefault]]) => [name, byDefault]))
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    const rule = rules.get(name)
    if (rule === undefined) throw new TypeError(`Unknown option '${name}' of serve()`)
    limits[name] = checkedNumber(name, value, rule[1])
  }
  return limits as Limits
}

type Addresses = { [name in 'host' | 'port' | 'unix' | 'listen']: GatewayOptions[name] | undefined }

function addresses({ host, port, unix, listen }: Addresses, defaultPort: number): ResolvedListenAddress[] {
  const isTcp = host !== undefined || port !== undefined
  if ([isTcp, unix !== undefined, listen !== undefined].filter(Boolean).length > 1) {
    throw new TypeError(
      'Listen on host and port, on unix, or on what listen names: several addresses go into listen',
    )
  }
  if (unix !== undefined) return [resolveListenAddress({ unix })]
  if (listen === undefined)
    return [resolveListenAddress({ ...(host !== undefined && { host }), port: port ?? defaultPort })]
  if (!Array.isArray(listen) || listen.length === 0)
    throw new TypeError('listen is a list of at least one address')
  return listen.map((address) => resolveListenAddress(address as ListenAddress | string))
}

function checkedNumber(name: string, value: unknown, unit: 'count' | 'milliseconds'): number {
  const isCount = Number.isSafeInteger(value) && (value as number) >= 0
  if (unit === 'count' && !isCount) throw wrong(name, 'a whole number, 0 or more', value)
  if (unit === 'milliseconds' && !(isCount && (value as number) <= MAX_MS))
    throw wrong(name, `0 to ${MAX_MS}`, value)
  return value as number
}

function checkedFunction<F>(name: string, value: F): F {
  if (typeof value !== 'function') throw wrong(name, 'a function', value)
  return value
}

function wrong(name: string, expected: string, came: unknown): TypeError {
  const told = typeof came === 'object' || typeof came === 'function' ? typeof came : JSON.stringify(came)
  return new TypeError(`${name} is ${expected}, got ${told}`)
}

function printError(error: unknown, request: HttpRequest | null): void {
  if (request !== null) console.error(`tsgi: ${request.method} ${request.basePath}${request.path} failed`)
  console.error(error)
}

function ignore(): void {}
