/*
 * The URL of a request, as `Request` would give it. A URL can say less than a target:
 *
 * - dot segments, plain or as `%2e`, would be resolved, and `\` would become `/`: what the application gets would not be
 *   what a middleware in front of it has looked at. Such a target is refused.
 * - so would be a host that the URL standard reads as another one: `127.1`, `0x7f.0.0.1`, `%65xample.com`.
 * - the case of the host, a port that is the scheme's own and the spelling of an IPv6 address are lost; spaces, quotes
 *   and angle brackets are percent-encoded. They mean the same.
 */
import type { HttpRequest } from '@tsgi/spec'

/**
 * The URL that says the same as a request; `undefined`: there is none, answer 400.
 * @see https://url.spec.whatwg.org/#url-parsing
 */
export function requestUrl(request: HttpRequest, withBasePath: boolean): string | undefined {
  const { scheme, authority, query } = request
  const path = withBasePath ? request.basePath + request.path : request.path
  const target = query === '' ? path || '/' : `${path || '/'}?${query}`
  if (target.charCodeAt(0) !== SLASH || isResolved(path)) return undefined
  const url = `${scheme}://${authority}${target}`
  return isPlainHost(scheme, authority) && PLAIN_TARGET.test(target) ? url : normalized(url, authority)
}

const SLASH = 0x2f

/** What the URL standard leaves as it is, in paths and in queries. */
const PLAIN_TARGET = /^\/[\w\-.~!$&()*+,;=:@%/?]*$/

/** A segment of one dot or two, in any spelling. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i

/** Whether a URL would have another path. */
function isResolved(path: string): boolean {
  return path.includes('\\') || DOT_SEGMENT.test(path)
}

/** What was last found to be plain: a server has one name or few, and hears it with each request. */
let plainScheme = ''
let plainAuthority = ''

/** Whether a URL keeps a host and its port as they are. */
function isPlainHost(scheme: string, authority: string): boolean {
  if (authority === plainAuthority && scheme === plainScheme) return true
  const origin = `${scheme}://${authority}`
  if (authority === '' || !URL.canParse(origin) || new URL(origin).host !== authority) return false
  plainScheme = scheme
  plainAuthority = authority
  return true
}

function normalized(url: string, authority: string): string | undefined {
  if (authority === '' || !URL.canParse(url)) return undefined
  const { href, hostname } = new URL(url)
  const isSameHost = hostname.startsWith('[') || hostname === hostOf(authority)
  return isSameHost ? href : undefined
}

function hostOf(authority: string): string {
  const colon = authority.lastIndexOf(':')
  return (colon === -1 ? authority : authority.slice(0, colon)).toLowerCase()
}
