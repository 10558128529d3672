import { CONNECTION_FIELDS } from '@tsgi/fields/connection'
import type { ResponseHeaders } from '@tsgi/spec'

/** Field lines of a head that Node has written, or of its trailers: name and value, in order. */
export function fieldLines(text: string): Array<[name: string, value: string]> {
  const lines: Array<[string, string]> = []
  for (let at = 0, end; (end = text.indexOf('\r\n', at)) > at; at = end + 2) {
    const colon = text.indexOf(':', at)
    lines.push([text.slice(at, colon), text.slice(colon + 1, end).trim()])
  }
  return lines
}

/** Where the field lines of a head begin, behind its status line. */
export function withoutFirstLine(head: string): string {
  return head.slice(head.indexOf('\r\n') + 2)
}

/** The fields of a head that Node has written, as those of a response: without what belongs to the connection. */
export function responseFields(head: string, status: number): ResponseHeaders {
  const headers = Object.create(null) as Record<string, string | string[]>
  for (const [given, value] of fieldLines(withoutFirstLine(head))) {
    const name = given.toLowerCase()
    if (isLeftOut(name, status)) continue
    const earlier = headers[name]
    if (earlier === undefined) headers[name] = value
    else if (typeof earlier === 'string') headers[name] = [earlier, value]
    else earlier.push(value)
  }
  return headers
}

/** Fields of the connection are the server's (SPEC HEAD-8), 204 has neither length nor type (SPEC LEN-4). */
function isLeftOut(name: string, status: number): boolean {
  if (CONNECTION_FIELDS.has(name)) return !(name === 'upgrade' && status === 426)
  return status === 204 && (name === 'content-length' || name === 'content-type')
}
