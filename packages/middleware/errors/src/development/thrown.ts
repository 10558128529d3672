import { printable, read, readArray, readText, show } from '../hostile.ts'
import { framesOf } from './stack.ts'
import type { Frame } from './stack.ts'

/** What can be told of something that was thrown. */
export interface Thrown {
  /** `'TypeError'`; for what is no error its type. */
  readonly name: string
  readonly message: string
  /** Innermost first; none for what is no error. */
  readonly frames: readonly Frame[]
  /** Why it was thrown, and what several errors of it were. */
  readonly causes: readonly Thrown[]
}

const DEEPEST = 5
const MOST_CAUSES = 10
const MOST_TEXT = 10_000

/** Reads something that was thrown, and its causes. Whatever it is, this does not fail, and it ends. */
export function readThrown(thrown: unknown, outer: readonly unknown[] = []): Thrown {
  const stack = readText(thrown, 'stack')
  if (stack === undefined) {
    const message = typeof thrown === 'string' ? thrown : show(thrown)
    return { name: typeOf(thrown), message: printable(message, MOST_TEXT), frames: [], causes: [] }
  }
  const message = readText(thrown, 'message') ?? ''
  const known = [...outer, thrown]
  return {
    name: printable(readText(thrown, 'name') ?? 'Error', 100),
    message: printable(message, MOST_TEXT),
    frames: framesOf(printable(stack, MOST_TEXT), printable(message, MOST_TEXT)),
    causes: causesOf(thrown, known).map((cause) => readThrown(cause, known)),
  }
}

function causesOf(thrown: unknown, known: readonly unknown[]): unknown[] {
  if (known.length >= DEEPEST) return []
  const cause = read(thrown, 'cause')
  const errors = readArray(read(thrown, 'errors'), MOST_CAUSES)
  return (cause === undefined ? errors : [cause, ...errors]).filter((inner) => !known.includes(inner))
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}
