/*
 * The directives of Apache's LogFormat (mod_log_config, and what mod_logio and mod_ssl add) that can be told behind
 * the interface. Those that cannot (%A, %f, %k, %R, %I, %O, %S, trailers) are refused by name instead of logged as nothing.
 */
import { constant, dateToken, fact } from './tokens.ts'
import type { Fact, TokenContext } from './tokens.ts'

/** A directive as it stands in a format: `%!200,304{Referer}i`. */
export interface Directive {
  /** Its letter: `i`; `^FB` is the one with a name. */
  readonly letter: string
  /** What stands in braces. */
  readonly argument: string | undefined
}

const TOKENS: ReadonlyMap<string, string> = new Map([
  ...(['a', 'h'] as const).map((letter): [string, string] => [letter, 'remote-addr']),
  ['B', 'bytes-out'],
  ['L', 'id'],
  ['m', 'method'],
  ['P', 'pid'],
  ['r', 'request-line'],
  ['s', 'status'],
  ['u', 'remote-user'],
  ['U', 'path'],
])

const FACTS: ReadonlyMap<string, (context: TokenContext) => Fact> = new Map<
  string,
  (context: TokenContext) => Fact
>([
  ['b', () => ({ read: ({ outcome }) => outcome.bytes || undefined })],
  ['D', () => ({ read: ({ totalMs }) => Math.round(totalMs * 1000) })],
  ['H', () => ({ read: ({ request }) => `HTTP/${request.httpVersion}` })],
  ['l', () => constant(undefined)],
  ['p', () => ({ read: ({ request }) => portOf(request) })],
  [
    'q',
    (context) => ({
      read: ({ request: { query } }) => (query === '' ? '' : `?${context.redaction.query(query)}`),
      mayBeEmpty: true,
    }),
  ],
  ['t', (context) => bracketed(context)],
  ['T', () => ({ read: ({ totalMs }) => Math.trunc(totalMs / 1000) })],
  ['v', () => ({ read: ({ request }) => hostOf(request.authority) })],
  ['V', () => ({ read: ({ request }) => hostOf(request.authority) })],
  ['X', () => ({ read: ({ outcome }) => (outcome.aborted ? 'X' : '+') })],
  [
    '^FB',
    () => ({
      read: ({ firstByteMs }) => (firstByteMs === null ? undefined : Math.round(firstByteMs * 1000)),
      needs: ['firstByte'],
    }),
  ],
])

const WITH_ARGUMENT: ReadonlyMap<string, (argument: string, context: TokenContext) => Fact> = new Map<
  string,
  (argument: string, context: TokenContext) => Fact
>([
  ['a', (argument, context) => oneOf(argument, '%{…}a', [['c', fact('remote-addr', undefined, context)]])],
  ['e', (name) => constant(process.env[name])],
  ['i', (name, context) => fact('req', name, context)],
  ['o', (name, context) => fact('res', name, context)],
  [
    'p',
    (argument, context) =>
      oneOf(argument, '%{…}p', [
        ['canonical', FACTS.get('p')!(context)],
        ['remote', fact('remote-port', undefined, context)],
      ]),
  ],
  ['P', (argument) => oneOf(argument, '%{…}P', [['pid', constant(process.pid)]])],
  ['t', timeOf],
  [
    'T',
    (unit) =>
      oneOf(unit, '%{…}T', [
        ['s', { read: ({ totalMs }) => Math.trunc(totalMs / 1000) }],
        ['ms', { read: ({ totalMs }) => Math.trunc(totalMs) }],
        ['us', { read: ({ totalMs }) => Math.round(totalMs * 1000) }],
      ]),
  ],
  [
    'x',
    (name, context) =>
      oneOf(name, '%{…}x', [
        ['SSL_PROTOCOL', fact('tls-version', undefined, context)],
        ['SSL_CIPHER', fact('tls-cipher', undefined, context)],
      ]),
  ],
])

/**
 * Finds what a directive tells.
 * @throws TypeError when it is unknown, or nothing that can be known here
 */
export function directive({ letter, argument }: Directive, context: TokenContext): Fact {
  if (argument !== undefined) {
    const make = WITH_ARGUMENT.get(letter)
    if (make === undefined) throw new TypeError(`There is no directive '%{${argument}}${letter}'`)
    return make(argument, context)
  }
  const token = TOKENS.get(letter)
  if (token !== undefined) return fact(token, undefined, { ...context, custom: new Map() })
  const make = FACTS.get(letter)
  if (make === undefined) throw new TypeError(`There is no directive '%${letter}'`)
  return make(context)
}

function bracketed(context: TokenContext): Fact {
  const date = dateToken('clf', context)
  return { read: (record) => `[${String(date(record))}]`, isPlain: true }
}

function timeOf(form: string): Fact {
  const start = form.startsWith('end:') ? 4 : form.startsWith('begin:') ? 6 : 0
  const time: (record: { startedAt: number; totalMs: number }) => number = form.startsWith('end:')
    ? ({ startedAt, totalMs }) => Math.trunc(startedAt + totalMs)
    : ({ startedAt }) => startedAt
  return oneOf(form.slice(start), '%{…}t', [
    ['sec', { read: (record) => Math.trunc(time(record) / 1000) }],
    ['msec', { read: (record) => time(record) }],
    ['usec', { read: (record) => time(record) * 1000 }],
    ['msec_frac', { read: (record) => String(time(record) % 1000).padStart(3, '0') }],
    ['usec_frac', { read: (record) => `${String(time(record) % 1000).padStart(3, '0')}000` }],
  ])
}

function oneOf(argument: string, form: string, facts: ReadonlyArray<[argument: string, fact: Fact]>): Fact {
  const found = new Map(facts).get(argument)
  if (found !== undefined) return found
  throw new TypeError(`${form} takes ${facts.map(([name]) => name).join(', ')}, got '${argument}'`)
}

/** Without port and, as for Apache, with the brackets of an IPv6 address. */
function hostOf(authority: string): string {
  const colon = authority.lastIndexOf(':')
  return colon > authority.lastIndexOf(']') ? authority.slice(0, colon) : authority
}

function portOf({ authority, scheme }: { authority: string; scheme: string }): string {
  const port = authority.slice(hostOf(authority).length + 1)
  return port === '' ? (scheme === 'https' ? '443' : '80') : port
}
