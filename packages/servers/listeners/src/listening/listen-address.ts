import { isIPv6 } from 'node:net'

/** Where to listen: a TCP port, a unix socket, or a descriptor that another process has opened. */
export type ListenAddress = TcpListenAddress | UnixListenAddress | InheritedListenAddress

/** A TCP port of this machine. */
export interface TcpListenAddress {
  /** Address or name. `'::'`: all addresses, of IPv6 and of IPv4. Default `'127.0.0.1'`. */
  host?: string
  /** Port; 0: any free one. Default 8000. */
  port?: number
  /** With an IPv6 address: leave IPv4 out. Default `false`. */
  ipv6Only?: boolean
}

/** A unix socket. A dead one that is left at its path is replaced; anything else there is an error. */
export interface UnixListenAddress {
  /** Path of the socket; its folder exists. */
  unix: string
  /** Permission bits of the file; who may write may connect. Default `0o660`. */
  mode?: number
}

/** A listening socket, TCP or unix, that this process has inherited. */
export interface InheritedListenAddress {
  /** Number of the descriptor. */
  fd: number
}

/** An address that was checked, with its defaults. */
export type ResolvedListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly ipv6Only: boolean }
  | { readonly kind: 'unix'; readonly path: string; readonly mode: number }
  | { readonly kind: 'inherited'; readonly fd: number }

const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_PORT = 8000
const DEFAULT_MODE = 0o660
const MAX_PORT = 65_535
const MAX_MODE = 0o777
const MAX_FD = 2_147_483_647

/**
 * Checks an address and fills in its defaults.
 * @param given an address, or its text: `127.0.0.1:8000`, `localhost:8000`, `[::1]:8000`, `:8000` for all addresses,
 *   `unix:/run/app.sock`, `fd:3`
 * @throws TypeError that names what is wrong
 */
export function resolveListenAddress(given: ListenAddress | string): ResolvedListenAddress {
  if (typeof given === 'string') return resolveListenAddress(parseListenAddress(given))
  if (typeof given !== 'object' || given === null) throw wrong('An address', 'an object or a string', given)
  if ('unix' in given && given.unix !== undefined) return resolveUnix(given)
  if ('fd' in given && given.fd !== undefined) return resolveInherited(given)
  return resolveTcp(given as TcpListenAddress)
}

function parseListenAddress(text: string): ListenAddress {
  if (text.startsWith('unix:')) return { unix: text.slice('unix:'.length) }
  if (text.startsWith('fd:')) return { fd: parseNumber(text.slice('fd:'.length)) ?? unreadable(text) }
  const colon = text.lastIndexOf(':')
  const port = parseNumber(text.slice(colon + 1))
  const host = parseHost(text.slice(0, Math.max(colon, 0)))
  if (colon === -1 || port === undefined || host === undefined) return unreadable(text)
  return { host, port }
}

function resolveTcp(given: TcpListenAddress): ResolvedListenAddress {
  expectMembers(given, ['host', 'port', 'ipv6Only'])
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, ipv6Only = false } = given
  if (!isText(host)) throw wrong('host', 'a non-empty string', host)
  if (!isWhole(port, MAX_PORT)) throw wrong('port', '0 to 65535', port)
  if (typeof ipv6Only !== 'boolean') throw wrong('ipv6Only', 'a boolean', ipv6Only)
  return { kind: 'tcp', host, port, ipv6Only }
}

function resolveUnix(given: UnixListenAddress): ResolvedListenAddress {
  expectMembers(given, ['unix', 'mode'])
  const { unix: path, mode = DEFAULT_MODE } = given
  // A leading NUL would mean an abstract socket, to which permissions do not apply.
  if (!isText(path) || path.includes('\0')) throw wrong('unix', 'a path', path)
  if (!isWhole(mode, MAX_MODE)) throw wrong('mode', 'octal, 0 to 0o777', mode)
  return { kind: 'unix', path, mode }
}

function resolveInherited(given: InheritedListenAddress): ResolvedListenAddress {
  expectMembers(given, ['fd'])
  if (!isWhole(given.fd, MAX_FD)) throw wrong('fd', 'the number of a descriptor', given.fd)
  return { kind: 'inherited', fd: given.fd }
}

function expectMembers(given: object, names: readonly string[]): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || names.includes(name)) continue
    throw new TypeError(`An address to listen on with ${names[0]} has no '${name}'`)
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isWhole(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most
}

/** In its only spelling. */
function parseNumber(text: string): number | undefined {
  const number = Number(text)
  return Number.isSafeInteger(number) && number >= 0 && String(number) === text ? number : undefined
}

/** Without brackets around it, an IPv6 address and its port cannot be told apart. */
function parseHost(text: string): string | undefined {
  if (text === '') return '::'
  if (!text.includes(':')) return text
  const address = text.slice(1, -1)
  return text === `[${address}]` && isIPv6(address) ? address : undefined
}

function unreadable(text: string): never {
  throw new TypeError(
    `${JSON.stringify(text)} is no address to listen on, such as 127.0.0.1:8000, [::1]:8000, :8000, ` +
      'unix:/run/app.sock or fd:3',
  )
}

function wrong(name: string, expected: string, came: unknown): TypeError {
  return new TypeError(
    `${name} is ${expected}, got ${typeof came === 'string' ? JSON.stringify(came) : String(came)}`,
  )
}
