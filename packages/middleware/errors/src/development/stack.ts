import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One line of a stack. */
export interface Frame {
  /** The line as it is: `at list (file:///app/users.js:3:5)`. */
  readonly text: string
  /** Where in the application it is; `null`: in Node or in a package. */
  readonly place: Place | null
}

/** A place in a file of the application. */
export interface Place {
  readonly path: string
  readonly line: number
  readonly column: number
}

/** Lines of a file. */
export interface Excerpt {
  /** Number of the first of them, from 1. */
  readonly first: number
  /** None when the file cannot be read. */
  readonly lines: readonly string[]
}

const MOST_FRAMES = 30
const LINES_AROUND = 5
const MOST_FILE_BYTES = 1024 * 1024
const LONGEST_LINE = 300

/** What may be shown: a stack can come from elsewhere, and name `.env`. */
const SOURCE = /\.[cm]?[jt]sx?$/

/** The frames of a stack as V8 writes it, without the message that it begins with. */
export function framesOf(stack: string, message: string): Frame[] {
  const start = stack.indexOf(message)
  return stack
    .slice(start === -1 ? 0 : start + message.length)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, MOST_FRAMES)
    .map((text) => ({ text, place: placeIn(text) }))
}

/** `at list (file:///app/users.js:3:5)`, `at async /app/users.js:3:5`. */
function placeIn(text: string): Place | null {
  const open = text.indexOf(' (')
  const location = open === -1 ? text.replace(/^at (async )?/, '') : text.slice(open + 2, -1)
  const [column, line, ...rest] = location.split(':').toReversed()
  const path = pathOf(rest.toReversed().join(':'))
  const [lineNumber, columnNumber] = [Number(line), Number(column)]
  if (path === null || !Number.isSafeInteger(lineNumber) || !Number.isSafeInteger(columnNumber)) return null
  return { path, line: lineNumber, column: columnNumber }
}

/** Sources of the application: what is below the working directory, and not in a package. */
function pathOf(location: string): string | null {
  const path = location.startsWith('file:') ? fromUrl(location) : location
  if (!isAbsolute(path) || !SOURCE.test(path) || path.includes(`${sep}node_modules${sep}`)) return null
  const below = relative(process.cwd(), path)
  return below.startsWith('..') || isAbsolute(below) ? null : path
}

function fromUrl(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    return ''
  }
}

/** The lines around a place. */
export function excerptOf({ path, line }: Place): Excerpt {
  const first = Math.max(1, line - LINES_AROUND)
  const lines = linesOf(path).slice(first - 1, line + LINES_AROUND)
  return { first, lines: lines.map((text) => text.slice(0, LONGEST_LINE)) }
}

function linesOf(path: string): string[] {
  try {
    return statSync(path).size > MOST_FILE_BYTES ? [] : readFileSync(path, 'utf8').split(/\r?\n/)
  } catch {
    return []
  }
}
