import { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'
import type { Context } from 'koa'

/** Statuses whose responses have no content: Koa takes `null` for them, and for no others. */
const EMPTY = new Set([204, 205, 304])

/**
 * Makes a response the answer of a context, as far as content goes; its fields are there already, and Koa adds none.
 * @param length to announce for a stream; `undefined`: it is not known
 */
export function answer(
  ctx: Context,
  status: number,
  content: string | Uint8Array | Readable | null,
  length?: string,
): void {
  ctx.status = status
  if (content !== null) setBody(ctx, content)
  // `null` would take `content-type` away.
  else if (!EMPTY.has(status) && ctx.method !== 'HEAD') setBody(ctx, '')
  else if (ctx.method !== 'HEAD') ctx.body = null
  if (length !== undefined && !EMPTY.has(status)) ctx.set('content-length', length)
}

function setBody(ctx: Context, content: string | Uint8Array | Readable): void {
  const hasType = ctx.res.hasHeader('content-type')
  ctx.body = content instanceof Uint8Array ? bufferOf(content) : content
  if (!hasType) ctx.remove('content-type')
}

/** Koa knows bytes as buffers only. */
function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** Sets a field of a response on top of what middleware further out has set: cookies and `vary` are added. */
export function setField(ctx: Context, name: string, value: string | readonly string[]): void {
  if (name === 'vary') return ctx.vary(value as string)
  if (name === 'set-cookie') return ctx.append(name, value as string[])
  ctx.set(name, value as string)
}
