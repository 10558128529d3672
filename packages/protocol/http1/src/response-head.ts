import { CONNECTION_FIELDS } from '@tsgi/fields/connection'
import { reasonPhrase } from './reason-phrases.ts'

/** Values to write, by lower-case name: a string, or one for each field line. */
export type ResponseFields = Readonly<Record<string, string | readonly string[]>>

/** What the engine's side adds to a response: framing, persistence, date. */
export interface ResponseFraming {
  /** Octets of content; `undefined`: no `content-length` is written. */
  readonly contentLength: number | undefined
  /** Whether the content is sent in chunks. */
  readonly chunked: boolean
  /** Value of `connection`; `''`: it is not written. */
  readonly connection: string
  /** Value for `date` when the fields have none, an IMF-fixdate. */
  readonly date: string
}

/** Fields about the connection or the framing, which only the framing writes. */
const OWNED = new Set([...CONNECTION_FIELDS, 'content-length'])

/**
 * Writes the head of a final response (RFC 9112 §4).
 * @param fields names and values that were checked: none holds CR, LF or NUL
 * @returns the head, its empty line included, one character for each octet (latin-1)
 */
export function formatResponseHead(status: number, fields: ResponseFields, framing: ResponseFraming): string {
  let head = statusLine(status)
  let hasDate = false
  let { connection } = framing
  for (const name of Object.keys(fields)) {
    // 426 names the protocols to come back with, and the field belongs to the connection (RFC 9110 §7.8, §15.5.22).
    if (status === 426 && name === 'upgrade')
      connection = connection === '' ? 'upgrade' : `${connection}, upgrade`
    else if (OWNED.has(name)) continue
    if (name === 'date') hasDate = true
    head += fieldLines(name, fields[name]!)
  }
  if (!hasDate) head += `date: ${framing.date}\r\n`
  if (framing.contentLength !== undefined) head += `content-length: ${framing.contentLength}\r\n`
  if (framing.chunked) head += 'transfer-encoding: chunked\r\n'
  if (connection !== '') head += `connection: ${connection}\r\n`
  return `${head}\r\n`
}

/** Writes a 1xx response, which has neither date nor framing; for 101, `fields` holds `upgrade` (RFC 9110 §15.2). */
export function formatInformationalHead(status: number, fields: ResponseFields): string {
  let head = statusLine(status)
  for (const name of Object.keys(fields)) {
    if (OWNED.has(name) && !(status === 101 && name === 'upgrade')) continue
    head += fieldLines(name, fields[name]!)
  }
  if (status === 101) head += 'connection: upgrade\r\n'
  return `${head}\r\n`
}

/** Writes the end of content in chunks, with its trailers (RFC 9112 §7.1.2). */
export function formatLastChunk(trailers: Readonly<Record<string, string>> | null): string {
  if (trailers === null) return '0\r\n\r\n'
  let end = '0\r\n'
  for (const name of Object.keys(trailers)) end += fieldLines(name, trailers[name]!)
  return `${end}\r\n`
}

/** Writes the line before a chunk of that many octets. */
export function formatChunkHead(octets: number): string {
  return `${octets.toString(16)}\r\n`
}

const STATUS_LINES: string[] = []

function statusLine(status: number): string {
  return (STATUS_LINES[status] ??= `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\n`)
}

function fieldLines(name: string, value: string | readonly string[]): string {
  if (typeof value === 'string') return `${name}: ${value}\r\n`
  let lines = ''
  for (const line of value) lines += `${name}: ${line}\r\n`
  return lines
}
