import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'

/** The first line of what was thrown, whatever was thrown. */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message || thrown.name : inspect(thrown)
  return text.trim().split('\n', 1)[0]?.trimEnd() ?? ''
}

/** What was thrown with stack and causes, on several lines. */
export function detailsOf(thrown: unknown): string {
  return inspect(thrown)
}

/**
 * Finds the place in the application that an error speaks of.
 * @param trace a stack, or what Node prints before it when a file cannot be parsed
 * @returns `src/db.ts:12`, relative to the working directory where the file is below it; `undefined`: only files of
 *   Node or of packages are named
 */
export function positionIn(trace: string): string | undefined {
  for (const line of trace.split('\n')) {
    const place = parsePlace(line.trim())
    if (place !== undefined && !isForeign(place.file)) return `${displayPath(place.file)}:${place.line}`
  }
  return undefined
}

/** Reads `at f (file:///a/b.js:1:2)`, `at async /a/b.js:1:2`, and `/a/b.js:1` alone on a line. */
function parsePlace(line: string): { file: string; line: string } | undefined {
  const location = line.startsWith('at ') ? locationOfFrame(line.slice(3)) : line
  const match = /:(\d+)(?::\d+)?$/.exec(location)
  if (match?.[1] === undefined || !/^(?:file:\/\/)?\//.test(location)) return undefined

  return { file: toPath(location.slice(0, match.index)), line: match[1] }
}

function locationOfFrame(frame: string): string {
  if (frame.endsWith(')')) return frame.slice(frame.indexOf(' (') + 2, -1)
  return frame.startsWith('async ') ? frame.slice('async '.length) : frame
}

/** Relative to the working directory when it is below it. */
function displayPath(file: string): string {
  const path = relative(process.cwd(), file)
  return path.startsWith('..') ? file : path
}

function toPath(location: string): string {
  if (!location.startsWith('file:')) return location
  try {
    return fileURLToPath(location)
  } catch {
    return location
  }
}

/** Files of packages are seldom where the fault is. This package's own files lie outside `node_modules` in a workspace. */
function isForeign(file: string): boolean {
  return (
    file.includes(`${sep}node_modules${sep}`) || file.startsWith(fileURLToPath(new URL('.', import.meta.url)))
  )
}
