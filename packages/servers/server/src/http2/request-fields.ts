/*
 * From the field list of a stream to a request. nghttp2 has refused what RFC 9113 §8.2 and §8.3 call malformed: names
 * that are no lower-case tokens, values with control characters, fields about the connection, pseudo-fields that are
 * missing, repeated or late. What remains is what HTTP/1.1 would refuse as well.
 */
import { isHost } from '@tsgi/fields/host'
import { isToken } from '@tsgi/fields/token'
import { Fields, ProtocolError, SINGLETON_FIELDS, isTargetText } from '@tsgi/http1'
import type { MessageLimits } from '@tsgi/http1'
import type { RequestHeaders } from '@tsgi/spec'

/** A request of HTTP/2 without its content. */
export interface Http2Head {
  readonly method: string
  readonly authority: string
  readonly path: string
  readonly query: string
  readonly httpVersion: '2.0'
  readonly headers: RequestHeaders
  /** Octets of content; -1: it is not said. */
  readonly contentLength: number
  /** Whether the client waits for 100 (Continue) before it sends the content. */
  readonly expectsContinue: boolean
  /** Octets of the decoded list, 32 for each field included (RFC 9113 §6.5.2). */
  readonly size: number
}

const OVERHEAD = 32

/**
 * Reads a field list.
 * @param list names and values by turns, as received
 * @param scheme scheme of the listener
 * @throws ProtocolError
 */
export function readFields(list: readonly string[], scheme: string, limits: MessageLimits): Http2Head {
  const headers = new Fields()
  let method = ''
  let target: string | undefined
  let authority: string | undefined
  let size = 0
  let count = 0
  for (let i = 0; i + 1 < list.length; i += 2) {
    const name = list[i]!
    const value = list[i + 1]!
    size += name.length + value.length + OVERHEAD
    if (name.charCodeAt(0) !== COLON) {
      count++
      const earlier = headers[name]
      headers[name] = earlier === undefined ? value : join(name, earlier, value)
    } else if (name === ':method') method = value
    else if (name === ':path') target = value
    else if (name === ':authority') authority = value
    else if (name === ':scheme') checkScheme(value, scheme)
  }
  if (size > limits.maxHeadBytes || count > limits.maxFields)
    throw new ProtocolError('HTTP2_HEAD_SIZE', 'Too many fields, or too large ones (RFC 6585 §5)', 431)
  if (!isToken(method)) throw new ProtocolError('HTTP2_METHOD', 'A method is a token (RFC 9110 §9.1)')
  // Without a path (RFC 9113 §8.5): it is refused later, whatever else it has.
  const isTunnel = method === 'CONNECT'
  const { path, query } = splitPath(isTunnel ? '/' : target, method, limits.maxRequestLineBytes)
  return {
    method,
    authority: authorityOf(authority, headers),
    path,
    query,
    httpVersion: '2.0',
    headers,
    contentLength: contentLength(headers['content-length']),
    expectsContinue: expectsContinue(headers['expect']),
    size,
  }
}

const COLON = 0x3a
const SLASH = 0x2f

/** Joins a repeated field, or refuses it (SPEC HEAD-2, HEAD-4). A cookie may come in pieces (RFC 9113 §8.2.3). */
function join(name: string, earlier: string, value: string): string {
  if (SINGLETON_FIELDS.has(name))
    throw new ProtocolError('HTTP2_REPEATED_FIELD', `More than one ${name} field (RFC 9110 §5.3)`)
  if (earlier === '' || value === '') return earlier + value
  return name === 'cookie' ? `${earlier}; ${value}` : `${earlier}, ${value}`
}

/**
 * The scheme is that of the connection, whatever the client says (SPEC REQ-6, PATH-7). Without TLS only gateways speak
 * HTTP/2, and they tell the scheme that their client has used.
 */
function checkScheme(value: string, scheme: string): void {
  const said = value.toLowerCase()
  if (said !== scheme && !(scheme === 'http' && said === 'https'))
    throw new ProtocolError('HTTP2_SCHEME', `:scheme is ${scheme} here (RFC 9113 §8.3.1)`)
}

/** Origin-form, or `*` (RFC 9113 §8.3.1). */
function splitPath(
  target: string | undefined,
  method: string,
  maxBytes: number,
): { path: string; query: string } {
  if (target === '*' && method === 'OPTIONS') return { path: '*', query: '' }
  if (target === undefined || target.charCodeAt(0) !== SLASH || !isTargetText(target))
    throw new ProtocolError('HTTP2_PATH', 'A :path starts with / and has octets of URIs (RFC 9113 §8.3.1)')
  if (target.length > maxBytes)
    throw new ProtocolError('HTTP2_PATH_LENGTH', 'The :path is too long (RFC 9110 §15.5.15)', 414)
  const question = target.indexOf('?')
  if (question < 0) return { path: target, query: '' }
  return { path: target.slice(0, question), query: target.slice(question + 1) }
}

/** Where both are sent, they agree (RFC 9113 §8.3.1); applications find the same in `headers.host` (SPEC REQ-7). */
function authorityOf(authority: string | undefined, headers: Fields): string {
  const { host } = headers
  const either = authority ?? host
  if (either === undefined)
    throw new ProtocolError('HTTP2_AUTHORITY', 'Neither :authority nor host (RFC 9113 §8.3.1)')
  if (!isHost(either)) throw new ProtocolError('HTTP2_AUTHORITY', 'Invalid :authority (RFC 9110 §7.2)')
  if (host !== undefined && host.toLowerCase() !== either.toLowerCase())
    throw new ProtocolError('HTTP2_AUTHORITY', ':authority and host differ (RFC 9113 §8.3.1)')
  headers['host'] = either
  return either
}

function contentLength(value: string | undefined): number {
  if (value === undefined) return -1
  const length = /^[0-9]{1,16}$/.test(value) ? Number(value) : NaN
  if (Number.isSafeInteger(length)) return length
  throw new ProtocolError('HTTP2_CONTENT_LENGTH', 'content-length is one decimal number (RFC 9110 §8.6)')
}

function expectsContinue(value: string | undefined): boolean {
  if (value === undefined) return false
  if (value.toLowerCase() === '100-continue') return true
  throw new ProtocolError('HTTP2_EXPECT', 'An expectation other than 100-continue (RFC 9110 §10.1.1)', 417)
}
