import { CONNECTION_FIELDS } from '@tsgi/fields/connection'
import { currentDate } from '@tsgi/fields/current-date'
import { reasonPhrase } from '@tsgi/http1'
import type { ResponseHeaders } from '@tsgi/spec'

/** Fields about the connection or the framing, which are not the application's to send. */
const OWNED: ReadonlySet<string> = new Set([...CONNECTION_FIELDS, 'content-length'])

/**
 * Writes the head of a CGI response, a document response whatever its status (RFC 3875 §6.2.1): `Status`, fields, an
 * empty line. Adds `date`, since not every front server does, and no type: there is no default one.
 * @param headers names and values that were checked: none holds CR, LF or NUL
 * @param contentLength octets of content to announce; `undefined`: none are announced
 * @returns the head, its empty line included, one character for each octet (latin-1)
 */
export function formatCgiHead(
  status: number,
  headers: ResponseHeaders,
  contentLength: number | undefined,
): string {
  let head = statusField(status)
  let hasDate = false
  for (const name of Object.keys(headers)) {
    if (OWNED.has(name)) continue
    if (name === 'date') hasDate = true
    head += fieldLines(name, headers[name]!)
  }
  if (!hasDate) head += `date: ${currentDate()}\r\n`
  if (contentLength !== undefined) head += `content-length: ${contentLength}\r\n`
  return `${head}\r\n`
}

const STATUS_FIELDS: string[] = []

/** Some front servers copy the text into their status line, which must not end with the number. */
function statusField(status: number): string {
  return (STATUS_FIELDS[status] ??= `Status: ${status} ${reasonPhrase(status) || 'Unassigned'}\r\n`)
}

function fieldLines(name: string, value: string | readonly string[]): string {
  if (typeof value === 'string') return `${name}: ${value}\r\n`
  let lines = ''
  for (const line of value) lines += `${name}: ${line}\r\n`
  return lines
}
