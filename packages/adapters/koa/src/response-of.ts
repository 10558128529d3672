import { Buffer } from 'node:buffer'
import { notFound } from '@tsgi/message'
import type { HttpResponse, ResponseBody, ResponseHeaders } from '@tsgi/spec'
import type { Context } from 'koa'

const NO_CONTENT = new Set([204, 205, 304])
/** Fields about the connection: the server's own (SPEC HEAD-8). */
const NOT_SHOWN = new Set(['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'])

/** The answer that a context has, as Koa is going to send it. */
export function responseOf(ctx: Context): HttpResponse {
  const { status, body } = ctx
  const headers = fieldsOf(ctx)
  if (NO_CONTENT.has(status)) return { status, headers, body: null }
  if (body === undefined || (body === null && !isExplicit(ctx))) return withoutBody(ctx, headers)
  return { status, headers, body: contentOf(body) }
}

/** Nobody answered: what Koa sends then is its status as text, and a 404 says that somebody else may. */
function withoutBody({ status, message }: Context, headers: ResponseHeaders): HttpResponse {
  const text = { 'content-type': 'text/plain; charset=utf-8' }
  const response = { status, headers: { ...headers, ...text }, body: message || String(status) }
  return status === 404 ? { ...notFound(), ...response } : response
}

function isExplicit(ctx: Context): boolean {
  return (ctx.response as unknown as { _explicitNullBody?: boolean })._explicitNullBody === true
}

function fieldsOf(ctx: Context): ResponseHeaders {
  const headers = Object.create(null) as Record<string, string | string[]>
  for (const [name, value] of Object.entries(ctx.res.getHeaders())) {
    if (value === undefined || NOT_SHOWN.has(name)) continue
    headers[name] = Array.isArray(value) ? value : String(value)
  }
  return headers
}

/** Content as a response of TSGI has it: whole where it is, else a stream. */
function contentOf(body: unknown): ResponseBody {
  if (body === null || typeof body === 'string') return body
  if (Buffer.isBuffer(body)) return body
  if (body instanceof Blob) return body.stream()
  if (body instanceof Response) return body.body
  if (typeof body === 'object' && Symbol.asyncIterator in body) return body as AsyncIterable<Uint8Array>
  return JSON.stringify(body)
}
