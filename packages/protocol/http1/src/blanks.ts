import { HTAB, SP } from './octets.ts'

/** Without blanks around: space and tab only. `String.trim` would take other characters too, such as the octet 0xA0. */
export function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === SP || code === HTAB
}
