import { trimBlanks } from './blanks.ts'
import type { RequestHead } from './request-head.ts'

/**
 * The field lines of a head as they came: names in their own case, nothing joined.
 * @returns name, value, name, value …, as Node's `rawHeaders`; no blanks around values
 */
export function rawFields({ text }: Pick<RequestHead, 'text'>): string[] {
  const fields: string[] = []
  // The scanner let nothing else through than lines that end in CR LF, each with a colon behind its name.
  const end = text.length - '\r\n'.length
  let at = text.indexOf('\r\n') + 2
  while (at < end) {
    const colon = text.indexOf(':', at)
    const lineEnd = text.indexOf('\r\n', colon)
    fields.push(text.slice(at, colon), trimBlanks(text.slice(colon + 1, lineEnd)))
    at = lineEnd + 2
  }
  return fields
}
