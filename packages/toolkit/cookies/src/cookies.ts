import { formatSetCookie, parseCookies } from '@tsgi/fields/cookie'
import type { CookieAttributes } from '@tsgi/fields/cookie'
import { appendHeader } from '@tsgi/message'
import type { HttpRequest, HttpResponse } from '@tsgi/spec'

/** What browsers keep of name and value together (RFC 6265 §6.1). */
const MOST_BYTES = 4096

/**
 * The cookies that a client has sent: values by name, decoded; of equal names the first counts. They are what the client
 * says, and nothing but: sign what it must not make up.
 * @returns an empty map when there are none, or more than 200
 * @see RFC 6265 §4.2
 */
export function cookiesOf(request: HttpRequest): ReadonlyMap<string, string> {
  return parseCookies(request.headers['cookie'])
}

/**
 * Sets a cookie in a copy of a response: adds a `set-cookie` line. When there are several for one cookie, the last counts.
 *
 * ```ts
 * return withCookie(html(page), 'theme', 'dark', { path: '/', maxAgeSeconds: 31_536_000 })
 * ```
 * @param name a token; `__Host-` and `__Secure-` bring the attributes that they promise
 * @param value any text
 * @throws TypeError for whatever a browser would ignore: a name that is no token, attributes that are malformed, contradict
 *   the prefix or lack the `secure` that they need, more than 4096 bytes
 * @see RFC 6265 §4.1
 */
export function withCookie(
  response: HttpResponse,
  name: string,
  value: string,
  attributes: CookieAttributes = {},
): HttpResponse {
  expectAttributes('withCookie', attributes)
  const line = formatSetCookie(name, value, attributes)
  const semicolon = line.indexOf(';')
  // Written out, a cookie is ASCII.
  const length = (semicolon === -1 ? line.length : semicolon) - 1
  if (length > MOST_BYTES) {
    throw new TypeError(`Cookie ${name} has ${length} bytes, browsers keep at most ${MOST_BYTES}`)
  }
  return appendHeader(response, 'set-cookie', line)
}

/**
 * Deletes a cookie in a copy of a response.
 * @param attributes `domain` and `path` as the cookie was set with; for browsers, another path is another cookie
 * @throws TypeError as `withCookie`
 */
export function withoutCookie(
  response: HttpResponse,
  name: string,
  attributes: CookieAttributes = {},
): HttpResponse {
  const { domain, path, secure, httpOnly, sameSite, partitioned } = attributes
  const gone = { maxAgeSeconds: 0, expires: new Date(0) }
  return withCookie(response, name, '', { domain, path, secure, httpOnly, sameSite, partitioned, ...gone })
}

const NAMES: ReadonlySet<string> = new Set<keyof CookieAttributes>([
  ...([
    'domain',
    'path',
    'expires',
    'maxAgeSeconds',
    'secure',
    'httpOnly',
    'sameSite',
    'partitioned',
  ] as const),
])

/**
 * Finds attributes that do not exist: `maxAge` would be a cookie that does not end.
 * @throws TypeError
 */
export function expectAttributes(caller: string, attributes: object, others: readonly string[] = []): void {
  for (const name of Object.keys(attributes)) {
    if (!NAMES.has(name) && !others.includes(name))
      throw new TypeError(`Unknown option '${name}' of ${caller}()`)
  }
}
