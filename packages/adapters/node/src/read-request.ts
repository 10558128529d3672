/*
 * What a request of Node says, as that of an exchange. Node has checked the syntax of HTTP; what else SPEC asks of a way
 * in is checked here, and what does not pass is answered without the application.
 */
import type { IncomingMessage } from 'node:http'
import { isHost } from '@tsgi/fields/host'
import { splitList } from '@tsgi/fields/list'
import { isToken } from '@tsgi/fields/token'
import type { IncomingRequest } from '@tsgi/exchange'
import type { Address } from '@tsgi/spec'
import { mountOf } from './mount-of.ts'

/** The request of a version above HTTP/1.1, of `node:http2`. */
interface Http2Request {
  readonly authority?: string
  readonly stream?: { readonly endAfterHeaders: boolean }
}

/** What is read of a request of Node. */
export type NodeRequest = Pick<
  IncomingMessage,
  'method' | 'url' | 'httpVersion' | 'httpVersionMajor' | 'rawHeaders' | 'socket'
> &
  Http2Request

/** What a request says, without its content. */
export type ReadRequest = Omit<IncomingRequest, 'body'>

/** Fields that come once or not at all (SPEC HEAD-4). */
const SINGLE = new Set(['authorization', 'content-length', 'content-type', 'host', 'proxy-authorization'])

/**
 * Reads the head of a request.
 * @param isLenient whether all that Node lets through is taken, for listeners that expect nothing else
 * @returns `undefined` when it is not in order: answer 400
 */
export function readRequest(req: NodeRequest, isLenient: boolean): ReadRequest | undefined {
  const { basePath, url } = mountOf(req)
  const isSecure = 'encrypted' in req.socket && req.socket.encrypted === true
  const scheme = isSecure ? 'https' : 'http'
  const headers = readFields(req.rawHeaders, isLenient)
  const target = readTarget(url, req.method, scheme) ?? (isLenient ? { path: '/', query: '' } : undefined)
  if (headers === undefined || target === undefined) return undefined
  const authority = readAuthority(req, headers, target.authority) ?? (isLenient ? ownName(req) : undefined)
  if (authority === undefined) return undefined
  return {
    method: req.method!,
    scheme,
    authority,
    basePath,
    path: target.path,
    query: target.query,
    httpVersion: req.httpVersion,
    headers,
    remote: remoteOf(req),
  }
}

/** Whether a request has content (SPEC BODY-1). */
export function hasContent({ headers }: ReadRequest, { stream }: NodeRequest): boolean {
  if (headers['transfer-encoding'] !== undefined) return true
  const length = headers['content-length']
  if (length !== undefined) return Number(length) > 0
  return stream !== undefined && !stream.endAfterHeaders
}

/** The protocols that a request offers, HTTP itself left out (SPEC UPGR-1); `undefined`: none. */
export function upgradeOffers({ headers, httpVersion }: ReadRequest): string[] | undefined {
  if (httpVersion !== '1.1' || headers['upgrade'] === undefined) return undefined
  const offers = (splitList(headers['upgrade']) ?? []).filter(isOffer)
  return offers.length === 0 ? undefined : offers
}

const HTTP_ITSELF = new Set(['h2c', 'h2', 'http', 'tls'])

function isOffer(protocol: string): boolean {
  const [name = '', ...versions] = protocol.split('/')
  return versions.length <= 1 && [name, ...versions].every(isToken) && !HTTP_ITSELF.has(name.toLowerCase())
}

/** Joins repeated fields (SPEC HEAD-2). */
function readFields(lines: readonly string[], isLenient: boolean): Record<string, string> | undefined {
  const headers = Object.create(null) as Record<string, string>
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i]!.toLowerCase()
    const value = lines[i + 1]!.trim()
    const earlier = headers[name]
    // Pseudo-fields of HTTP/2 are told elsewhere.
    if (name.startsWith(':')) continue
    if (earlier === undefined) headers[name] = value
    else if (SINGLE.has(name) && !isLenient) return undefined
    else if (!SINGLE.has(name) && value !== '') headers[name] = joined(name, earlier, value)
  }
  return headers
}

function joined(name: string, earlier: string, value: string): string {
  if (earlier === '') return value
  return earlier + (name === 'cookie' ? '; ' : ', ') + value
}

interface Target {
  readonly authority?: string
  readonly path: string
  readonly query: string
}

/** Splits the target; an absolute one tells an authority (SPEC PATH-7). */
function readTarget(url: string, method: string | undefined, scheme: string): Target | undefined {
  if (url.includes('#')) return undefined
  if (url === '' || url.startsWith('/') || url.startsWith('?')) return splitPath(url)
  if (url === '*') return method === 'OPTIONS' ? { path: '*', query: '' } : undefined
  const prefix = `${scheme}://`
  if (url.slice(0, prefix.length).toLowerCase() !== prefix) return undefined
  const end = url.slice(prefix.length).search(/[/?]/)
  const authority = end === -1 ? url.slice(prefix.length) : url.slice(prefix.length, prefix.length + end)
  const rest = end === -1 ? '/' : url.slice(prefix.length + end)
  return { authority, ...splitPath(rest.startsWith('/') ? rest : `/${rest}`) }
}

function splitPath(target: string): { path: string; query: string } {
  const question = target.indexOf('?')
  const path = question === -1 ? target : target.slice(0, question)
  const query = question === -1 ? '' : target.slice(question + 1)
  return { path, query }
}

/** From the target, else from `Host` (SPEC REQ-7); the record tells the same. */
function readAuthority(
  req: NodeRequest,
  headers: Record<string, string>,
  inTarget: string | undefined,
): string | undefined {
  const { host } = headers
  if (host === undefined && req.httpVersion === '1.1') return undefined
  if (inTarget !== undefined) return isHost(inTarget) ? (headers['host'] = inTarget) : undefined
  const authority = req.authority ?? host ?? ownName(req)
  if (!isHost(authority) || (host !== undefined && host.toLowerCase() !== authority.toLowerCase()))
    return undefined
  if (req.httpVersionMajor >= 2) headers['host'] = authority
  return authority
}

function ownName({ socket }: NodeRequest): string {
  return `localhost:${socket.localPort ?? 80}`
}

function remoteOf({ socket }: NodeRequest): Address | null {
  const { remoteAddress: address, remotePort: port } = socket
  return address === undefined || port === undefined ? null : { address, port }
}
