import type { HttpRequest } from '@tsgi/spec'
import type { ValueCheck } from './check.ts'
import { fieldValueFault, isDecimal, isFieldName } from './grammar.ts'
import { inheritsNothing, isRecord } from './record.ts'
import { kindOf, show } from './show.ts'

/** What must hold for the fields of a request. */
export const requestHeaderChecks: ReadonlyArray<ValueCheck<HttpRequest>> = [
  {
    id: 'request-headers',
    rule: 'HEAD-3',
    side: 'server',
    level: 'must',
    description: '`headers` of the request is a record that inherits nothing',
    test({ headers }) {
      if (isRecord(headers) && inheritsNothing(headers)) return undefined
      return `request.headers is ${show(headers)} that is no record or inherits members, expected a record without prototype: { __proto__: null, ...fields }${isFetchHeaders(headers)}`
    },
  },
  {
    id: 'request-field-name',
    rule: 'HEAD-1',
    side: 'server',
    level: 'must',
    description: 'names of request fields are lower-case tokens, without pseudo-fields',
    test({ headers }) {
      const name = Object.keys(headers).find((key) => !isFieldName(key))
      if (name === undefined) return undefined
      return `request.headers has the name ${show(name)}, expected a lower-case token: lower its case, leave pseudo-fields out, refuse what is no token`
    },
  },
  {
    id: 'request-field-lines',
    rule: 'HEAD-2',
    side: 'server',
    level: 'must',
    description: 'repeated request fields are joined',
    test({ headers }) {
      const name = Object.keys(headers).find((key) => Array.isArray(headers[key]))
      if (name === undefined) return undefined
      return `the request field ${show(name)} is an Array, expected a string: join with ', ', cookie with '; '`
    },
  },
  {
    id: 'request-field-value',
    rule: 'HEAD-1',
    side: 'server',
    level: 'must',
    description: 'values of request fields are strings of legal characters without blanks around them',
    test({ headers }) {
      for (const [name, value] of Object.entries(headers)) {
        if (typeof value !== 'string') {
          return `the request field ${show(name)} is ${show(value)}, expected a string: leave out what was not sent`
        }
        const fault = fieldValueFault(value)
        if (fault !== undefined) {
          return `the request field ${show(name)} ${fault}: trim it, or refuse the request`
        }
      }
      return undefined
    },
  },
  {
    id: 'request-content-length',
    rule: 'HEAD-4',
    side: 'server',
    level: 'must',
    description: '`content-length` of the request is one decimal number',
    test({ headers: { 'content-length': length } }) {
      if (length === undefined || isDecimal(length)) return undefined
      return `content-length of the request is ${show(length)}, expected one decimal number: refuse repeated and malformed ones`
    },
  },
  {
    id: 'request-framing',
    rule: 'HEAD-4',
    side: 'server',
    level: 'must',
    description: 'a request has `content-length` or `transfer-encoding`, not both',
    test: ({ headers }) =>
      headers['content-length'] !== undefined && headers['transfer-encoding'] !== undefined
        ? 'the request has content-length and transfer-encoding together (RFC 9112 §6.3): refuse it'
        : undefined,
  },
]

function isFetchHeaders(headers: unknown): string {
  return kindOf(headers) === 'Headers' ? ', made with Object.fromEntries(headers)' : ''
}
