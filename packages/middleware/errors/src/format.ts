import { preferredMediaType } from '@tsgi/fields'
import type { HttpRequest } from '@tsgi/spec'

/** Forms of an answer. */
export type Format = 'html' | 'json' | 'text'

/** Best first, for programs that take anything; browsers say that they prefer pages. */
const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['application/problem+json', 'json'],
  ['application/json', 'json'],
  ['text/html', 'html'],
  ['text/plain', 'text'],
])

const TYPES = [...FORMATS.keys()]

/** The form that a client likes best; text for one that accepts none, because an error without words helps nobody. */
export function acceptedFormat({ headers }: HttpRequest): Format {
  const type = preferredMediaType(headers['accept'], TYPES)
  return (type === undefined ? undefined : FORMATS.get(type)) ?? 'text'
}
