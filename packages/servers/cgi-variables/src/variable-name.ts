/*
 * Names of variables, and what each is good for. Web servers send the same ones in the same order all the time, so each
 * name remembers which came after it: recognising it again takes one comparison, and no string is made or hashed for it.
 */
import { isToken } from '@tsgi/fields/token'
import { wordsOf } from './octets.ts'

/** Places of what a request is made of, other than its fields. */
export const METHOD = 0
export const TARGET = 1
export const SCRIPT = 2
export const INFO = 3
export const QUERY = 4
export const PROTOCOL = 5
export const HTTPS = 6
export const SCHEME = 7
export const LENGTH = 8
export const TYPE = 9
export const ADDRESS = 10
export const PORT = 11
export const SERVER = 12
export const SERVER_PORT = 13
export const KEPT_AUTHORIZATION = 14

/** Variables that are facts, by their places. */
const FACTS: readonly string[] = [
  'REQUEST_METHOD',
  'REQUEST_URI',
  'SCRIPT_NAME',
  'PATH_INFO',
  'QUERY_STRING',
  'SERVER_PROTOCOL',
  'HTTPS',
  'REQUEST_SCHEME',
  'CONTENT_LENGTH',
  'CONTENT_TYPE',
  'REMOTE_ADDR',
  'REMOTE_PORT',
  'SERVER_NAME',
  'SERVER_PORT',
  // Apache renames what a rewrite rule has set for a script, when it goes on to the script by an internal redirect.
  'REDIRECT_HTTP_AUTHORIZATION',
]

/** How many of them there are. */
export const FACT_COUNT: number = FACTS.length

/** A name, and what its value is good for. */
export interface VariableName {
  readonly name: string
  /** Its octets, for comparing. */
  readonly words: readonly number[]
  /** Its place among the facts; -1: it is none. */
  readonly fact: number
  /** Lower-case name of the field that it holds; `''`: it holds none. */
  readonly field: string
  /** Whether it holds a field, but no field could have given it that name. */
  readonly isBad: boolean
  /** Whether the field is one that is looked at again when all have come. */
  readonly isUnusual: boolean
  /** Whether applications are told of it besides their request. */
  readonly isTold: boolean
  /** The name that came after it last time. */
  next: VariableName | undefined
  /** The last request that had it, for the reader. */
  lastTurn: number
  /** Of facts: the value that it had last time, for the reader. */
  lastValue: string
}

/** What comes before the first name. */
export const BEFORE_NAMES: VariableName = {
  name: '',
  words: [],
  fact: -1,
  field: '',
  isBad: false,
  isUnusual: false,
  isTold: false,
  next: undefined,
  lastTurn: 0,
  lastValue: '',
}

const PREFIX = 'HTTP_'

/**
 * Fields that no `HTTP_` variable gives: `proxy` would set the proxy of outgoing requests in programs that trust their
 * environment (httpoxy, CVE-2016-5385), the others are facts with variables of their own.
 */
const DROPPED: ReadonlySet<string> = new Set(['proxy', 'content-length', 'content-type'])

/** Fields about the message, which are checked together with others. */
const UNUSUAL: ReadonlySet<string> = new Set(['transfer-encoding', 'expect'])

const known = new Map<string, VariableName>(
  FACTS.map((name, fact) => [name, { ...BEFORE_NAMES, name, words: wordsOf(name), fact }]),
)
/** Names are kept for the next time; not without limits, because clients make names up. */
const MAX_KNOWN = 1000
const MAX_KNOWN_LENGTH = 64

/** Looks a name up. */
export function variableName(name: string): VariableName {
  const found = known.get(name)
  if (found !== undefined) return found
  const made = readName(name)
  if (known.size < MAX_KNOWN && name.length <= MAX_KNOWN_LENGTH) known.set(name, made)
  return made
}

/** Whether a name was looked up before, and so will be the same object the next time. */
export function isKnown({ name }: VariableName): boolean {
  return known.has(name)
}

/**
 * The way from a field to a variable cannot be gone back: `X_A` and `X-A` both become HTTP_X_A (RFC 3875 §4.1.18), and it
 * is for the front server to pass only one of them on, as nginx and Apache do unless told otherwise. What can be seen
 * here is a name that was not made this way, and might become the same as one that was.
 */
function readName(name: string): VariableName {
  const words = wordsOf(name)
  if (!name.startsWith(PREFIX)) return { ...BEFORE_NAMES, name, words, isTold: isTold(name) }
  const field = name.slice(PREFIX.length).toLowerCase().replaceAll('_', '-')
  const isBad = !isToken(field) || /[a-z-]/.test(name)
  const isDropped = isBad || DROPPED.has(field)
  const isUnusual = UNUSUAL.has(field)
  return { ...BEFORE_NAMES, name, words, field: isDropped ? '' : field, isBad, isUnusual }
}

/** Who the front server says that the client is, and what it says of TLS; also after an internal redirect of Apache. */
function isTold(name: string): boolean {
  const own = withoutRedirect(name)
  return own === 'REMOTE_USER' || own === 'AUTH_TYPE' || own.startsWith('SSL_')
}

/** The name that a variable had before an internal redirect of Apache renamed it. */
export function withoutRedirect(name: string): string {
  return name.startsWith(REDIRECT) ? name.slice(REDIRECT.length) : name
}

const REDIRECT = 'REDIRECT_'
