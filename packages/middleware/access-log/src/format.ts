/*
 * Formats are text: they are read once, when the log is made, into a list of tokens with the text between them. Two
 * notations, which may be mixed:
 *
 *     directive = "%" [ [ "!" ] status *( "," status ) ] [ "<" / ">" ] [ "{" argument "}" ] ( letter / "^FB" )
 *     token     = ":" name [ "[" argument "]" ]
 *
 * `%%` is a percent sign, and a colon that no letter follows is a colon.
 */
import { directive } from './apache-directives.ts'
import { escapeBare, escapeQuoted } from './escape.ts'
import { rememberLast } from './remember-last.ts'
import { CLIENT_CLOSED_REQUEST } from './record.ts'
import type { AccessRecord, Need } from './record.ts'
import { fact } from './tokens.ts'
import type { Fact, TokenContext } from './tokens.ts'

/** Writes the line of a record, without its end. */
export interface Format {
  readonly write: (record: AccessRecord) => string
  readonly needs: ReadonlySet<Need>
}

const DIRECTIVE = /%(?:%|(!?)(\d{3}(?:,\d{3})*)?[<>]?(?:\{([^{}]*)\})?(\^FB|[A-Za-z]))/y
const TOKEN = /:([A-Za-z][\w-]*)(?:\[([^[\]]*)\])?/y

/** Text that stands as it is, or a fact; and whether that stands between quotes. */
type Part = string | { readonly fact: Fact; readonly isQuoted: boolean }

/**
 * Compiles a format.
 * @throws TypeError that names what it does not know
 */
export function compileFormat(format: string, context: TokenContext): Format {
  const parts = joinTexts(parse(format, context))
  const writers = parts.map((part) => (typeof part === 'string' ? part : writer(part.fact, part.isQuoted)))
  const needs = parts.flatMap((part) => (typeof part === 'string' ? [] : (part.fact.needs ?? [])))
  return {
    needs: new Set(needs),
    write(record) {
      let line = ''
      for (const part of writers) line += typeof part === 'string' ? part : part(record)
      return line
    },
  }
}

function writer({ read, isPlain, mayBeEmpty }: Fact, isQuoted: boolean): (record: AccessRecord) => string {
  const escape = rememberLast(isQuoted ? escapeQuoted : escapeBare)
  const empty = isQuoted || mayBeEmpty === true ? '' : '-'
  return (record) => {
    const value = read(record)
    if (value === undefined || value === null) return '-'
    if (value === '') return empty
    return typeof value === 'number' || isPlain === true ? String(value) : escape(String(value))
  }
}

/** Neighbouring texts become one. */
function joinTexts(parts: readonly Part[]): Part[] {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part
    else joined.push(part)
  }
  return joined
}

function parse(format: string, context: TokenContext): Part[] {
  const parts: Part[] = []
  let isQuoted = false
  for (let at = 0; at < format.length;) {
    const [part, end] = partAt(format, at, context)
    if (part === '"') isQuoted = !isQuoted
    parts.push(typeof part === 'string' ? part : { fact: part, isQuoted })
    at = end
  }
  return parts
}

function partAt(format: string, at: number, context: TokenContext): [part: string | Fact, end: number] {
  switch (format[at]) {
    case '%':
      return directiveAt(format, at, context)
    case ':':
      return tokenAt(format, at, context)
    case '\r':
    case '\n':
      throw new TypeError('A format is one line')
    default:
      return [format[at]!, at + 1]
  }
}

function directiveAt(format: string, at: number, context: TokenContext): [part: string | Fact, end: number] {
  DIRECTIVE.lastIndex = at
  const match = DIRECTIVE.exec(format)
  if (match === null) throw new TypeError(`No directive begins with '${format.slice(at, at + 10)}'`)
  const [whole, not, statuses, argument, letter] = match
  if (letter === undefined) return ['%', DIRECTIVE.lastIndex]
  const end = at + whole.length
  const told = directive({ letter, argument }, context)
  return [statuses === undefined ? told : onlyFor(statuses, not === '!', told), end]
}

function tokenAt(format: string, at: number, context: TokenContext): [part: string | Fact, end: number] {
  TOKEN.lastIndex = at
  const match = TOKEN.exec(format)
  return match === null ? [':', at + 1] : [fact(match[1]!, match[2], context), at + match[0].length]
}

function onlyFor(statuses: string, isInverted: boolean, told: Fact): Fact {
  const listed = new Set(statuses.split(',').map(Number))
  const isTold = ({ outcome }: AccessRecord): boolean =>
    listed.has(outcome.status ?? CLIENT_CLOSED_REQUEST) !== isInverted
  return { ...told, read: (record) => (isTold(record) ? told.read(record) : undefined) }
}
