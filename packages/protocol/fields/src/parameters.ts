import { SEMICOLON } from './octets.ts'
import { quote, splitUnquoted, unquote } from './quoted-string.ts'
import { isToken } from './token.ts'

/**
 * Reads parameters, `name=value` between semicolons. The value is a token or a quoted string; blanks are allowed around
 * the semicolons, not around `=`.
 * @param value what follows the first semicolon of e.g. a media type, or all of it where nothing comes before, as
 *   in an element of `Forwarded`: `for=192.0.2.1; proto="https"`
 * @returns values without quotes by lower-case name, in order; `undefined` when malformed or when a name comes twice,
 *   because readers would differ about which one counts
 * @see RFC 9110 §5.6.6
 */
export function parseParameters(value: string): Map<string, string> | undefined {
  const parts = splitUnquoted(value, SEMICOLON, Infinity)
  if (parts === undefined) return undefined

  const parameters = new Map<string, string>()
  for (const part of parts) {
    const equals = part.indexOf('=')
    if (equals === -1 || !isToken(part.slice(0, equals))) return undefined
    const name = part.slice(0, equals).toLowerCase()
    const text = part.slice(equals + 1)
    const unquoted = isToken(text) ? text : unquote(text)
    if (unquoted === undefined || parameters.has(name)) return undefined
    parameters.set(name, unquoted)
  }
  return parameters
}

/**
 * Writes parameters: `; name=value` for each, quoted where needed.
 * @throws TypeError for a name that is no token, or a value that no quoted string can hold
 */
export function formatParameters(parameters: Iterable<readonly [string, string]>): string {
  let result = ''
  for (const [name, value] of parameters) {
    if (!isToken(name)) throw new TypeError(`A parameter name is a token, got ${JSON.stringify(name)}`)
    result += `; ${name}=${isToken(value) ? value : quote(value)}`
  }
  return result
}
