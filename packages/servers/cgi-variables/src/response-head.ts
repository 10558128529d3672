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
  const statusField = `Status: ${statusOf(status)}\r\n`
  const fields = fieldLines(headers, contentLength)
  // HAProxy before 2025 takes a Location that comes later for 302, whatever the status.
  return headers['location'] === undefined ? `${statusField}${fields}\r\n` : `${fields}${statusField}\r\n`
}

/**
 * Writes the same head as that of an HTTP response, for whoever expects a status line: NPH scripts (RFC 3875 §5), uwsgi.
 */
export function formatHttpHead(
  status: number,
  headers: ResponseHeaders,
  contentLength: number | undefined,
): string {
  return `HTTP/1.1 ${statusOf(status)}\r\n${fieldLines(headers, contentLength)}\r\n`
}

function fieldLines(headers: ResponseHeaders, contentLength: number | undefined): string {
  let lines = ''
  let hasDate = false
  for (const name of Object.keys(headers)) {
    if (OWNED.has(name)) continue
    if (name === 'date') hasDate = true
    lines += linesOf(name, headers[name]!)
  }
  if (!hasDate) lines += `date: ${currentDate()}\r\n`
  if (contentLength !== undefined) lines += `content-length: ${contentLength}\r\n`
  return lines
}

const STATUSES: string[] = []

/** Some front servers copy the text into their status line, which must not end with the number. */
function statusOf(status: number): string {
  return (STATUSES[status] ??= `${status} ${reasonPhrase(status) || 'Unassigned'}`)
}

function linesOf(name: string, value: string | readonly string[]): string {
  if (typeof value === 'string') return `${name}: ${value}\r\n`
  let lines = ''
  for (const line of value) lines += `${name}: ${line}\r\n`
  return lines
}
