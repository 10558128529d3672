/**
 * Cookies, both ways.
 *
 *     cookie-string     = cookie-pair *( ";" SP cookie-pair )
 *     set-cookie-string = cookie-pair *( ";" SP cookie-av )
 *     cookie-pair       = cookie-name "=" cookie-value
 *
 * A browser guards the names that begin with `__Host-` and `__Secure-`, and it compares octets. So does this reader: a
 * pair ends at a semicolon, its name at the first equals sign, only the blanks next to a semicolon are removed, and
 * quotes mean nothing. A more helpful one would see a guarded name where the browser saw another.
 */
import { formatDate } from './date.ts'
import { DIGITS, LETTERS, PRINTABLE, consistsOf, octets, trimBlanks, without } from './octets.ts'
import { isToken } from './token.ts'

/** Limits of {@link parseCookies}. */
export interface CookieOptions {
  /** How many pairs there may be, those without a name included. With more there are none. Default 200. */
  readonly limit?: number
}

/** Attributes of a cookie. What is `undefined` is not sent. */
export interface CookieAttributes {
  /** Host that gets the cookie, its subdomains included. Default: only the host that set it. */
  readonly domain?: string | undefined
  /** Paths that get the cookie: this one and what is below. Default: the directory of the request that set it. */
  readonly path?: string | undefined
  /** When the cookie ends. `maxAgeSeconds` goes before it. Default: with the browser's session. */
  readonly expires?: Date | undefined
  /** Seconds until the cookie ends; 0 deletes it. Default: see `expires`. */
  readonly maxAgeSeconds?: number | undefined
  /** Whether only secure connections carry it. Default false; true for names with a prefix. */
  readonly secure?: boolean | undefined
  /** Whether scripts are kept from it. Default false. */
  readonly httpOnly?: boolean | undefined
  /** Which requests from other sites carry it; `'none'`, all of them, needs `secure`. Default: the browser's, mostly lax. */
  readonly sameSite?: 'strict' | 'lax' | 'none' | undefined
  /** Whether each top-level site gets a cookie of its own; needs `secure`. Default false. */
  readonly partitioned?: boolean | undefined
}

/** `cookie-octet` without the percent sign, which {@link parseCookies} reads as an escape: what needs none. */
const PLAIN = without(PRINTABLE, ' ",;\\%')
const PATH = without(PRINTABLE, ';')
const LABEL = octets(LETTERS + DIGITS + '-')
const SAME_SITE = new Map([
  ['strict', 'Strict'],
  ['lax', 'Lax'],
  ['none', 'None'],
])

/**
 * Reads the cookies of a request. Of several with one name the first counts, as browsers send the closest path first.
 * Percent-encoded values are decoded, those with a bad escape kept as they are. What has no `=`, or nothing before it,
 * is ignored.
 * @param value the field value, e.g. `id=1; theme=dark`; `undefined` when there is none
 * @returns values by name, both as sent but for the escapes; empty when there are more pairs than the limit, because a list
 *   is never shortened: a sibling host could push out the cookies it wants to be gone
 * @see RFC 6265 §4.2, §5.4
 */
export function parseCookies(value: string | undefined, options: CookieOptions = {}): Map<string, string> {
  const limit = options.limit ?? 200
  const cookies = new Map<string, string>()
  if (value === undefined) return cookies

  let pairs = 0
  let start = 0
  while (start < value.length) {
    const semicolon = value.indexOf(';', start)
    const end = semicolon === -1 ? value.length : semicolon
    const pair = trimBlanks(value.slice(start, end))
    if (pair !== '' && ++pairs > limit) return new Map()
    const equals = pair.indexOf('=')
    const name = pair.slice(0, equals)
    if (equals > 0 && !cookies.has(name)) cookies.set(name, decode(pair.slice(equals + 1)))
    start = end + 1
  }
  return cookies
}

/**
 * Writes the value of one `Set-Cookie` field line.
 *
 * Names that begin with `__Secure-` bring `Secure`, those with `__Host-` also `Path=/`. To delete a cookie, set it to `''`
 * with `maxAgeSeconds: 0` and the domain and path it was set with.
 * @param name a token
 * @param value any text; percent-encoded as UTF-8 where a cookie could not hold it, so that `parseCookies` gives it back
 * @throws TypeError for whatever a browser would ignore or read otherwise: a name that is no token, a value with half a
 *   surrogate pair, an attribute that is malformed, that contradicts the name's prefix, or lacks the `secure` it needs
 * @see RFC 6265 §4.1; `SameSite`, prefixes: draft-ietf-httpbis-rfc6265bis §4.1.2.7, §4.1.3; `Partitioned`:
 *   draft-cutler-httpbis-partitioned-cookies
 */
export function formatSetCookie(name: string, value: string, attributes: CookieAttributes = {}): string {
  if (!isToken(name)) throw new TypeError(`The name of a cookie is a token, got ${JSON.stringify(name)}`)
  const complete = withPrefix(name, attributes)
  check(name, complete)
  const { domain, path, expires, maxAgeSeconds, secure, httpOnly, sameSite, partitioned } = complete
  const parts = [`${name}=${encode(name, value)}`]
  if (domain !== undefined) parts.push(`Domain=${domain}`)
  if (path !== undefined) parts.push(`Path=${path}`)
  if (expires !== undefined) parts.push(`Expires=${formatDate(expires)}`)
  if (maxAgeSeconds !== undefined) parts.push(`Max-Age=${maxAgeSeconds}`)
  if (secure) parts.push('Secure')
  if (httpOnly) parts.push('HttpOnly')
  if (sameSite !== undefined) parts.push(`SameSite=${SAME_SITE.get(sameSite)}`)
  if (partitioned) parts.push('Partitioned')
  return parts.join('; ')
}

function decode(value: string): string {
  if (!value.includes('%')) return value
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function encode(name: string, value: string): string {
  if (consistsOf(value, PLAIN)) return value
  try {
    return encodeURIComponent(value)
  } catch (cause) {
    throw new TypeError(`The value of cookie ${name} has half a surrogate pair`, { cause })
  }
}

/** The attributes together with those that the name brings. Written out, as a spread costs 2 µs on Node 20. */
function withPrefix(name: string, given: CookieAttributes): CookieAttributes {
  const { domain, expires, maxAgeSeconds, httpOnly, sameSite, partitioned } = given
  const path = given.path ?? (isHostOnly(name) ? '/' : undefined)
  const secure = given.secure ?? isSecureOnly(name)
  return { domain, path, expires, maxAgeSeconds, secure, httpOnly, sameSite, partitioned }
}

function check(name: string, attributes: CookieAttributes): void {
  const { domain, path, maxAgeSeconds, secure, sameSite, partitioned } = attributes
  const refuse = (why: string): never => {
    throw new TypeError(`Cookie ${name}: ${why}`)
  }
  if (domain !== undefined && !isDomain(domain)) refuse(`no domain: ${JSON.stringify(domain)}`)
  if (path !== undefined && !isPath(path)) refuse(`no path: ${JSON.stringify(path)}`)
  if (maxAgeSeconds !== undefined && !(Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds >= 0)) {
    refuse(`maxAgeSeconds is an integer from 0, got ${maxAgeSeconds}`)
  }
  if (sameSite !== undefined && !SAME_SITE.has(sameSite)) refuse(`no sameSite: ${JSON.stringify(sameSite)}`)
  if (!secure && (partitioned || sameSite === 'none')) refuse('partitioned and sameSite none need secure')
  if (!secure && isSecureOnly(name)) refuse('its prefix needs secure')
  if (isHostOnly(name) && (domain !== undefined || path !== '/'))
    refuse('its prefix allows no domain, no path but /')
}

/** Browsers know the prefixes in any case, and refuse a cookie that lacks what its prefix promises. */
function isSecureOnly(name: string): boolean {
  return name.slice(0, 9).toLowerCase() === '__secure-' || isHostOnly(name)
}

function isHostOnly(name: string): boolean {
  return name.slice(0, 7).toLowerCase() === '__host-'
}

/** Labels between dots; one dot before them is ignored, one after them would make browsers ignore the attribute. */
function isDomain(text: string): boolean {
  const labels = (text.startsWith('.') ? text.slice(1) : text).split('.')
  return labels.every((label) => label !== '' && consistsOf(label, LABEL))
}

/** Without the slash browsers would take their default path. */
function isPath(text: string): boolean {
  return text.startsWith('/') && consistsOf(text, PATH)
}
