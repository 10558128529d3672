import type { ResponseHeaders } from '@tsgi/spec'
import type { Answer } from './answer.ts'
import type { ValueCheck } from './check.ts'
import { fieldValueFault, isDecimal, isFieldName, isToken } from './grammar.ts'
import { isRecord } from './record.ts'
import { kindOf, show } from './show.ts'

/** Fields that belong to the server (SPEC HEAD-8). */
const SERVER_FIELDS = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const ENDS_WELL = /^[A-Za-z](?:.*[A-Za-z0-9])?$/s

/** What must hold for the fields of a response. */
export const responseHeaderChecks: ReadonlyArray<ValueCheck<Answer>> = [
  {
    id: 'response-headers',
    rule: 'HEAD-5',
    side: 'application',
    level: 'must',
    description: '`headers` of the response is a plain record',
    test: ({ response }) => recordFault(response.headers),
  },
  {
    id: 'response-field-name',
    rule: 'HEAD-5',
    side: 'application',
    level: 'must',
    description: 'names of response fields are lower-case tokens, other than `status`',
    test: ({ response }) => nameFault(response.headers),
  },
  {
    id: 'response-field-value',
    rule: 'HEAD-6',
    side: 'application',
    level: 'must',
    description:
      'values of response fields are strings, or non-empty arrays of them, of legal characters without blanks around them',
    test: ({ response }) => valueFault(response.headers),
  },
  {
    id: 'response-cookies',
    rule: 'HEAD-7',
    side: 'application',
    level: 'must',
    description: 'several cookies are an array',
    test({ response }) {
      const joined = linesOf(response.headers['set-cookie'] ?? '').some(hasSecondCookie)
      return joined
        ? 'set-cookie has two cookies in one line, which no client takes apart: use an array, one line for each'
        : undefined
    },
  },
  {
    id: 'response-server-fields',
    rule: 'HEAD-8',
    side: 'application',
    level: 'must',
    description: 'the response has no fields that belong to the server (`connection`, `transfer-encoding` …)',
    test: ({ response: { status, headers } }) => serverFieldFault(headers, status === 101 || status === 426),
  },
  {
    id: 'response-content-length',
    rule: 'LEN-1',
    side: 'application',
    level: 'must',
    description: '`content-length` of the response is one decimal number',
    test({ response }) {
      const length = response.headers['content-length']
      if (length === undefined || (typeof length === 'string' && isDecimal(length))) return undefined
      return `content-length is ${show(length)}, expected one decimal number, or nothing: the server adds it where it can`
    },
  },
  {
    id: 'response-field-shape',
    rule: 'HEAD-10',
    side: 'application',
    level: 'should',
    description: 'names of response fields start with a letter and end with a letter or digit',
    test({ response }) {
      const odd = Object.keys(response.headers).find((name) => !ENDS_WELL.test(name))
      if (odd === undefined) return undefined
      return `the response field ${show(odd)} starts with no letter, or ends with neither letter nor digit: probably a slip`
    },
  },
]

/**
 * Says what is wrong with fields that an application sends outside a response; `undefined` when nothing is.
 */
export function fieldsFault(headers: ResponseHeaders): string | undefined {
  return recordFault(headers) ?? nameFault(headers) ?? valueFault(headers) ?? serverFieldFault(headers, false)
}

/** Says whether something is no plain record. */
export function recordFault(headers: unknown): string | undefined {
  if (isRecord(headers)) return undefined
  const remedy =
    kindOf(headers) === 'Headers'
      ? 'its fields are not own members and would be lost; use Object.fromEntries(headers), and getSetCookie() for cookies'
      : 'use { name: value }'
  return `headers is ${show(headers)}, expected a plain record: ${remedy}`
}

/** Says which name is not one that a field may have. */
export function nameFault(headers: object): string | undefined {
  const name = Object.keys(headers).find((key) => !isFieldName(key) || key === 'status')
  if (name === undefined) return undefined
  if (name === 'status') return 'headers has the name "status": that is a member of the response'
  return `headers has the name ${show(name)}, expected a lower-case token${isToken(name) ? `: ${name.toLowerCase()}` : ''}`
}

/** Says which value is not one that a field may have. */
export function valueFault(headers: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    if (Array.isArray(value) && value.length === 0) {
      return `the field ${show(name)} is an empty array, expected a string or lines: leave it out`
    }
    for (const line of linesOf(value)) {
      const fault = typeof line === 'string' ? fieldValueFault(line) : `is ${show(line)}, expected a string`
      if (fault !== undefined) return `the field ${show(name)} ${fault}: convert, encode or leave it out`
    }
  }
  return undefined
}

function serverFieldFault(headers: ResponseHeaders, mayUpgrade: boolean): string | undefined {
  const name = SERVER_FIELDS.find(
    (field) => headers[field] !== undefined && !(mayUpgrade && field === 'upgrade'),
  )
  return (
    name && `the field "${name}" belongs to the server, which decides on connection and framing: leave it out`
  )
}

function linesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** Dates have a comma as well, but no `name=` after it; cookie values have none (RFC 6265 §4.1.1). */
function hasSecondCookie(line: unknown): boolean {
  const parts = String(line).split(',').slice(1)
  return parts.some((part) => {
    const pair = part.split(';', 1).join()
    const equals = pair.indexOf('=')
    return equals > 0 && isToken(pair.slice(0, equals).trim())
  })
}
