import { CONNECTION_FIELDS, isFieldValue, isToken } from '@tsgi/fields'
import type { ResponseHeaders } from '@tsgi/spec'
import { isObject, read } from './hostile.ts'

/** Fields that are the server's, or that tell of content which is not that of the error, or which are said here. */
const NOT_FROM_ERRORS: ReadonlySet<string> = new Set([
  ...CONNECTION_FIELDS,
  ...[
    'date',
    'status',
    'etag',
    'last-modified',
    'accept-ranges',
    'expires',
    'age',
    'cache-control',
    'pragma',
  ],
  ...['digest', 'repr-digest', 'x-content-type-options'],
])

/** More than anybody says with an error. */
const MOST_FIELDS = 50

/**
 * The fields that an error asks for in `headers`, such as `retry-after`: names in any case, values as texts, numbers or
 * arrays of texts. What cannot be sent is left out: an answer without a field is better than none.
 */
export function errorFields(error: unknown, status: number): ResponseHeaders {
  const headers = read(error, 'headers')
  const fields: Record<string, string | readonly string[]> = {}
  for (const key of keysOf(headers)) {
    const name = key.toLowerCase()
    const value = fieldValue(read(headers, key))
    if (value !== undefined && isToken(name) && mayBeSent(name, status)) fields[name] = value
  }
  return fields
}

function keysOf(headers: unknown): string[] {
  try {
    return isObject(headers) ? Object.keys(headers).slice(0, MOST_FIELDS) : []
  } catch {
    return []
  }
}

function mayBeSent(name: string, status: number): boolean {
  if (name === 'upgrade') return status === 426
  if (name === 'content-range') return status === 416
  return !name.startsWith('content-') && name !== '__proto__' && !NOT_FROM_ERRORS.has(name)
}

function fieldValue(value: unknown): string | readonly string[] | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined
  if (typeof value === 'string') return isFieldValue(value) ? value : undefined
  const lines: unknown[] = isObject(value) ? linesOf(value) : []
  return lines.length > 0 && lines.every(isLine) ? lines : undefined
}

/** A copy, whose elements stay what they were when they were checked. */
function linesOf(value: object): unknown[] {
  try {
    return Array.isArray(value) ? value.slice(0, MOST_FIELDS) : []
  } catch {
    return []
  }
}

function isLine(line: unknown): line is string {
  return typeof line === 'string' && isFieldValue(line)
}
