import { escapeLine, jsonString } from './escape.ts'
import type { Format } from './format.ts'
import { rememberLast } from './remember-last.ts'
import type { AccessRecord } from './record.ts'
import { fact } from './tokens.ts'
import type { Token, TokenContext, TokenValue } from './tokens.ts'

/** Members of a JSON line, and the tokens they tell. */
const MEMBERS: ReadonlyArray<[name: string, token: string, argument?: string]> = [
  ['time', 'date', 'iso'],
  ['remote', 'remote-addr'],
  ['user', 'remote-user'],
  ['method', 'method'],
  ['scheme', 'scheme'],
  ['host', 'host'],
  ['url', 'url'],
  ['route', 'route'],
  ['httpVersion', 'http-version'],
  ['status', 'status'],
  ['bytesIn', 'bytes-in'],
  ['bytesOut', 'bytes-out'],
  ['referrer', 'referrer'],
  ['userAgent', 'user-agent'],
  ['requestId', 'id'],
  ['tls', 'tls-version'],
  ['error', 'error'],
]

/** Members that are numbers or truth values, which tokens, being for text, are not. */
const VALUES: ReadonlyArray<[name: string, read: Token]> = [
  ['firstByteMs', ({ firstByteMs }) => firstByteMs && rounded(firstByteMs)],
  ['totalMs', ({ totalMs }) => rounded(totalMs)],
  ['aborted', ({ outcome }) => outcome.aborted || undefined],
]

/** One object on a line; what is not known is left out. */
export function jsonFormat(context: TokenContext): Format {
  const members = [...memberTokens(context)].map(([name, read]) => ({
    prefix: `${jsonString(name)}:`,
    read,
    toText: rememberLast(jsonString),
  }))
  return {
    needs: new Set(['response', 'firstByte', 'content', 'route']),
    write(record) {
      let line = ''
      for (const { prefix, read, toText } of members) {
        const value = read(record)
        if (value === undefined || value === null) continue
        line += `${line === '' ? '{' : ','}${prefix}${jsonValue(value, toText)}`
      }
      return `${line}}`
    },
  }
}

/** The same members as an object, for loggers that write themselves: text escaped as in lines of text. */
export function recordObject(context: TokenContext): (record: AccessRecord) => Record<string, unknown> {
  const members = [...memberTokens(context)].filter(([name]) => name !== 'time')
  return (record) => {
    const object: Record<string, unknown> = {}
    for (const [name, read] of members) {
      const value = read(record)
      if (value === undefined || value === null) continue
      object[name] = typeof value === 'string' ? escapeLine(value) : value
    }
    return object
  }
}

/** Tokens of the user come last, and take the place of members that have their name. */
function memberTokens(context: TokenContext): Map<string, Token> {
  return new Map<string, Token>([
    ...MEMBERS.map(([name, token, argument]): [string, Token] => [name, fact(token, argument, context).read]),
    ...VALUES,
    ...context.custom,
  ])
}

/** Numbers that JSON does not have are text. */
function jsonValue(value: NonNullable<TokenValue>, toText: (value: string) => string): string {
  if (typeof value === 'string') return toText(value)
  return typeof value === 'boolean' || Number.isFinite(value) ? String(value) : `"${value}"`
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
