/*
 * A stack as V8 writes it: the name and the message of the error, then a line for each call.
 *
 *     Error: message, which may have several lines
 *         at call (file:///work/app.ts:12:5)
 *         at async /work/app.ts:12:5
 *         at call (node:internal/timers:581:17)
 *
 * The message may come from a client, and look like such lines: it is cut off before. What a frame leads to is read only from
 * source files of the application, whatever it says.
 */
import { extname, isAbsolute, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One call of a stack. */
export interface Frame {
  /** What was called: `'async handler'`; `''` when it has no name. */
  readonly call: string
  /** Where: a path relative to the working directory if it is below that, else as it stands in the stack. */
  readonly file: string
  /** From 1; `0` when it is not known. */
  readonly line: number
  /** From 1; `0` when it is not known. */
  readonly column: number
  /** Absolute path of a source file of the application, which may be shown; else `undefined`. */
  readonly source: string | undefined
}

const MOST_FRAMES = 30
const MOST_CHARACTERS = 300

const SOURCES: ReadonlySet<string> = new Set([
  ...['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx'],
])

/**
 * The calls of a stack, innermost first.
 * @param message what the stack has before them
 * @param root absolute path of the folder that the application is in
 */
export function parseFrames(stack: string, message: string, root: string): Frame[] {
  const start = stack.indexOf(message)
  const calls = start === -1 ? stack : stack.slice(start + message.length)
  return calls
    .slice(0, MOST_FRAMES * MOST_CHARACTERS)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, MOST_FRAMES)
    .map((line) => parseFrame(line.slice('    at '.length, MOST_CHARACTERS), root))
}

function parseFrame(text: string, root: string): Frame {
  const open = text.endsWith(')') ? text.indexOf(' (') : -1
  if (open !== -1) return placed(text.slice(0, open), text.slice(open + 2, -1), root)
  const isAsync = text.startsWith('async ')
  return isAsync ? placed('async', text.slice('async '.length), root) : placed('', text, root)
}

function placed(call: string, place: string, root: string): Frame {
  const [rest, column] = numberAtEnd(place)
  const [name, line] = numberAtEnd(rest)
  const path = pathOf(name)
  if (path === undefined) return { call, file: name, line, column, source: undefined }
  const inside = relative(root, path)
  const isInside = !isAbsolute(inside) && inside.split(sep)[0] !== '..'
  const isSource = isInside && !inside.split(sep).includes('node_modules') && SOURCES.has(extname(path))
  return { call, file: isInside ? inside : path, line, column, source: isSource ? path : undefined }
}

/** Splits `'app.ts:12'`. */
function numberAtEnd(text: string): [string, number] {
  const colon = text.lastIndexOf(':')
  const digits = text.slice(colon + 1)
  return colon !== -1 && /^\d{1,9}$/.test(digits) ? [text.slice(0, colon), Number(digits)] : [text, 0]
}

function pathOf(name: string): string | undefined {
  if (!name.startsWith('file:')) return isAbsolute(name) ? name : undefined
  try {
    return fileURLToPath(name)
  } catch {
    return undefined
  }
}
