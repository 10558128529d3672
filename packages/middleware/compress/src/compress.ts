/*
 * What is small enough is compressed in one call, the rest as a stream, slice by slice in another thread, so that no
 * answer, however large, keeps the others waiting. Everything that decides is in `mayBeCoded` and preference.ts.
 */
import { Buffer } from 'node:buffer'
import { andThen, appendHeader, isStreamed, withBody, withHeader, withHeaders } from '@tsgi/message'
import type { Awaitable, HttpRequest, HttpResponse, Middleware, ResponseBody } from '@tsgi/spec'
import { CodedBody } from './coded-body.ts'
import type { Coding } from './codings.ts'
import { resolveOptions } from './options.ts'
import type { CompressOptions, ResolvedOptions } from './options.ts'
import { slicesOf } from './slices.ts'

/** Octets that are compressed at once, in the thread that serves: text takes 1 to 2 ms at the levels of the defaults. */
const NOW_BYTES = 128 * 1024
/** Octets, or characters of text, that are compressed in one call, in another thread. */
const WHOLE_BYTES = 1024 * 1024

/**
 * Middleware that compresses answers, by what the client takes and by what is worth it.
 *
 * ```ts
 * compose(accessLog(), compress())(app)
 * ```
 *
 * An answer that could have been compressed has `vary: accept-encoding`, compressed or not. One that is has
 * `content-encoding`, a weak entity tag instead of a strong one, and neither digests nor ranges of the original.
 * @throws TypeError for options that are wrong or unknown
 * @see RFC 9110 §8.4, §12.5.3, RFC 9111 §5.2.2.6
 */
export function compress(options: CompressOptions = {}): Middleware {
  const resolved = resolveOptions(options)
  return (next) => (request) =>
    andThen(next(request), (response) => {
      if (response.status === 304) return notModified(response)
      return mayBeCoded(response, request, resolved) ? negotiated(response, request, resolved) : response
    })
}

/** Statuses without content, and part of content: its octets are those of the original (RFC 9110 §14.4). */
const NEVER = new Set([101, 204, 205, 206])

function mayBeCoded(
  response: HttpResponse,
  request: HttpRequest,
  { compressible }: ResolvedOptions,
): boolean {
  const { status, headers } = response
  if (
    NEVER.has(status) ||
    headers['content-encoding'] !== undefined ||
    headers['content-range'] !== undefined
  )
    return false
  const cacheControl = headers['cache-control']
  if (cacheControl !== undefined && forbidsTransforming(String(cacheControl))) return false
  return compressible(response, request)
}

function forbidsTransforming(cacheControl: string): boolean {
  return cacheControl.toLowerCase().includes('no-transform')
}

function negotiated(
  response: HttpResponse,
  request: HttpRequest,
  { coders, preferenceOf, threshold }: ResolvedOptions,
): Awaitable<HttpResponse> {
  const { coding, refusesPlain } = preferenceOf(request.headers['accept-encoding'])
  const { body } = response
  if (coding === null) return varying(response)
  const length = lengthOf(response)
  if (length === 0 || (length !== undefined && length < threshold && !refusesPlain)) return varying(response)
  const { now, soon, stream } = coders[coding]

  if (body === null) return length === undefined ? varying(response) : coded(response, coding, null)
  if (isStreamed(body))
    return coded(response, coding, new CodedBody(body, stream, coding, isEvents(response)))
  if (body.length > WHOLE_BYTES)
    return coded(response, coding, new CodedBody(slicesOf(body), stream, coding, false))
  const isShort = length !== undefined && length <= NOW_BYTES
  const bytes = typeof body !== 'string' ? body : isShort ? encodedInPlace(body) : Buffer.from(body)
  const smaller = (content: Uint8Array): HttpResponse =>
    content.length < bytes.length || refusesPlain ? coded(response, coding, content) : varying(response)
  return isShort ? smaller(now(bytes)) : soon(bytes).then(smaller)
}

/**
 * Octets of content, as far as they are known; those of HEAD are what GET would have. Text has at least as many as characters,
 * which is enough to know where it is long: counting them all takes time.
 */
function lengthOf({ headers, body }: HttpResponse): number | undefined {
  if (typeof body === 'string') return body.length > NOW_BYTES ? body.length : Buffer.byteLength(body)
  if (ArrayBuffer.isView(body)) return body.length
  const told = headers['content-length']
  return typeof told === 'string' ? Number(told) : undefined
}

/** What is compressed at once is done with when the call returns: the next text may stand in its place. */
const place = Buffer.allocUnsafeSlow(NOW_BYTES)

function encodedInPlace(text: string): Uint8Array {
  return place.subarray(0, place.write(text))
}

/** Events are of use when they happen. */
function isEvents({ headers }: HttpResponse): boolean {
  return String(headers['content-type']).toLowerCase().startsWith('text/event-stream')
}

function coded(response: HttpResponse, coding: Coding, body: ResponseBody): HttpResponse {
  const changed = varying(withBody(response, body))
  const length = body instanceof Uint8Array ? { 'content-length': String(body.length) } : {}
  return withHeaders(changed, { ...length, 'content-encoding': coding })
}

/**
 * Says what the 200 would have said (RFC 9110 §15.4.5). A 304 has no type that told whether that was compressed, and caches find
 * by a weak tag what they keep under the strong one, but not the reverse (RFC 9111 §4.3.4).
 */
function notModified(response: HttpResponse): HttpResponse {
  const { etag } = response.headers
  const varied = varying(response)
  return typeof etag === 'string' && etag.startsWith('"') ? withHeader(varied, 'etag', `W/${etag}`) : varied
}

/** For caches: another client may get other octets (RFC 9110 §12.5.5). */
function varying(response: HttpResponse): HttpResponse {
  return appendHeader(response, 'vary', 'accept-encoding')
}
