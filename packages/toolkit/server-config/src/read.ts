import { isIP } from 'node:net'

/*
 * What goes into a configuration is checked first, so that no value can end its directive and begin another one. What the
 * single languages cannot quote they refuse themselves.
 */

const HOST = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i
const SOCKET = /^\/[A-Za-z0-9._/@+-]+$/
const LOCATION = /^\/(?:[A-Za-z0-9._~-]+\/)*$/
// oxlint-disable-next-line no-control-regex -- they are what is refused
const FOLDER = /^\/[^\0-\x1f\x7f]*$/

/** Octets of the path of a socket, without the NUL behind them. */
const MAX_SOCKET_PATH = 107

/** Takes an object with none but these members. */
export function readObject(name: string, value: object, members: readonly string[]): void {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- not everybody has types
  if (typeof value !== 'object' || value === null) throw expected(name, 'an object', value)
  const unknown = Object.keys(value).find((member) => !members.includes(member))
  if (unknown !== undefined)
    throw new TypeError(`Unknown option '${unknown}' in ${name}; expected ${members.join(', ')}`)
}

/** Takes a list. */
export function readList<T>(name: string, value: readonly T[]): readonly T[] {
  if (!Array.isArray(value)) throw expected(name, 'a list', value)
  return value
}

/** Takes a text of a form. */
export function readText(name: string, value: string, form: RegExp, what: string): string {
  if (typeof value !== 'string' || !form.test(value)) throw expected(name, what, value)
  return value
}

/** Takes an integer within bounds. */
export function readNumber(
  name: string,
  value: number,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value
  const bounds = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`
  throw expected(name, `an integer ${bounds}`, value)
}

/** Takes a host name or an address. */
export function readHost(name: string, value: string): string {
  if (isHostName(value) || isAddress(value)) return value
  throw expected(name, 'a host name in ASCII (xn--…) or an address', value)
}

/** Takes a host name, with `*.` in front if it likes. */
export function readSiteName(name: string, value: string): string {
  if (typeof value === 'string' && isHostName(value.replace(/^\*\./, ''))) return value
  throw expected(name, 'host names in ASCII (xn--…), with *. in front if they like', value)
}

function isHostName(value: string): boolean {
  return typeof value === 'string' && value.length <= 253 && HOST.test(value)
}

/** Without a zone, which not every program takes. */
function isAddress(value: string): boolean {
  return typeof value === 'string' && isIP(value) !== 0 && !value.includes('%')
}

/** Takes the path of a unix socket. */
export function readSocket(name: string, value: string): string {
  const path = readText(name, value, SOCKET, 'an absolute path of letters, digits and ._/@+-')
  if (path.length > MAX_SOCKET_PATH) throw expected(name, `at most ${MAX_SOCKET_PATH} characters`, value)
  return withoutDots(name, path)
}

/** Takes a path of URLs with a slash at both ends: nothing that ends elsewhere, so that no prefix matches half a name. */
export function readLocation(name: string, value: string): string {
  return withoutDots(
    name,
    readText(name, value, LOCATION, "a path with a slash at both ends, such as '/assets/'"),
  )
}

/** Takes the absolute path of a folder, and gives it without a slash at its end. */
export function readFolder(name: string, value: string): string {
  const folder = readText(name, value, FOLDER, 'an absolute path without control characters')
  return withoutDots(name, folder.length > 1 ? folder.replace(/\/$/, '') : folder)
}

function withoutDots(name: string, path: string): string {
  const segments = path.split('/').slice(1)
  const isClean = segments.every((segment, index) => {
    return segment !== '.' && segment !== '..' && (segment !== '' || index === segments.length - 1)
  })
  if (!isClean) throw expected(name, 'a path without //, /./ and /../', path)
  return path
}

function expected(name: string, what: string, value: unknown): TypeError {
  return new TypeError(`${name}: expected ${what}, got ${JSON.stringify(value)}`)
}
