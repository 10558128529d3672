/*
 * Facts other than the address, each from its text. A proxy that writes a field writes it well: what is malformed came
 * from somebody else, and so would the next value that is not.
 */
import { isHost } from '@tsgi/fields/host'
import { segments } from '@tsgi/message'
import { ForwardedError } from './forwarded-error.ts'

/** Some proxies tell WebSocket by the scheme; that of the request is still HTTP's. */
const SCHEMES: ReadonlyMap<string, string> = new Map([
  ['http', 'http'],
  ['https', 'https'],
  ['ws', 'http'],
  ['wss', 'https'],
])

const VISIBLE = /^[\x21-\x7e]*$/

/** @throws ForwardedError when it is no scheme that a request can have */
export function parseScheme(text: string): string {
  const scheme = SCHEMES.get(text.toLowerCase())
  if (scheme !== undefined) return scheme
  throw new ForwardedError('FORWARDED_PROTO', 'A proxy told a scheme other than http, https, ws and wss')
}

/** @throws ForwardedError when it is not `host` or `host:port` (RFC 3986 §3.2.2) */
export function parseAuthority(text: string): string {
  if (isHost(text)) return text
  throw new ForwardedError(
    'FORWARDED_HOST',
    'A proxy told a host that is neither host nor host:port (RFC 3986 §3.2.2)',
  )
}

/** @throws ForwardedError when it is no port */
export function parsePort(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0
  if (port >= 1 && port <= 65_535) return port
  throw new ForwardedError('FORWARDED_PORT', 'A proxy told a port that is no number from 1 to 65535')
}

/**
 * A path to mount at: whole segments that mean themselves, so that no redirect or link made of it leads to another site.
 * @returns without a slash at its end; `''` for `/`
 * @throws ForwardedError when it is none
 */
export function parsePrefix(text: string): string {
  const prefix = text.endsWith('/') ? text.slice(0, -1) : text
  const parts = segments(prefix)
  const isPlain = parts !== undefined && !parts.includes('') && VISIBLE.test(prefix) && !/[?#]/.test(prefix)
  if (isPlain && text !== '') return prefix
  throw new ForwardedError(
    'FORWARDED_PREFIX',
    "A proxy told a prefix that is no path such as '/name' or '/several/names'",
  )
}
