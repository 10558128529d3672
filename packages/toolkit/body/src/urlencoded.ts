import { ContentError } from './content-error.ts'

/**
 * Reads `application/x-www-form-urlencoded`: pairs between `&`, and nothing else is a separator.
 * @param text e.g. `name=Ada+L.&tag=a&tag=b`
 * @returns names and values in the order sent
 * @throws ContentError `BODY_TOO_MANY`, `BODY_FORM` (a malformed escape, bytes that are not UTF-8)
 * @see https://url.spec.whatwg.org/#urlencoded-parsing, which would take what is refused here
 */
export function parseUrlencoded(text: string, maxFields: number): Array<[string, string]> {
  const entries: Array<[string, string]> = []
  let start = 0
  while (start < text.length) {
    const ampersand = text.indexOf('&', start)
    const end = ampersand === -1 ? text.length : ampersand
    if (end > start) entries.push(readPair(text.slice(start, end)))
    if (entries.length > maxFields) {
      throw new ContentError('BODY_TOO_MANY', `The form has more than ${maxFields} fields`)
    }
    start = end + 1
  }
  return entries
}

function readPair(pair: string): [string, string] {
  const equals = pair.indexOf('=')
  if (equals === -1) return [decode(pair), '']
  return [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))]
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch (cause) {
    throw new ContentError('BODY_FORM', 'The form has an escape that is malformed or not UTF-8', { cause })
  }
}
