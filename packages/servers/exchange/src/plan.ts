import { Buffer } from 'node:buffer'
import type { HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { checkHeaders, copyHeaders, describe } from './check-headers.ts'
import { ResponseError } from './response-error.ts'
import type { ResponseHead, WrittenHead } from './transport.ts'

/** A checked response: its head, and what to do about its content. */
export interface Plan extends ResponseHead {
  /** Content to send at once; `null`: none. Not used when `stream` is set. */
  readonly content: string | Uint8Array | null
  /** Content to pump; `null`: there is nothing to pump. */
  readonly stream: AsyncIterable<string | Uint8Array> | null
  /** Body that is not sent, and so has to be closed; `null`: there is none. */
  readonly unsent: HttpResponse['body']
}

/**
 * Checks a response completely and decides how its content travels, before anything is sent (SPEC ERR-2).
 * @throws ResponseError naming the rule that the application broke
 */
export function planResponse(response: HttpResponse, method: string): Plan {
  checkShape(response)
  const { status, headers } = response
  checkStatus(status)
  checkHeaders(headers)
  return planContent(response, headers, declaredLength(headers['content-length']), method)
}

const WRITTEN_HEAD = Symbol.for('tsgi.http1-head')
const NO_FIELDS = Object.freeze({})

/**
 * The same with the head that the application has written. Its fields were checked by whoever wrote it, so they are not
 * looked at; the plan has none.
 * @returns `undefined`: it has written none
 */
export function planWritten(response: HttpResponse, method: string): Plan | undefined {
  checkShape(response)
  const written = response[WRITTEN_HEAD] as WrittenHead | undefined
  if (written === undefined) return undefined
  checkStatus(response.status)
  return { ...planContent(response, NO_FIELDS, written.contentLength, method), written }
}

function planContent(
  { status, body }: HttpResponse,
  headers: ResponseHeaders,
  declared: number | undefined,
  method: string,
): Plan {
  const stream = checkBody(body)
  if (hasNoContent(status)) return noContent(status, headers, declared, body)
  if (stream === null) return buffered(status, headers, body as Buffered, method, declared)
  const head = { status, headers: copyHeaders(headers), contentLength: declared, content: null }
  return method === 'HEAD' ? { ...head, stream: null, unsent: stream } : { ...head, stream, unsent: null }
}

type Buffered = null | string | Uint8Array

function checkShape(response: unknown): void {
  if (typeof response !== 'object' || response === null) {
    throw new ResponseError(
      'RESP-1',
      `An application returns { status, headers, body }, got ${describe(response)}`,
    )
  }
  if (!('status' in response && 'headers' in response && 'body' in response)) {
    throw new ResponseError('RESP-1', 'A response has status, headers and body; one of them is missing')
  }
}

function checkStatus(status: number): void {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new ResponseError('RESP-3', `status is an integer from 200 to 599, got ${String(status)}`)
  }
}

function declaredLength(value: string | readonly string[] | undefined): number | undefined {
  if (value === undefined) return undefined
  const length = typeof value === 'string' && /^[0-9]{1,16}$/.test(value) ? Number(value) : NaN
  if (Number.isSafeInteger(length)) return length
  throw new ResponseError('LEN-1', 'content-length is one decimal number')
}

/** @returns the body when it is a stream, else `null` */
function checkBody(body: unknown): AsyncIterable<string | Uint8Array> | null {
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) return null
  if (typeof body === 'object' && Symbol.asyncIterator in body) return body as AsyncIterable<Uint8Array>
  const wanted = 'null, a string, a Uint8Array or an async iterable'
  throw new ResponseError('BODY-9', `body is ${wanted}, got ${describe(body)}`)
}

function hasNoContent(status: number): boolean {
  return status === 204 || status === 304 || status === 205
}

/** 205 ends with a length of zero, 304 may tell the length that 200 would have, 204 has none (RFC 9110 §8.6). */
function noContent(
  status: number,
  headers: ResponseHeaders,
  declared: number | undefined,
  unsent: HttpResponse['body'],
): Plan {
  const contentLength = status === 205 ? 0 : status === 304 ? declared : undefined
  return { status, headers, contentLength, content: null, stream: null, unsent }
}

function buffered(
  status: number,
  headers: ResponseHeaders,
  content: Buffered,
  method: string,
  declared: number | undefined,
): Plan {
  const isHead = method === 'HEAD'
  const length =
    content === null ? 0 : typeof content === 'string' ? Buffer.byteLength(content) : content.length
  if (declared !== undefined && declared !== length && !(isHead && content === null)) {
    throw new ResponseError('LEN-1', `content-length is ${declared}, but the body has ${length} bytes`)
  }
  const contentLength = isHead && content === null ? declared : length
  return { status, headers, contentLength, content: isHead ? null : content, stream: null, unsent: null }
}
