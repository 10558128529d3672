/** Longest piece of a foreign text that a message repeats. */
const SHOWN_LENGTH = 60

/** Describes a foreign value in a message: text quoted and shortened, everything else by its kind. */
export function show(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'symbol') return value.toString()
  if (typeof value !== 'object') return `the ${typeof value} ${value as number | bigint | boolean}`
  const kind = kindOf(value)
  return /^[AEIO]/.test(kind) ? `an ${kind}` : `a ${kind}`
}

/** Kind of a value, whatever realm it comes from: `'Array'`, `'Response'`, `'Promise'`. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}

/** Quotes foreign text so that it stays on its line: control characters are escaped. */
function quote(text: string): string {
  const shown = JSON.stringify(text.slice(0, SHOWN_LENGTH)).replace(
    /[\u007F-\u009F\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return text.length > SHOWN_LENGTH ? `${shown}…` : shown
}
