import { spawnSync } from 'node:child_process'
import { runProgram } from '../run-program.ts'
import { Unavailable } from '../unavailable.ts'
import type { Load, LoadFigures } from './load.ts'

/** Loads with h2load, which belongs to nghttp2. Each connection has as many streams at once as the load has requests. */
export async function runH2load(port: number, load: Load, seconds: number): Promise<LoadFigures> {
  if (!hasH2load()) throw new Unavailable('h2load is not installed (package nghttp2-client)')
  const { method, path, headers, body, connections, pipeline } = load
  if (body !== '') throw new TypeError('Loads over HTTP/2 have no content here')
  const fields = Object.entries({ ...headers, ':method': method }).flatMap(([name, value]) => [
    '-H',
    `${name}: ${value}`,
  ])
  const args = [
    '-t1',
    `-c${connections}`,
    `-m${pipeline}`,
    `--duration=${Math.round(seconds * 1000)}ms`,
    ...fields,
  ]
  return parseH2load(await runProgram(['h2load', ...args, `http://127.0.0.1:${port}${path}`]), seconds)
}

/** Whether it is installed. */
export function hasH2load(): boolean {
  return spawnSync('h2load', ['--version']).error === undefined
}

/**
 * Reads what h2load prints. It tells no percentiles: the figures have its mean instead, for both.
 * @throws Error when requests failed
 */
export function parseH2load(output: string, seconds: number): LoadFigures {
  const requests = /(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout/.exec(output)
  const statuses = /status codes: \d+ 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx/.exec(output)
  if (requests === null || statuses === null) throw new Error(`h2load says: ${output}`)
  const failures = [...requests.slice(2), ...statuses.slice(1)].reduce((sum, count) => sum + Number(count), 0)
  if (failures > 0) throw new Error(`h2load counts ${failures} requests that failed`)
  const mean = meanMicros(output)
  return { requests: Number(requests[1]), seconds, p50Micros: mean, p99Micros: mean }
}

const MICROS: Readonly<Record<string, number>> = { us: 1, ms: 1000, s: 1_000_000 }

/** The third column of `time for request:` is the mean. */
function meanMicros(output: string): number {
  const line = /time for request: +\S+ +\S+ +([\d.]+)(us|ms|s)/.exec(output)
  return line === null ? NaN : Number(line[1]) * MICROS[line[2]!]!
}
