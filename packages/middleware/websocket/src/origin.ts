import { parseHost } from '@tsgi/fields/host'
import type { HttpRequest } from '@tsgi/spec'

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
])

/**
 * Whether a page comes from the host and port that it connects to. Browsers always tell the origin, and no other rule
 * of theirs keeps a page of another site from opening a socket with the user's cookies; who tells none is no browser.
 *
 * The scheme need not be the same: behind a proxy that ends TLS, requests come as `http`. But what came to us by `https`
 * is not open to a page that anybody on the way could have written.
 * @see RFC 6455 §4.2.2, §10.2
 */
export function isSameOrigin(origin: string | undefined, { scheme, authority }: HttpRequest): boolean {
  if (origin === undefined) return true
  const page = parseOrigin(origin)
  const target = parseHost(authority)
  if (page === undefined || target === undefined) return false
  if (scheme === 'https' && page.scheme !== 'https') return false
  const usual = DEFAULT_PORTS.get(page.scheme)
  return page.host === target.host && (page.port ?? usual) === (target.port ?? usual)
}

/**
 * Whether a text is an origin as browsers write it: `https://example.com`, `http://localhost:8080`.
 * @see RFC 6454 §6.2
 */
export function isOrigin(text: string): boolean {
  const origin = parseOrigin(text)
  if (origin === undefined) return false
  const { scheme, host, port } = origin
  if (port === DEFAULT_PORTS.get(scheme)) return false
  return text === `${scheme}://${host}${port === undefined ? '' : `:${port}`}`
}

interface Origin {
  readonly scheme: string
  readonly host: string
  readonly port: number | undefined
}

/** @returns `undefined` for what is no origin of the web, `null` among it */
function parseOrigin(text: string): Origin | undefined {
  const end = text.indexOf('://')
  const scheme = text.slice(0, end)
  if (end === -1 || !DEFAULT_PORTS.has(scheme)) return undefined
  const host = parseHost(text.slice(end + 3))
  return host && { scheme, ...host }
}
