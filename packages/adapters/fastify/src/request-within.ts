import type { HttpRequest } from '@tsgi/spec'
import type { FastifyRequest } from 'fastify'

/**
 * Derives the request of an application within Fastify: mounted below a prefix of so many segments, with the content that
 * hooks have left, and with what Fastify, which knows whom to trust, tells of the client.
 */
export function requestWithin(request: HttpRequest, within: FastifyRequest, depth: number): HttpRequest {
  return withParsedContent(asForwarded({ ...request, ...mountedAt(request, depth) }, within), within)
}

/** Moves whole segments, as the client spelled them (SPEC PATH-9). */
function mountedAt({ basePath, path }: HttpRequest, depth: number): Pick<HttpRequest, 'basePath' | 'path'> {
  let end = 0
  for (let count = 0; count < depth && end !== -1; count++) end = path.indexOf('/', end + 1)
  if (depth === 0) return { basePath, path }
  if (end === -1) return { basePath: basePath + path, path: '' }
  return { basePath: basePath + path.slice(0, end), path: path.slice(end) }
}

/** With `trustProxy`, fields of the proxy say who the client is; they may say anything (SPEC REQ-4). */
function asForwarded(
  request: HttpRequest,
  { ip, host, protocol, socket, headers }: FastifyRequest,
): HttpRequest {
  const scheme = protocol === 'https' ? 'https' : 'http'
  const isForwarded = ip !== socket.remoteAddress && isPrintable(ip)
  return {
    ...request,
    scheme,
    authority: host !== headers['host'] && isPrintable(host) ? host : request.authority,
    remote: isForwarded ? { address: ip, port: 0 } : request.remote,
  }
}

function isPrintable(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text)
}

/** A `preParsing` hook may have put another stream in the place of the content: its length is not known. */
function withParsedContent(request: HttpRequest, { body, raw }: FastifyRequest): HttpRequest {
  if (request.body === null || body === raw || !isStream(body)) return request
  const { 'content-length': _length, 'content-encoding': _coding, ...kept } = request.headers
  const headers = Object.assign(Object.create(null) as object, kept, { 'transfer-encoding': 'chunked' })
  return { ...request, headers, body }
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}
