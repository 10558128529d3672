/*
 * The facts a line can tell, by name. A name with brackets has an argument: `:req[accept]`. Apache's directives are
 * other names for the same facts: see apache-directives.ts.
 */
import cluster from 'node:cluster'
import { CLIENT_CLOSED_REQUEST } from './record.ts'
import type { AccessRecord, Need } from './record.ts'
import { REDACTED } from './redaction.ts'
import type { Redaction } from './redaction.ts'
import { clfTime, isoTime, webTime } from './time-text.ts'
import type { Zone } from './time-text.ts'

/** What a token says; `undefined` and `null`: nothing, which a line shows as `-`. */
export type TokenValue = string | number | boolean | null | undefined

/** Reads one fact off a record. */
export type Token = (record: AccessRecord) => TokenValue

/** A token, and what must be watched for it. */
export interface Fact {
  readonly read: Token
  readonly needs?: readonly Need[]
  /** Made here and nothing to be escaped: blanks in it stay. */
  readonly isPlain?: boolean
  /** An empty value is no value to be marked, because it stands next to another one. */
  readonly mayBeEmpty?: boolean
}

/** What the tokens of one log have in common. */
export interface TokenContext {
  /** What is not told. */
  readonly redaction: Redaction
  /** Time zone of dates. */
  readonly zone: Zone
  /** Tokens of the user; they take precedence. */
  readonly custom: ReadonlyMap<string, Token>
}

const TLS = Symbol.for('tsgi.tls')
const REQUEST_ID_STATE = 'tsgi.requestId'
const ALL: readonly Need[] = ['response', 'firstByte', 'content', 'route']

type MakeFact = (argument: string | undefined, context: TokenContext) => Fact

const FACTS: ReadonlyMap<string, MakeFact> = new Map<string, MakeFact>([
  ['aborted', () => ({ read: ({ outcome }) => (outcome.aborted ? 'aborted' : undefined) })],
  ['bytes-in', () => ({ read: ({ bytesIn }) => bytesIn, needs: ['content'] })],
  ['bytes-out', () => ({ read: ({ outcome }) => outcome.bytes })],
  ['date', (form, context) => ({ read: dateToken(form, context), isPlain: true })],
  ['error', () => ({ read: errorName })],
  ['host', () => ({ read: ({ request }) => request.authority })],
  ['http-version', () => ({ read: ({ request }) => request.httpVersion })],
  ['id', () => ({ read: requestId, needs: ['response'] })],
  ['method', () => ({ read: ({ request }) => request.method })],
  [
    'path',
    (_, { redaction }) => ({ read: ({ request: { basePath, path } }) => redaction.path(basePath + path) }),
  ],
  ['pid', () => constant(process.pid)],
  ['query', (_, { redaction }) => ({ read: ({ request }) => redaction.query(request.query) })],
  ['referrer', (_, context) => requestField('referer', context)],
  ['remote-addr', () => ({ read: ({ request }) => request.remote?.address })],
  ['remote-port', () => ({ read: ({ request }) => request.remote?.port })],
  ['remote-user', () => ({ read: remoteUser })],
  ['req', (name, context) => requestField(required('req', name), context)],
  ['request-line', (_, { redaction }) => ({ read: (record) => requestLine(record, redaction) })],
  ['res', (name, context) => responseField(required('res', name), context)],
  [
    'response-time',
    (digits) => ({ read: milliseconds(({ firstByteMs }) => firstByteMs, digits), needs: ['firstByte'] }),
  ],
  ['route', () => ({ read: ({ route }) => route, needs: ['route'] })],
  ['scheme', () => ({ read: ({ request }) => request.scheme })],
  ['status', () => ({ read: ({ outcome }) => outcome.status ?? CLIENT_CLOSED_REQUEST })],
  ['tls-cipher', () => ({ read: (record) => tlsOf(record)?.cipher })],
  ['tls-version', () => ({ read: (record) => tlsOf(record)?.protocol })],
  ['total-time', (digits) => ({ read: milliseconds(({ totalMs }) => totalMs, digits) })],
  ['url', (_, { redaction }) => ({ read: (record) => url(record, redaction) })],
  ['user-agent', (_, context) => requestField('user-agent', context)],
  ['worker', () => constant(cluster.worker?.id)],
])

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['referer', 'referrer'],
  ['request-id', 'id'],
])
const WITH_ARGUMENT: ReadonlySet<string> = new Set(['date', 'req', 'res', 'response-time', 'total-time'])

/**
 * Finds a token by its name.
 * @throws TypeError when there is none of that name, or its argument is wrong
 */
export function fact(name: string, argument: string | undefined, context: TokenContext): Fact {
  const custom = context.custom.get(name)
  if (custom !== undefined && argument === undefined) return { read: custom, needs: ALL }
  const known = ALIASES.get(name) ?? name
  const make = FACTS.get(known)
  if (make === undefined) throw new TypeError(`There is no token ':${name}'`)
  if (argument !== undefined && !WITH_ARGUMENT.has(known)) throw new TypeError(`':${name}' has no argument`)
  return make(argument, context)
}

/** A token that says the same for each request. */
export function constant(value: TokenValue): Fact {
  return { read: () => value }
}

/** The part of a time that Apache's `%{…}t` can name. */
export function dateToken(form = 'web', { zone }: Pick<TokenContext, 'zone'>): Token {
  const write = new Map([
    ['clf', clfTime(zone)],
    ['iso', isoTime()],
    ['web', webTime()],
  ]).get(form)
  if (write === undefined) throw new TypeError(`':date' takes clf, iso or web, got '${form}'`)
  return ({ startedAt }) => write(startedAt)
}

function requestField(name: string, { redaction }: TokenContext): Fact {
  const field = name.toLowerCase()
  return { read: ({ request }) => redaction.header(request.headers, field) }
}

function responseField(name: string, { redaction }: TokenContext): Fact {
  const field = name.toLowerCase()
  const read: Token = ({ response, outcome }) => {
    if (response === null || !Object.hasOwn(response.headers, field)) return undefined
    if (redaction.hides(field)) return REDACTED
    const value = response.headers[field]
    return outcome.status === null ? undefined : typeof value === 'string' ? value : value?.join(', ')
  }
  return { read, needs: ['response'] }
}

function url({ request: { basePath, path, query } }: AccessRecord, redaction: Redaction): string {
  const place = redaction.path(basePath + path)
  return query === '' ? place : `${place}?${redaction.query(query)}`
}

function requestLine(record: AccessRecord, redaction: Redaction): string {
  const { method, httpVersion } = record.request
  return `${method} ${url(record, redaction)} HTTP/${httpVersion}`
}

function milliseconds(read: (record: AccessRecord) => number | null, digits = '3'): Token {
  const count = Number(digits)
  if (!/^\d$/.test(digits)) throw new TypeError(`Times have 0 to 9 digits, got '${digits}'`)
  return (record) => read(record)?.toFixed(count)
}

/**
 * The name that a client gives itself with Basic authentication; nobody has checked it. Without a password beside it, the
 * name is what must be kept secret.
 */
function remoteUser({ request: { headers } }: AccessRecord): string | undefined {
  const { authorization } = headers
  if (authorization?.slice(0, 6).toLowerCase() !== 'basic ') return undefined
  const pair = Buffer.from(authorization.slice(6), 'base64').toString('latin1')
  const colon = pair.indexOf(':')
  if (colon < 1) return undefined
  const password = pair.slice(colon + 1)
  return password === '' || password === 'x-oauth-basic' ? REDACTED : pair.slice(0, colon)
}

/** What the response tells the client, else what outer middleware has set; never what a client claims. */
function requestId({ request, response }: AccessRecord): string | undefined {
  const id = response?.headers['x-request-id'] ?? request.state[REQUEST_ID_STATE]
  return typeof id === 'string' ? id : undefined
}

function errorName({ outcome: { error } }: AccessRecord): string | undefined {
  if (typeof error !== 'object' || error === null)
    return error === null || error === undefined ? undefined : 'Error'
  if ('code' in error && typeof error.code === 'string') return error.code
  return 'name' in error && typeof error.name === 'string' ? error.name : 'Error'
}

function tlsOf({ request }: AccessRecord): { protocol: string; cipher: string } | undefined {
  return request.exchange[TLS] as { protocol: string; cipher: string } | undefined
}

function required(name: string, argument: string | undefined): string {
  if (argument === undefined) throw new TypeError(`':${name}' needs the name of a field: ':${name}[accept]'`)
  return argument
}
