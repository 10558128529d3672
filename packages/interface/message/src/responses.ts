import type { HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { FieldRecord, addFields, lowerCaseName } from './field-record.ts'

/** What a response made by `text`, `html` or `json` has besides its body. */
export interface ResponseOptions {
  /** Status, 200–599. Default 200. */
  status?: number
  /** Fields by lower-case name; a `content-type` replaces the usual one. Default none. */
  headers?: ResponseHeaders
}

/**
 * A response with plain text, `text/plain; charset=utf-8`.
 * @throws TypeError when a field name has a capital letter
 */
export function text(body: string, options: ResponseOptions = {}): HttpResponse {
  return content('text/plain; charset=utf-8', body, options)
}

/**
 * A response with an HTML document, `text/html; charset=utf-8`. The text is sent as it is: escaping is for who builds it.
 * @throws TypeError when a field name has a capital letter
 */
export function html(body: string, options: ResponseOptions = {}): HttpResponse {
  return content('text/html; charset=utf-8', body, options)
}

/**
 * A response with a value in JSON, `application/json`.
 * @throws TypeError when the value has no JSON (`undefined`, a function, a cycle, a bigint), or a field name has a
 *   capital letter
 */
export function json(value: unknown, options: ResponseOptions = {}): HttpResponse {
  const body: string | undefined = JSON.stringify(value)
  if (body === undefined) throw new TypeError(`There is no JSON for ${typeof value}`)
  return content('application/json', body, options)
}

/** A response without content, 204. */
export function noContent(): HttpResponse {
  return { status: 204, headers: {}, body: null }
}

function content(type: string, body: string, { status = 200, headers }: ResponseOptions): HttpResponse {
  const fields = new FieldRecord()
  fields['content-type'] = type
  if (headers !== undefined) {
    Object.keys(headers).forEach(lowerCaseName)
    addFields(fields, headers)
  }
  return { status, headers: fields, body }
}
