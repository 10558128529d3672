/*
 * Lines are printable ASCII, whatever clients send: nothing that ends a line, moves a cursor, turns the direction of
 * text or closes a quotation gets through. What is escaped can be told from what was sent, as in Apache's logs.
 *
 * Nearly all values have nothing to escape. To find that out is the larger part of the cost of a line.
 */

const NOT_QUOTED = /[^ !#-[\]-~]/
const NOT_BARE = /[^!#-[\]-~]/
const NOT_ASCII = /[^ -~]/

/** For values between quotes: `"` becomes `\"`, `\` becomes `\\`, all that is no printable ASCII `\xhh` or `\uhhhh`. */
export function escapeQuoted(value: string): string {
  return NOT_QUOTED.test(value) ? escapeAll(value, NOT_QUOTED) : value
}

/** For values that stand alone between blanks: blanks are escaped as well. */
export function escapeBare(value: string): string {
  return NOT_BARE.test(value) ? escapeAll(value, NOT_BARE) : value
}

/** For whole lines: quotes and backslashes are left alone. */
export function escapeLine(line: string): string {
  return NOT_ASCII.test(line) ? escapeAll(line, NOT_ASCII) : line
}

/** A JSON string in printable ASCII. */
export function jsonString(value: string): string {
  if (!NOT_QUOTED.test(value)) return `"${value}"`
  return JSON.stringify(value).replaceAll(new RegExp(NOT_ASCII, 'g'), unicodeEscape)
}

function escapeAll(value: string, unsafe: RegExp): string {
  return value.replaceAll(new RegExp(unsafe, 'g'), escapeCharacter)
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`
  const code = character.charCodeAt(0)
  return code > 0xff ? unicodeEscape(character) : `\\x${code.toString(16).padStart(2, '0')}`
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
