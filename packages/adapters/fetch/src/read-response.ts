import { CONNECTION_FIELDS } from '@tsgi/fields/connection'
import type { Awaitable, HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { describe } from './handler.ts'
import { LightResponse, TEXT_TYPE } from './light-response.ts'
import { readContent } from './read-content.ts'

/**
 * Makes a response of what a fetch handler answered. Content that is there at once, as that of `new Response('hello')`
 * is, gives a buffered body; other content is streamed.
 * @throws TypeError when it is no `Response`, or one whose content was used
 */
export function readResponse(response: Response, method: string): Awaitable<HttpResponse> {
  checkResponse(response)
  const light = LightResponse.take(response)
  if (light !== undefined) return readLight(response.status, light.headers, light.text)
  const { status, body } = response
  const headers = fieldsOf(response.headers, status)
  if (body === null) return { status, headers, body: null }
  if (response.bodyUsed || body.locked)
    throw new TypeError('The handler answered with a Response that was used before')
  // What answers HEAD is closed unread.
  if (method === 'HEAD') return { status, headers, body: body as AsyncIterable<Uint8Array> }
  return readContent(body).then((content) => ({ status, headers, body: content }))
}

function readLight(status: number, headers: Headers | null, text: string): HttpResponse {
  const fields = headers === null ? textFields() : fieldsOf(headers, status)
  return { status, headers: fields, body: text }
}

/** By its members: a `Response` may come from a polyfill, or from another realm. */
function checkResponse(response: unknown): void {
  if (typeof response === 'object' && response !== null && 'headers' in response && 'body' in response) return
  throw new TypeError(`A fetch handler answers with a Response: got ${describe(response)}`)
}

/** Fields as TSGI has them; the handler's `Headers`, which may be immutable or shared, are only read. */
function fieldsOf(headers: Headers, status: number): ResponseHeaders {
  const fields = new FieldRecord()
  for (const [name, value] of headers) {
    if (name === 'set-cookie') fields[name] = headers.getSetCookie()
    else if (!isDropped(name, status)) fields[name] = value
  }
  return fields
}

/** Those of a string of which nothing else was said. */
function textFields(): ResponseHeaders {
  const fields = new FieldRecord()
  fields['content-type'] = TEXT_TYPE
  return fields
}

/** Without a prototype, since any name may be a field's; a class, because V8 keeps its instances fast. */
class FieldRecord {
  [name: string]: string | readonly string[]
}
Object.setPrototypeOf(FieldRecord.prototype, null)
Reflect.deleteProperty(FieldRecord.prototype, 'constructor')

/** Fields that are the server's (SPEC HEAD-8), and those that describe the content that a 204 has not (SPEC LEN-4). */
function isDropped(name: string, status: number): boolean {
  if (CONNECTION_FIELDS.has(name)) return !(status === 426 && name === 'upgrade')
  return status === 204 && (name === 'content-length' || name === 'content-type')
}
