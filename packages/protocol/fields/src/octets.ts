/** Octets of the grammars by name. */
export const HTAB = 0x09
export const SP = 0x20
export const DQUOTE = 0x22
export const PERCENT = 0x25
export const COMMA = 0x2c
export const DIGIT_0 = 0x30
export const COLON = 0x3a
export const SEMICOLON = 0x3b
export const OPEN_BRACKET = 0x5b
export const BACKSLASH = 0x5c

export const DIGITS = '0123456789'
export const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** `tchar` of RFC 9110 §5.6.2. */
export const TCHAR: Uint8Array = octets("!#$%&'*+-.^_`|~" + DIGITS + LETTERS)

/** Printable ASCII: SP and VCHAR. */
export const PRINTABLE: Uint8Array = octets('').fill(1, 0x20, 0x7f)

/** What field values, quoted strings and quoted pairs are made of: HTAB, SP, VCHAR, obs-text (RFC 9110 §5.5, §5.6.4). */
export const TEXT: Uint8Array = octets('\t').fill(1, 0x20, 0x7f).fill(1, 0x80)

/**
 * A set of octets as a table, for one look-up per character. An index beyond 0xFF reads `undefined`: not a member.
 * @param members the octets, each as the character of that code
 */
export function octets(members: string): Uint8Array {
  const table = new Uint8Array(256)
  for (let i = 0; i < members.length; i++) table[members.charCodeAt(i)] = 1
  return table
}

/** A set without some of its members. */
export function without(set: Uint8Array, members: string): Uint8Array {
  const table = set.slice()
  for (let i = 0; i < members.length; i++) table[members.charCodeAt(i)] = 0
  return table
}

/** Whether every character is in the set; so it is of an empty text. */
export function consistsOf(text: string, set: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (!set[text.charCodeAt(i)]) return false
  return true
}

/** Without spaces and tabs at its ends. Never `trim`: it takes off octets such as 0xA0 as well, and forges names by it. */
export function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/** Whether an octet is a space or a tab: `OWS` of RFC 9110 §5.6.3 is any number of them. */
export function isBlank(octet: number): boolean {
  return octet === SP || octet === HTAB
}

/** Whether an octet is a decimal digit. */
export function isDigit(octet: number): boolean {
  return octet >= DIGIT_0 && octet <= DIGIT_0 + 9
}
