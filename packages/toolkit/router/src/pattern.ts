import { segments } from '@tsgi/message'
import { oneOf } from './constraints.ts'
import type { Constraint } from './params.ts'

/*
 *   pattern     = *( "/" segment ) [ "/" [ rest ] ]
 *   segment     = literal / ":" name [ "<" constraint ">" ]
 *   rest        = "*" [ name ]
 *   constraint  = name / text 1*( "|" text )
 *
 * Parameters take whole segments. That leaves nothing to try twice within a segment, so that matching stays linear without
 * any expression of the user's (RT1). Literals may have percent-escapes: `/%3Aid` is the way to write `:id` itself.
 */

/** A segment of a pattern. */
export type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly constraint: NamedConstraint | null }
  | { readonly kind: 'rest'; readonly name: string | null }

/** A constraint, with the text that stands for it in patterns. */
export interface NamedConstraint {
  readonly text: string
  readonly accept: Constraint
}

/**
 * Reads a pattern.
 * @throws TypeError that says what is wrong with it
 */
export function parsePattern(
  pattern: string,
  constraints: ReadonlyMap<string, Constraint>,
): readonly Token[] {
  if (typeof pattern !== 'string') throw new TypeError(`A pattern is a string, got ${typeof pattern}`)
  if (pattern === '') return []
  const fail = (reason: string): never => {
    throw new TypeError(`Not a pattern: '${pattern}'; ${reason}`)
  }
  if (!pattern.startsWith('/')) fail("it starts with '/'")
  const parts = pattern.slice(1).split('/')
  const tokens = parts.map((part, index) => token(part, index === parts.length - 1, constraints, fail))
  const names = parameterNames(tokens)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) fail(`the parameter '${twice}' is there twice`)
  return tokens
}

/** The names of the parameters in order. */
export function parameterNames(tokens: readonly Token[]): string[] {
  return tokens.flatMap((each) => (each.kind === 'literal' || each.name === null ? [] : [each.name]))
}

type Fail = (reason: string) => never

function token(
  part: string,
  isLast: boolean,
  constraints: ReadonlyMap<string, Constraint>,
  fail: Fail,
): Token {
  if (part.startsWith(':')) return parameter(part.slice(1), constraints, fail)
  if (part.startsWith('*')) {
    if (!isLast) fail(`'${part}' takes all the rest, so it comes last`)
    return { kind: 'rest', name: part === '*' ? null : nameOf(part.slice(1), fail) }
  }
  if (part === '' && !isLast) fail('a segment is empty')
  const decoded = segments(`/${part}`)
  if (decoded === undefined) return fail(`no path has the segment '${part}' (a '%' itself is '%25')`)
  return { kind: 'literal', text: decoded[0]! }
}

function parameter(text: string, constraints: ReadonlyMap<string, Constraint>, fail: Fail): Token {
  const start = text.indexOf('<')
  if (start === -1) return { kind: 'parameter', name: nameOf(text, fail), constraint: null }
  if (!text.endsWith('>')) fail(`a constraint ends with '>'`)
  const name = nameOf(text.slice(0, start), fail)
  const constraint = text.slice(start + 1, -1)
  const accept = constraint.includes('|') ? oneOf(constraint.split('|')) : constraints.get(constraint)
  if (accept === undefined) {
    const known = [...constraints.keys()].join(', ')
    return fail(`'${constraint}' is no constraint: there are ${known}, and alternatives as in <a|b>`)
  }
  return { kind: 'parameter', name, constraint: { text: constraint, accept } }
}

function nameOf(text: string, fail: Fail): string {
  if (/^[A-Za-z_]\w*$/.test(text)) return text
  return fail(`the name of a parameter is letters, digits and _, and takes the whole segment; got '${text}'`)
}
