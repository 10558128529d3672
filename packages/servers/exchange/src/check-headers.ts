import type { ResponseHeaders } from '@tsgi/spec'
import { ResponseError } from './response-error.ts'

/**
 * Checks field names and values before they are written anywhere (SPEC HEAD-5, HEAD-6).
 * @throws ResponseError
 */
export function checkHeaders(headers: unknown): void {
  if (!isPlainRecord(headers)) {
    throw new ResponseError('HEAD-5', `headers is a plain object, got ${describe(headers)}`)
  }
  for (const name of Object.keys(headers)) {
    if (!goodNames.has(name)) checkName(name)
    const value = headers[name]
    if (typeof value === 'string') checkValue(name, value)
    else checkLines(name, value)
  }
}

/** A copy of checked headers that stays as it is, whatever happens to the original before the head is sent. */
export function copyHeaders(headers: ResponseHeaders): ResponseHeaders {
  const copy: Record<string, string | readonly string[]> = { ...headers }
  for (const [name, value] of Object.entries(copy)) {
    if (typeof value !== 'string') copy[name] = [...value]
  }
  return copy
}

/** What a value is, for error messages: never its content, which may be secret. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value
  return value.constructor?.name ?? 'an object'
}

/** Plain: its prototype inherits nothing. `Headers`, `Map` and arrays have own keys for none of their fields. */
function isPlainRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Names that passed, so that each is looked at once; bounded, because an application may make names up. */
const goodNames = new Set<string>()
const MAX_GOOD_NAMES = 1000

function checkName(name: string): void {
  if (name === 'status' || !isLowerCaseToken(name)) {
    throw new ResponseError('HEAD-5', `${JSON.stringify(name)} is no field name: lower-case tokens are`)
  }
  if (goodNames.size < MAX_GOOD_NAMES) goodNames.add(name)
}

function isLowerCaseToken(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name)
}

function checkLines(name: string, lines: unknown): void {
  if (!Array.isArray(lines) || lines.length === 0) {
    throw new ResponseError(
      'HEAD-6',
      `${name} is a string or a non-empty array of strings, got ${describe(lines)}`,
    )
  }
  for (const line of lines as unknown[]) {
    if (typeof line !== 'string') {
      throw new ResponseError('HEAD-6', `${name} has a line that is no string but ${describe(line)}`)
    }
    checkValue(name, line)
  }
}

const HTAB = 0x09
const SP = 0x20
const DEL = 0x7f

function checkValue(name: string, value: string): void {
  const last = value.length - 1
  for (let i = 0; i <= last; i++) {
    const code = value.charCodeAt(i)
    if (code > SP && code < DEL) continue
    const isBlank = code === SP || code === HTAB
    if (isBlank ? i === 0 || i === last : code < SP || code === DEL || code > 0xff)
      throw badValue(name, code, i)
  }
}

function badValue(name: string, code: number, index: number): ResponseError {
  const character = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  return new ResponseError('HEAD-6', `${name} has ${character} at ${index}, which its value cannot hold`)
}
