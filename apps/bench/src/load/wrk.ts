import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../run-program.ts'
import type { Protocol } from '../contender-table.ts'
import type { Load, LoadFigures } from './load.ts'

/** Longer than any load: wrk counts in whole seconds, so it is interrupted when its time is over. */
const NO_END = '1h'

/** Loads with wrk. */
export async function runWrk(
  port: number,
  load: Load,
  seconds: number,
  protocol: Protocol,
): Promise<LoadFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-bench-'))
  const script = join(folder, 'load.lua')
  writeFileSync(script, wrkScript(load))
  const args = ['-t1', `-c${load.connections}`, `-d${NO_END}`, '-s', script]
  const url = `${protocol}://127.0.0.1:${port}${load.path}`
  try {
    return parseWrk(await runProgram(['wrk', ...args, url], { interruptAfterSeconds: seconds }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What wrk is to send, and a last line with the figures. */
export function wrkScript({ method, path, headers, body, pipeline }: Load): string {
  const fields = Object.entries({ ...headers, Connection: 'keep-alive' })
  return `
wrk.method = ${quoted(method)}
wrk.path = ${quoted(path)}
${fields.map(([name, value]) => `wrk.headers[ ${quoted(name)} ] = ${quoted(value)}`).join('\n')}
${body === '' ? '' : `wrk.body = ${quoted(body)}`}
${pipeline === 1 ? '' : batches(pipeline)}

done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\\n{"requests":%d,"micros":%d,"p50":%d,"p99":%d,"errors":[%d,%d,%d,%d,%d]}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
`
}

/** Without this wrk makes its request once; with it, it calls Lua for each batch. */
function batches(size: number): string {
  return `
local batch
init = function() batch = string.rep(wrk.format(), ${size}) end
request = function() return batch end`
}

interface WrkResult {
  readonly requests: number
  readonly micros: number
  readonly p50: number
  readonly p99: number
  readonly errors: readonly number[]
}

const ERRORS = ['not connected', 'not read', 'not written', 'with an error status', 'timed out']

/**
 * Reads the last line that the script above writes.
 * @throws Error when it is missing, or when there were errors
 */
export function parseWrk(output: string): LoadFigures {
  const line = output.trimEnd().split('\n').at(-1)!
  if (!line.startsWith('{')) throw new Error(`wrk says: ${output}`)
  const { requests, micros, p50, p99, errors } = JSON.parse(line) as WrkResult
  const failures = errors.flatMap((count, kind) => (count > 0 ? [`${count} ${ERRORS[kind]}`] : []))
  if (failures.length > 0) throw new Error(`wrk counts requests ${failures.join(', ')}`)
  return { requests, seconds: micros / 1e6, p50Micros: p50, p99Micros: p99 }
}

/** A long string of Lua, in which nothing but its end has a meaning. */
function quoted(text: string): string {
  if (text.includes(']==]')) throw new TypeError('A load holds ]==]')
  return `[==[${text}]==]`
}
