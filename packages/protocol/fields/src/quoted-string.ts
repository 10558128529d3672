/**
 * Quoted strings, and what must not be looked at inside of them.
 *
 *     quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE
 *     qdtext        = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text
 *     quoted-pair   = "\" ( HTAB / SP / VCHAR / obs-text )
 */
import { BACKSLASH, DQUOTE, TEXT, consistsOf, trimBlanks } from './octets.ts'

/**
 * Writes a text as a quoted string.
 * @param text any characters that fields can carry: HTAB, 0x20–0x7E, 0x80–0xFF
 * @throws TypeError for other characters; there is no escape for them
 * @see RFC 9110 §5.6.4
 */
export function quote(text: string): string {
  if (!consistsOf(text, TEXT)) throw new TypeError('A quoted string cannot hold control or wide characters')
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

/**
 * Reads a quoted string.
 * @param value the string with its quotes, and nothing beside it
 * @returns the text it stands for; `undefined` when it is not exactly one quoted string
 * @see RFC 9110 §5.6.4
 */
export function unquote(value: string): string | undefined {
  if (value.charCodeAt(0) !== DQUOTE || endOfQuotedString(value, 0) !== value.length) return undefined
  return value.slice(1, -1).replaceAll(/\\(.)/g, '$1')
}

/**
 * Splits at a separator, except inside quoted strings. Parts lose the blanks around them; empty ones are dropped.
 * @param limit how many parts there may be
 * @returns `undefined` for more parts, or when a quoted string does not end or holds a control character
 */
export function splitUnquoted(value: string, separator: number, limit: number): string[] | undefined {
  const parts: string[] = []
  let start = 0
  while (start < value.length) {
    const end = endOfPart(value, start, separator)
    if (end === -1) return undefined
    const part = trimBlanks(value.slice(start, end))
    if (part !== '' && parts.push(part) > limit) return undefined
    start = end + 1
  }
  return parts
}

/** Index of the next separator, or of the end; -1 when a quoted string before it is none. */
function endOfPart(value: string, start: number, separator: number): number {
  for (let i = start; i < value.length; i++) {
    const octet = value.charCodeAt(i)
    if (octet === separator) return i
    if (octet !== DQUOTE) continue
    const end = endOfQuotedString(value, i)
    if (end === -1) return -1
    i = end - 1
  }
  return value.length
}

/** Index after the quoted string that starts here; -1 when it does not end or holds a control character. */
function endOfQuotedString(value: string, start: number): number {
  for (let i = start + 1; i < value.length; i++) {
    let octet = value.charCodeAt(i)
    if (octet === DQUOTE) return i + 1
    if (octet === BACKSLASH) octet = value.charCodeAt(++i)
    if (!TEXT[octet]) return -1
  }
  return -1
}
