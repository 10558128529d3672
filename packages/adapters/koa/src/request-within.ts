/*
 * A request as an application within Koa gets it: what `toNode` reads of `ctx.req`, and what Koa knows besides.
 */
import { Buffer } from 'node:buffer'
import type { HttpRequest } from '@tsgi/spec'
import type { Context } from 'koa'
import { beginInside } from './context-of.ts'
import type { Inside } from './context-of.ts'
import { leaveState } from './state.ts'

/** Derives the request of an application that is mounted in Koa. */
export function requestWithin(request: HttpRequest, { ctx, next }: Omit<Inside, 'content'>): HttpRequest {
  const derived = {
    ...request,
    ...pathWithin(request, ctx.originalUrl),
    state: leaveState(ctx, request.state),
  }
  const within = withParsedContent(ctx.app.proxy ? asForwarded(derived, ctx) : derived, ctx)
  beginInside(request.exchange, { ctx, next, content: within.body })
  return within
}

/**
 * Koa middleware mounts by taking the prefix off `ctx.path`: what the original target has in front is the base path, as
 * long as it is made of whole segments (SPEC PATH-9). A target that was rewritten otherwise is taken as it is.
 */
function pathWithin({ path }: HttpRequest, originalUrl: string): Pick<HttpRequest, 'basePath' | 'path'> {
  const original = pathOf(originalUrl)
  // A target may be absolute, and then has nothing in front.
  if (path === original || !original.startsWith('/')) return { basePath: '', path }
  if (path === '/' && !original.endsWith('/')) return { basePath: original, path: '' }
  const isMounted = path.startsWith('/') && original.endsWith(path)
  return { basePath: isMounted ? original.slice(0, -path.length) : '', path }
}

function pathOf(target: string): string {
  const question = target.indexOf('?')
  return question === -1 ? target : target.slice(0, question)
}

/** Where the application trusts its proxy, so do we: Koa says whom. */
function asForwarded(request: HttpRequest, ctx: Context): HttpRequest {
  const { remote } = request
  const scheme = ctx.protocol === 'https' ? 'https' : 'http'
  const authority = isPrintable(ctx.host) ? ctx.host : request.authority
  const isForwarded = ctx.ips.length > 0 && isPrintable(ctx.ip)
  return { ...request, scheme, authority, remote: isForwarded ? { address: ctx.ip, port: 0 } : remote }
}

/** Fields of a proxy may say anything (SPEC REQ-4). */
function isPrintable(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text)
}

/** What body parsers leave in `ctx.request`. */
interface Parsed {
  readonly rawBody?: unknown
}

/** Content that a body parser has read is there again, decoded: its length and coding are those of what is there. */
function withParsedContent(request: HttpRequest, ctx: Context): HttpRequest {
  const { rawBody } = ctx.request as unknown as Parsed
  if (request.body === null || !ctx.req.readableEnded) return request
  if (typeof rawBody !== 'string' && !(rawBody instanceof Uint8Array)) return request
  const bytes = new Uint8Array(Buffer.from(rawBody as string))
  const { 'content-encoding': _coding, 'transfer-encoding': _transfer, ...kept } = request.headers
  const headers = Object.assign(Object.create(null) as object, kept, {
    'content-length': String(bytes.length),
  })
  return { ...request, headers, body: bytes.length === 0 ? null : once(bytes) }
}

/** A body of one chunk, to be iterated once (SPEC BODY-3). */
function once(bytes: Uint8Array): NonNullable<HttpRequest['body']> {
  let isTaken = false
  return {
    [Symbol.asyncIterator]() {
      if (isTaken) throw new TypeError('The body of a request can be read once (SPEC BODY-3)')
      isTaken = true
      return chunks([bytes])
    },
  }
}

async function* chunks(list: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  yield* list
}
