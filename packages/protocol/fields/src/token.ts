import { TCHAR, TEXT, consistsOf, isBlank } from './octets.ts'

export { quote, unquote } from './quoted-string.ts'

/**
 * Whether a text is a token: a field name, a method, a parameter name, a content coding.
 * @see RFC 9110 §5.6.2
 */
export function isToken(text: string): boolean {
  return text !== '' && consistsOf(text, TCHAR)
}

/**
 * Whether a text can be sent as a field value: HTAB, 0x20–0x7E and 0x80–0xFF, one character for each octet, without
 * blanks at its ends. The empty text can.
 * @see RFC 9110 §5.5
 */
export function isFieldValue(text: string): boolean {
  if (isBlank(text.charCodeAt(0)) || isBlank(text.charCodeAt(text.length - 1))) return false
  return consistsOf(text, TEXT)
}
