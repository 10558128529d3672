import { isObject, printable, read, readArray, readText, show } from '../hostile.ts'
import { parseFrames } from './frames.ts'
import type { Frame } from './frames.ts'
import { sourceLines } from './source.ts'
import type { SourceLine } from './source.ts'

/** A call, and the source around it. */
export interface ShownFrame extends Frame {
  readonly lines: readonly SourceLine[]
}

/** An error, as it is shown. */
export interface ShownError {
  /** How it belongs to the one before. */
  readonly relation: 'thrown' | 'cause' | 'member'
  /** Name and message: `'TypeError: x is not a function'`; of what is no error, what it is. */
  readonly heading: string
  readonly frames: readonly ShownFrame[]
}

interface Link {
  readonly relation: ShownError['relation']
  readonly error: unknown
}

const MOST_ERRORS = 10
const MOST_SOURCES = 8
const MOST_HEADING = 5000

/** An error, its causes, and the members of an AggregateError, in the order in which they are read; none of them twice. */
export async function errorChain(error: unknown, root: string): Promise<ShownError[]> {
  return Promise.all(links(error).map((link) => shown(link, root)))
}

function links(thrown: unknown): Link[] {
  const found: Link[] = []
  const seen = new Set<unknown>()
  const waiting: Link[] = [{ relation: 'thrown', error: thrown }]
  while (waiting.length > 0 && found.length < MOST_ERRORS) {
    const link = waiting.shift()!
    if (seen.has(link.error)) continue
    seen.add(link.error)
    found.push(link)
    const members = readArray(read(link.error, 'errors'), MOST_ERRORS)
    const cause = read(link.error, 'cause')
    waiting.unshift(
      ...members.filter(isObject).map((member) => ({ relation: 'member', error: member }) as const),
      ...(cause === undefined || cause === null ? [] : [{ relation: 'cause', error: cause } as const]),
    )
  }
  return found
}

async function shown({ relation, error }: Link, root: string): Promise<ShownError> {
  const message = readText(error, 'message')
  const stack = readText(error, 'stack') ?? ''
  const frames = parseFrames(stack, message ?? '', root)
  return {
    relation,
    heading: printable(
      message === undefined ? `Not an error: ${show(error)}` : named(error, message),
      MOST_HEADING,
    ),
    frames: await withSource(frames),
  }
}

function named(error: unknown, message: string): string {
  const name = readText(error, 'name') ?? 'Error'
  const code = readText(error, 'code')
  return `${name}${code === undefined ? '' : ` [${code}]`}${message === '' ? '' : `: ${message}`}`
}

async function withSource(frames: readonly Frame[]): Promise<ShownFrame[]> {
  const readable = frames.filter(({ source }) => source !== undefined).slice(0, MOST_SOURCES)
  return Promise.all(
    frames.map(async (frame) => ({
      ...frame,
      lines: readable.includes(frame) ? await sourceLines(frame) : [],
    })),
  )
}
