import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Where a function was called: `'src/app.ts:12'`, relative to the working directory where it is below it.
 * @param called the function that is being called; its caller is what counts
 */
export function callerOf(called: (...given: never[]) => unknown): string {
  const trace: { stack?: unknown } = {}
  Error.captureStackTrace(trace, called)
  const frame = typeof trace.stack === 'string' ? trace.stack.split('\n')[1] : undefined
  return frame === undefined ? 'an unknown place' : placeIn(frame)
}

/** `at file:///app.ts:1:2`, `at name (/app.ts:1:2)`: the file and its line, without the column. */
function placeIn(frame: string): string {
  const start = Math.max(frame.lastIndexOf('('), frame.indexOf('at ') + 2) + 1
  const place = frame.slice(start).replace(/\)$/, '')
  const [file, line] = [place.split(':').slice(0, -2).join(':'), place.split(':').at(-2)]
  return `${shortened(file.startsWith('file:') ? fileURLToPath(file) : file)}:${line}`
}

function shortened(file: string): string {
  const below = relative(process.cwd(), file)
  return below.startsWith(`..${sep}`) ? file : below
}
