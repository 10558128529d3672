/** Shorter ones are words and dates more often than hashes. */
const HASH_LENGTH = 8

/**
 * Whether a name carries a hash of its content, as bundlers put it between the name and the extension: `app.3f2a9c1b.js`,
 * `index-BqLmK3xd.js`, `main.3f2a9c1b.css.map`. It has at least eight letters and digits of both kinds, and is not a
 * number followed by one word or the reverse, as `release-2024notes.pdf` has it.
 */
export function isHashedName(name: string): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1)
  const parts = base.split('.')
  const dashed = parts[0]!.slice(parts[0]!.lastIndexOf('-') + 1)
  const between = parts.slice(1, -1)
  return parts.length > 1 && [...between, ...(dashed === parts[0] ? [] : [dashed])].some(isHash)
}

function isHash(text: string): boolean {
  if (text.length < HASH_LENGTH) return false
  let changes = 0
  let wasDigit: boolean | undefined
  for (const character of text) {
    if (!ALPHANUMERIC.includes(character)) return false
    const isDigit = character <= '9'
    if (wasDigit !== undefined && isDigit !== wasDigit) changes++
    wasDigit = isDigit
  }
  return changes >= 2
}

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
