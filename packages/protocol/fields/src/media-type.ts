import { trimBlanks } from './octets.ts'
import { formatParameters, parseParameters } from './parameters.ts'
import { isToken } from './token.ts'

/** A media type. */
export interface MediaType {
  /** In lower case: `'text'`. */
  readonly type: string
  /** In lower case: `'html'`. */
  readonly subtype: string
  /** Type and subtype, to compare with: `'text/html'`. */
  readonly essence: string
  /** Values by lower-case name. Values are as sent, also where they are to be compared without case: `charset`. */
  readonly parameters: ReadonlyMap<string, string>
}

/** What {@link formatMediaType} writes; a {@link MediaType} is one. */
export interface MediaTypeParts {
  /** `'text'`. */
  readonly type: string
  /** `'html'`. */
  readonly subtype: string
  /** Names and values, in order: a map, or `[['charset', 'utf-8']]`. Default: none. */
  readonly parameters?: Iterable<readonly [string, string]>
}

/**
 * Reads a media type such as the value of `Content-Type`.
 * @param value the field value, e.g. `text/html; charset="utf-8"`
 * @returns `undefined` when it is not exactly one, or when a parameter comes twice
 * @see RFC 9110 §8.3.1
 */
export function parseMediaType(value: string): MediaType | undefined {
  const semicolon = value.indexOf(';')
  const end = semicolon === -1 ? value.length : semicolon
  const name = trimBlanks(value.slice(0, end))
  const slash = name.indexOf('/')
  if (slash === -1 || !isToken(name.slice(0, slash)) || !isToken(name.slice(slash + 1))) return undefined
  const parameters = parseParameters(value.slice(end + 1))
  if (parameters === undefined) return undefined

  const essence = name.toLowerCase()
  return { type: essence.slice(0, slash), subtype: essence.slice(slash + 1), essence, parameters }
}

/**
 * Writes a media type: `text/html; charset=utf-8`.
 * @throws TypeError for a type, subtype or parameter name that is no token, or a value that no field can carry
 * @see RFC 9110 §8.3.1
 */
export function formatMediaType(mediaType: MediaTypeParts): string {
  const { type, subtype, parameters = [] } = mediaType
  if (!isToken(type) || !isToken(subtype)) {
    throw new TypeError(`A media type has two tokens, got ${JSON.stringify(`${type}/${subtype}`)}`)
  }
  return `${type}/${subtype}${formatParameters(parameters)}`
}
