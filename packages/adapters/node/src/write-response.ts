import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { WrittenHead } from '@tsgi/exchange'
import { CONNECTION_FIELDS } from '@tsgi/fields/connection'
import { closeBody } from '@tsgi/message'
import type { Awaitable, HttpResponse } from '@tsgi/spec'
import type { Bridge } from './bridge.ts'
import { isWrapped } from './outgoing.ts'
import { setFields, setWritten } from './node-transport.ts'

const WRITTEN_HEAD = Symbol.for('tsgi.http1-head')

/**
 * Writes a response from further in through the `res` of a middleware, by its public methods. When nobody has replaced
 * these, the response stays what it is, with the fields that the middleware has set.
 */
export function writeResponse(bridge: Bridge, response: HttpResponse): Awaitable<void> {
  const res = bridge.res as unknown as ServerResponse
  const { body } = response
  // What the middleware has answered itself stands, and a protocol is not changed by writing.
  if (res.headersSent || res.destroyed) return closeBody(body)
  if (typeof body === 'object' && body !== null) silence(body)
  if (response.status === 101) return bridge.replace(response)
  if (!isWrapped(bridge.res)) return bridge.replace(withFieldsOf(res, response))
  setHead(res, response)
  bridge.accompany(response)
  if (!bridge.res._hasBody || hasNoContent(response.status)) closeBody(body)
  if (bridge.req.method === 'HEAD' || body === null || hasNoContent(response.status)) return void res.end()
  if (typeof body === 'string' || body instanceof Uint8Array) return void res.end(body)
  return pump(res, body)
}

/** The fields that were set on `res` before; those of the response replace them, cookies apart. */
function withFieldsOf(res: ServerResponse, response: HttpResponse): HttpResponse {
  const names = res
    .getHeaderNames()
    .filter((name) => !CONNECTION_FIELDS.has(name) && name !== 'content-length')
  if (names.length === 0) return response
  const headers: Record<string, string | readonly string[]> = {}
  for (const name of names) headers[name] = linesOf(res.getHeader(name)!)
  for (const [name, value] of Object.entries(response.headers)) {
    const earlier = name === 'set-cookie' ? headers[name] : undefined
    headers[name] = earlier === undefined ? value : [earlier, value].flat()
  }
  return { ...response, headers }
}

function linesOf(value: number | string | readonly string[]): string | readonly string[] {
  return typeof value === 'object' ? value.map(String) : String(value)
}

function setHead(res: ServerResponse, response: HttpResponse): void {
  const { status, headers } = response
  const written = response[WRITTEN_HEAD] as WrittenHead | undefined
  res.statusCode = status
  if (written !== undefined) return setWritten(res, written)
  const { 'content-length': length } = headers
  setFields(res, { status, headers, contentLength: length === undefined ? undefined : Number(length) })
}

function hasNoContent(status: number): boolean {
  return status === 204 || status === 205 || status === 304
}

/** At the pace of whoever reads; what fails is thrown. */
async function pump(res: ServerResponse, body: AsyncIterable<string | Uint8Array>): Promise<void> {
  const { next, close } = openBody(body)
  res.once('close', close)
  for (let step = await next(); step.done !== true; step = await next()) {
    if (res.destroyed) return
    if (step.value.length === 0) res.flushHeaders()
    else if (!res.write(step.value)) await drained(res)
  }
  res.off('close', close)
  res.end()
}

interface BodyReader {
  readonly next: () => Promise<IteratorResult<string | Uint8Array>>
  /** Drops what is left, without waiting. */
  readonly close: () => void
}

/** A web stream has to be cancelled by its reader; all others close themselves (SPEC BODY-15). */
function openBody(body: AsyncIterable<string | Uint8Array>): BodyReader {
  if (body instanceof ReadableStream) {
    const reader = (body as ReadableStream<string | Uint8Array>).getReader()
    return {
      next: () => reader.read() as Promise<IteratorResult<string | Uint8Array>>,
      close: () => void reader.cancel().catch(() => {}),
    }
  }
  const iterator = body[Symbol.asyncIterator]()
  const closes = 'destroy' in body || 'cancel' in body || Symbol.asyncDispose in body
  return {
    next: () => iterator.next(),
    close: () => closeBody(closes ? body : { [Symbol.asyncIterator]: () => iterator }),
  }
}

async function drained(res: ServerResponse): Promise<void> {
  if (res.destroyed) return
  const left = new AbortController()
  try {
    await Promise.race([once(res, 'drain', left), once(res, 'close', left)])
  } finally {
    left.abort()
  }
}

/** A Node stream that fails while nobody listens would end the process. */
function silence(body: object): void {
  if ('on' in body && typeof body.on === 'function') body.on('error', () => {})
}
