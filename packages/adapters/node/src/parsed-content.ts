import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { HttpRequest, RequestHeaders } from '@tsgi/spec'

/** What body parsers leave on a request. */
interface Parsed {
  readonly rawBody?: unknown
  readonly body?: unknown
}

/**
 * The content of a request that somebody has read, made again of what was left of it: `req.rawBody`, or else `req.body`
 * as the type of the content says.
 * @returns `undefined` when nothing was left
 */
export function parsedContent(req: IncomingMessage): Uint8Array | undefined {
  const { rawBody, body } = req as Parsed
  if (rawBody instanceof Uint8Array) return rawBody
  if (typeof rawBody === 'string') return Buffer.from(rawBody)
  if (body instanceof Uint8Array) return body
  if (typeof body === 'string') return Buffer.from(body)
  if (body === undefined || body === null) return undefined
  return serialised(body, req.headers['content-type'] ?? '')
}

/**
 * A body made of content that was parsed, and fields that fit: a parser has undone codings, and the length is that of what
 * it has left (SPEC BODY-8).
 */
export function contentAgain(
  headers: RequestHeaders,
  content: Uint8Array,
): Pick<HttpRequest, 'body' | 'headers'> {
  const body = content.length === 0 ? null : only(content)
  const length = String(content.length)
  if (headers['content-length'] === length) return { headers, body }
  const { 'content-encoding': _coding, 'transfer-encoding': _transfer, ...others } = headers
  const record = Object.create(null) as Record<string, string | undefined>
  return { headers: Object.assign(record, others, { 'content-length': length }), body }
}

async function* only(content: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield new Uint8Array(content)
}

function serialised(body: unknown, type: string): Uint8Array | undefined {
  const [essence = ''] = type.split(';')
  const name = essence.trim().toLowerCase()
  if (name === 'application/x-www-form-urlencoded')
    return Buffer.from(formOf(body as Record<string, unknown>))
  if (name !== 'application/json' && !name.endsWith('+json')) return undefined
  return Buffer.from(JSON.stringify(body))
}

/** Nested values as `qs` writes and reads them. */
function formOf(fields: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams()
  const add = (name: string, value: unknown): void => {
    if (!isNested(value)) return form.append(name, (value ?? '') as string)
    for (const [key, inner] of Object.entries(value)) add(`${name}[${key}]`, inner)
  }
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value)) for (const one of value as unknown[]) add(name, one)
    else add(name, value)
  }
  return String(form)
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
