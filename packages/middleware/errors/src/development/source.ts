import { open } from 'node:fs/promises'
import { constants } from 'node:fs'
import type { Frame } from './frames.ts'

/** A line of source. */
export interface SourceLine {
  /** Its number, from 1. */
  readonly number: number
  readonly text: string
  /** Whether the call is in it. */
  readonly isCall: boolean
}

const CONTEXT_LINES = 5
const MOST_CHARACTERS = 300
const MOST_BYTES = 1_048_576

/** The lines around a call; none when the file cannot be read, is no regular file, or has more than 1 MiB. */
export async function sourceLines({ source, line }: Frame): Promise<SourceLine[]> {
  if (source === undefined || line === 0) return []
  const all = (await readSource(source)).split('\n')
  if (line > all.length) return []
  const first = Math.max(1, line - CONTEXT_LINES)
  return all.slice(first - 1, line + CONTEXT_LINES).map((text, index) => ({
    number: first + index,
    text: text.slice(0, MOST_CHARACTERS),
    isCall: first + index === line,
  }))
}

/** Without waiting for the other end of what turns out to be a pipe. */
async function readSource(path: string): Promise<string> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const { size } = await file.stat()
    return size > MOST_BYTES ? '' : await file.readFile('utf8')
  } catch {
    return ''
  }
}
