import type { HttpResponse, ResponseBody } from '@tsgi/spec'
import { copyFields } from './field-record.ts'

/** Fields that hold for the old bytes alone. */
const boundToBytes = new Set([
  'accept-ranges',
  'content-digest',
  'content-length',
  'content-md5',
  'digest',
  'repr-digest',
])

/** Sets the status of a copy of a response: 200–599, or 101 together with `upgrade` (SPEC RESP-3). */
export function withStatus(response: HttpResponse, status: number): HttpResponse {
  return { ...response, status }
}

/**
 * Sets the body of a copy of a response, and puts right what its fields said of the old one: `content-length`, digests
 * and `accept-ranges` go, a strong `etag` becomes weak (SPEC LEN-5). `content-type` and `content-encoding` stay.
 *
 * The old body is **not** closed, because the new one often reads from it. Who drops it says so first, once:
 *
 * ```ts
 * closeBody(response.body)
 * return withBody(response, 'something else')
 * ```
 */
export function withBody(response: HttpResponse, body: ResponseBody): HttpResponse {
  const headers = copyFields(response.headers, (name) => !boundToBytes.has(name))
  const etag = headers['etag']
  if (typeof etag === 'string' && !etag.startsWith('W/')) headers['etag'] = `W/${etag}`
  return { ...response, headers, body }
}
