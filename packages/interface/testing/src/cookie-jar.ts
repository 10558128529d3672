import type { ResponseHeaders } from '@tsgi/spec'

/** A cookie that is kept. */
interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
  readonly isSecure: boolean
  /** Milliseconds since 1970; `Infinity`: as long as the client. */
  readonly expiresAt: number
}

/**
 * What a client keeps of `set-cookie`, and sends back by path, scheme and age (RFC 6265 §5). There is one host, so `domain`
 * is not looked at, nor what only a browser with pages of several sites can decide.
 */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>()

  /** Values by name, whatever their path; of several the one set last. */
  get values(): ReadonlyMap<string, string> {
    return new Map(this.#alive().map(({ name, value }) => [name, value]))
  }

  /** Keeps what an answer to this target sets, and forgets what it lets expire. */
  keep(target: string, { 'set-cookie': lines = [] }: ResponseHeaders): void {
    for (const line of typeof lines === 'string' ? [lines] : lines) {
      const cookie = parse(line, pathOf(target))
      const key = `${cookie.name};${cookie.path}`
      this.#cookies.delete(key)
      if (cookie.expiresAt > Date.now()) this.#cookies.set(key, cookie)
    }
  }

  /** The value of `cookie` for a request; longer paths first (RFC 6265 §5.4); `undefined`: there are none. */
  headerFor(target: string, scheme: string): string | undefined {
    const path = pathOf(target)
    const sent = this.#alive()
      .filter((cookie) => covers(cookie.path, path) && (!cookie.isSecure || scheme === 'https'))
      .toSorted((one, other) => other.path.length - one.path.length)
    return sent.length === 0 ? undefined : sent.map(({ name, value }) => `${name}=${value}`).join('; ')
  }

  #alive(): Cookie[] {
    const now = Date.now()
    return [...this.#cookies.values()].filter(({ expiresAt }) => expiresAt > now)
  }
}

function pathOf(target: string): string {
  const end = target.indexOf('?')
  return end === -1 ? target : target.slice(0, end)
}

function parse(line: string, requestPath: string): Cookie {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const [name, value] = halves(pair)
  const given = new Map(attributes.map(halves).map(([key, text]) => [key.toLowerCase(), text]))
  const path = given.get('path') ?? ''
  return {
    name,
    value,
    path: path.startsWith('/') ? path : defaultPath(requestPath),
    isSecure: given.has('secure'),
    expiresAt: expiry(given.get('max-age'), given.get('expires')),
  }
}

function halves(text: string): [before: string, after: string] {
  const equals = text.indexOf('=')
  return equals === -1 ? [text, ''] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()]
}

/** The folder of what was asked for (RFC 6265 §5.1.4). */
function defaultPath(requestPath: string): string {
  return requestPath.slice(0, requestPath.lastIndexOf('/')) || '/'
}

function expiry(maxAge: string | undefined, expires: string | undefined): number {
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Date.now() + Number(maxAge) * 1000
  const date = expires === undefined ? Number.NaN : Date.parse(expires)
  return Number.isNaN(date) ? Infinity : date
}

/** Whether a path is the cookie's or below it (RFC 6265 §5.1.4). */
function covers(cookiePath: string, path: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`)
}
