/*
 * Where JSON goes wrong. Engines tell it in their messages, if at all, together with a piece of the content. So a text that an
 * engine has refused is looked at again here: by loops, because it may be long and deep.
 */
import type { TextPosition } from './content-error.ts'

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'end'

/**
 * Finds the first character with which a text stops being JSON.
 * @returns its place, or that of the end where the text ends too early; `undefined` when it is JSON
 * @see RFC 8259
 */
export function findJsonError(text: string): TextPosition | undefined {
  const offset = errorOffset(text)
  if (offset === undefined) return undefined
  const before = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { offset, line: before.length, column: before.at(-1)!.length + 1 }
}

function errorOffset(text: string): number | undefined {
  const closers: string[] = []
  let expected: Expected = 'value'
  let at = 0
  for (;;) {
    at = afterBlanks(text, at)
    const character = text.charAt(at)
    if (character === '') return expected === 'end' && closers.length === 0 ? undefined : at
    const isClosed = character === closers.at(-1) && (expected === 'end' || expected.endsWith(character))
    if (isClosed) {
      closers.pop()
      expected = 'end'
      at++
    } else if (expected === 'end') {
      if (character !== ',' || closers.length === 0) return at
      expected = closers.at(-1) === '}' ? 'key' : 'value'
      at++
    } else if (expected === ':') {
      if (character !== ':') return at
      expected = 'value'
      at++
    } else if (expected.startsWith('value') && (character === '{' || character === '[')) {
      closers.push(character === '{' ? '}' : ']')
      expected = character === '{' ? 'key or }' : 'value or ]'
      at++
    } else {
      const isKey = expected.startsWith('key')
      if (isKey && character !== '"') return at
      const scalar = readScalar(text, at)
      if (!scalar.isWhole) return scalar.end
      expected = isKey ? ':' : 'end'
      at = scalar.end
    }
  }
}

/** A string, number or word: where it ends, or where it goes wrong. */
interface Scalar {
  readonly end: number
  readonly isWhole: boolean
}

const BLANKS = ' \t\n\r'
const ESCAPES = '"\\/bfnrt'
const HEX = '0123456789abcdefABCDEF'
const DIGITS = '0123456789'

function afterBlanks(text: string, start: number): number {
  return after(text, start, BLANKS)
}

function readScalar(text: string, start: number): Scalar {
  const first = text.charAt(start)
  if (first === '"') return readString(text, start)
  if (first === '-' || DIGITS.includes(first)) return readNumber(text, start)
  const word = ['true', 'false', 'null'].find((each) => each.startsWith(first)) ?? ''
  const end = start + commonLength(text, start, word)
  return { end, isWhole: word !== '' && end === start + word.length }
}

function readString(text: string, start: number): Scalar {
  let at = start + 1
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === '"') return { end: at + 1, isWhole: true }
    if (character < ' ') return { end: at, isWhole: false }
    if (character !== '\\') at++
    else if (text.charAt(at + 1) === 'u') {
      const end = after(text.slice(at + 2, at + 6), 0, HEX)
      if (end < 4) return { end: at + 2 + end, isWhole: false }
      at += 6
    } else {
      const escape = text.charAt(at + 1)
      if (escape === '' || !ESCAPES.includes(escape)) return { end: at + 1, isWhole: false }
      at += 2
    }
  }
  return { end: text.length, isWhole: false }
}

/** `[ "-" ] int [ frac ] [ exp ]` */
function readNumber(text: string, start: number): Scalar {
  let at = text.charAt(start) === '-' ? start + 1 : start
  // After a zero there are no other digits: they come unexpected.
  let end = text.charAt(at) === '0' ? at + 1 : after(text, at, DIGITS)
  if (end === at) return { end, isWhole: false }
  if (text.charAt(end) === '.') {
    at = end + 1
    end = after(text, at, DIGITS)
    if (end === at) return { end, isWhole: false }
  }
  if (text.charAt(end) === 'e' || text.charAt(end) === 'E') {
    const sign = text.charAt(end + 1)
    at = sign === '+' || sign === '-' ? end + 2 : end + 1
    end = after(text, at, DIGITS)
    if (end === at) return { end, isWhole: false }
  }
  return { end, isWhole: true }
}

/** Index of the first character from `start` on that is none of these. */
function after(text: string, start: number, characters: string): number {
  let at = start
  while (at < text.length && characters.includes(text.charAt(at))) at++
  return at
}

function commonLength(text: string, start: number, word: string): number {
  let length = 0
  while (length < word.length && text.charAt(start + length) === word.charAt(length)) length++
  return length
}
