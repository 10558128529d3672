// Single character classes and disjoint alternatives: none of these expressions can backtrack.

/** RFC 9110 §5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** RFC 3986 §3.2.2 and §3.2.3: IP literal or registered name, then perhaps a port. No user information. */
const AUTHORITY =
  /^(?:\[(?:[0-9A-Fa-f:.]+|v[0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+)\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+)(?::[0-9]*)?$/
const DECIMAL = /^[0-9]+$/
/** In Unicode mode a pair is one character, so only halves of pairs match. */
const LONE_SURROGATE = /\p{Surrogate}/u

const HTAB = 0x09
const SPACE = 0x20

/** Whether a text is a token (RFC 9110 §5.6.2), such as a method. */
export function isToken(text: string): boolean {
  return TOKEN.test(text)
}

/** Whether a text is a field name as the interface wants it: a token without upper-case letters. */
export function isFieldName(text: string): boolean {
  return TOKEN.test(text) && text === text.toLowerCase()
}

/** Whether a text is `host` or `host:port`. */
export function isAuthority(text: string): boolean {
  return AUTHORITY.test(text)
}

/** Whether a text is one decimal number that can be counted to. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text) && Number.isSafeInteger(Number(text))
}

/** Whether a text can be encoded as UTF-8 without loss. */
export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text)
}

/**
 * Says what is wrong with a field value; `undefined` when nothing is. The value itself stays out of it: it
 * may be a secret.
 * @see RFC 9110 §5.5
 */
export function fieldValueFault(value: string): string | undefined {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    const legal = code === HTAB || (code >= SPACE && code <= 0x7e) || (code >= 0x80 && code <= 0xff)
    if (!legal) return `has the character U+${code.toString(16).toUpperCase().padStart(4, '0')} at ${at}`
  }
  return isBlank(value.charCodeAt(0)) || isBlank(value.charCodeAt(value.length - 1))
    ? 'has a blank at its end or beginning'
    : undefined
}

/** Items of a comma-separated list in lower case, parameters cut off: `'a;q=1, B'` gives `['a', 'b']`. */
export function listItems(value: string): string[] {
  return value.split(',').map((item) => item.split(';', 1).join().trim().toLowerCase())
}

function isBlank(code: number): boolean {
  return code === SPACE || code === HTAB
}
