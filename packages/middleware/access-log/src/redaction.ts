import type { RequestHeaders } from '@tsgi/spec'
import { rememberLast } from './remember-last.ts'

/** What lines must not tell. Each list adds to the usual names. */
export interface RedactOptions {
  /** Further fields, of requests and responses, whose values are not logged: `['x-session']`. Names in any case. */
  headers?: readonly string[]
  /** Further parameters of the query whose values are not logged: `['invite']`. Names in any case. */
  query?: readonly string[]
  /** Changes the path, `basePath` included, before it is logged: for credentials that stand in paths. */
  path?: (path: string) => string
}

/** What stands in a line instead. */
export const REDACTED = '[redacted]'

const HEADERS = [
  ...['authorization', 'proxy-authorization', 'authentication-info', 'proxy-authentication-info'],
  ...['cookie', 'set-cookie', 'x-api-key', 'x-auth-token', 'x-csrf-token', 'x-xsrf-token'],
  ...['x-amz-security-token', 'x-goog-api-key', 'cf-access-jwt-assertion', 'x-forwarded-access-token'],
]

const PARAMETERS = [
  ...['access_token', 'refresh_token', 'id_token', 'token', 'auth', 'jwt', 'session', 'sid'],
  ...['api_key', 'apikey', 'api-key', 'password', 'passwd', 'pwd', 'secret', 'client_secret'],
  ...['client_assertion', 'code_verifier', 'sig', 'signature', 'x-amz-signature', 'x-amz-security-token'],
  ...['x-amz-credential', 'x-goog-signature', 'x-goog-credential'],
]

/** Takes credentials out of what is logged. */
export interface Redaction {
  /** The value of a field; `undefined`: there is none. */
  readonly header: (headers: RequestHeaders, name: string) => string | undefined
  /** Whether a field of that name is not logged. */
  readonly hides: (name: string) => boolean
  /** A query, without its `?`. */
  readonly query: (query: string) => string
  /** A path. */
  readonly path: (path: string) => string
}

/** Makes the functions that redact. */
export function redaction(options: RedactOptions): Redaction {
  const headers = lowerCaseSet([...HEADERS, ...(options.headers ?? [])])
  const parameters = lowerCaseSet([...PARAMETERS, ...(options.query ?? [])])
  const query = rememberLast((value) => redactQuery(value, parameters))
  const url = rememberLast((value) => redactUrl(value, parameters))
  const hides = (name: string): boolean => headers.has(name)
  return {
    hides,
    query,
    path: options.path ?? ((path) => path),
    header(fields, name) {
      const value = fields[name]
      if (value === undefined) return undefined
      if (hides(name)) return REDACTED
      return name === 'referer' ? url(value) : value
    },
  }
}

function lowerCaseSet(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()))
}

/** Both the query and a fragment that looks like one may carry credentials, and so may what stands before the host. */
function redactUrl(url: string, names: ReadonlySet<string>): string {
  const end = firstOf(url, '?', '#')
  const start = withoutUserInfo(url.slice(0, end))
  return end === url.length ? start : `${start}${url[end]}${redactParts(url.slice(end + 1), names)}`
}

function redactParts(text: string, names: ReadonlySet<string>): string {
  return text
    .split('#')
    .map((part) => redactQuery(part, names))
    .join('#')
}

function firstOf(text: string, a: string, b: string): number {
  const places = [text.indexOf(a), text.indexOf(b)].filter((place) => place !== -1)
  return places.length === 0 ? text.length : Math.min(...places)
}

function withoutUserInfo(url: string): string {
  const start = url.indexOf('//') + 2
  if (start === 1) return url
  const slash = url.indexOf('/', start)
  const at = url.lastIndexOf('@', slash === -1 ? url.length : slash)
  return at < start ? url : `${url.slice(0, start)}${REDACTED}${url.slice(at)}`
}

function redactQuery(query: string, names: ReadonlySet<string>): string {
  if (!query.includes('=')) return query
  let isChanged = false
  const parameters = query.split('&').map((parameter) => {
    const equals = parameter.indexOf('=')
    if (equals === -1 || !names.has(decoded(parameter.slice(0, equals)))) return parameter
    isChanged = true
    return `${parameter.slice(0, equals + 1)}${REDACTED}`
  })
  return isChanged ? parameters.join('&') : query
}

function decoded(name: string): string {
  if (!name.includes('%')) return name.toLowerCase()
  try {
    return decodeURIComponent(name).toLowerCase()
  } catch {
    return name.toLowerCase()
  }
}
