/** Octets of the grammar by name. */
export const HTAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SP = 0x20
export const DQUOTE = 0x22
export const COLON = 0x3a
export const SEMICOLON = 0x3b
export const EQUALS = 0x3d
export const BACKSLASH = 0x5c

/** `tchar` of RFC 9110 §5.6.2. */
export const TOKEN: Uint8Array = table(
  "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
)

/** Octets of a field value, blanks included: HTAB, SP, VCHAR, obs-text (RFC 9110 §5.5). */
export const FIELD_VALUE: Uint8Array = range(0x20, 0x7e, range(0x80, 0xff, table('\t')))

/**
 * Octets accepted in a request target: printable ASCII without `#` (a fragment is never sent) and without `"`, `<`
 * and `>`. Of the other octets that RFC 3986 excludes, browsers do send some, such as `|` and `{`.
 */
export const TARGET: Uint8Array = without('"#<>', range(0x21, 0x7e, table('')))

/** Octets inside a quoted string, other than `"` and `\` (RFC 9110 §5.6.4). */
export const QUOTED_TEXT: Uint8Array = without('"\\', FIELD_VALUE)

/** Value of a hexadecimal digit plus one; 0 for every other octet. */
export const HEX: Uint8Array = hexDigits()

function table(members: string): Uint8Array {
  const result = new Uint8Array(256)
  for (let i = 0; i < members.length; i++) result[members.charCodeAt(i)] = 1
  return result
}

function range(first: number, last: number, result: Uint8Array): Uint8Array {
  return result.fill(1, first, last + 1)
}

function without(members: string, from: Uint8Array): Uint8Array {
  const result = from.slice()
  for (let i = 0; i < members.length; i++) result[members.charCodeAt(i)] = 0
  return result
}

function hexDigits(): Uint8Array {
  const result = new Uint8Array(256)
  for (let value = 0; value < 16; value++) {
    result[value.toString(16).charCodeAt(0)] = value + 1
    result[value.toString(16).toUpperCase().charCodeAt(0)] = value + 1
  }
  return result
}
