import { ContentError } from './content-error.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/**
 * Checks how deeply JSON is nested, before anything is made of it: what walks the value later may well do so by recursion.
 * @param bytes UTF-8, JSON or not
 * @throws ContentError `BODY_DEPTH`
 */
export function expectDepth(bytes: Uint8Array, maxDepth: number): void {
  let depth = 0
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]
    if (byte === QUOTE) index = endOfString(bytes, index)
    else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) depth--
    else if ((byte === OPEN_BRACKET || byte === OPEN_BRACE) && ++depth > maxDepth) {
      throw new ContentError('BODY_DEPTH', `The JSON is nested more than ${maxDepth} deep`)
    }
  }
}

/** Index of the quote that ends a string, or of the end. */
function endOfString(bytes: Uint8Array, start: number): number {
  let index = start + 1
  while (index < bytes.length && bytes[index] !== QUOTE) index += bytes[index] === BACKSLASH ? 2 : 1
  return index
}
