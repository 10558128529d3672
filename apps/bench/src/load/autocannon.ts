import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../run-program.ts'
import type { Protocol } from '../contender-table.ts'
import type { Load, LoadFigures } from './load.ts'

/** How often autocannon looks whether its time is over. */
const SAMPLE_MS = 100

/** Loads with autocannon. */
export async function runAutocannon(
  port: number,
  load: Load,
  seconds: number,
  protocol: Protocol,
): Promise<LoadFigures> {
  const program = createRequire(import.meta.url).resolve('autocannon')
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-bench-'))
  const content = join(folder, 'content')
  writeFileSync(content, load.body)
  const url = `${protocol}://127.0.0.1:${port}${load.path}`
  const args = autocannonArguments(load, seconds, content)
  try {
    return parseAutocannon(await runProgram([process.execPath, program, ...args, url]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function autocannonArguments(load: Load, seconds: number, content: string): string[] {
  return [
    ...['--json', '--no-progress', '--sampleInt', String(SAMPLE_MS)],
    ...['--connections', String(load.connections), '--pipelining', String(load.pipeline)],
    ...['--duration', String(seconds), '--method', load.method],
    ...Object.entries(load.headers).flatMap(([name, value]) => ['--headers', `${name}=${value}`]),
    ...(load.body === '' ? [] : ['--input', content]),
  ]
}

interface AutocannonResult {
  readonly requests: { readonly total: number }
  readonly duration: number
  readonly latency: { readonly p50: number; readonly p99: number }
  readonly errors: number
  readonly timeouts: number
  readonly non2xx: number
}

/**
 * Reads what autocannon prints with `--json`. Its latencies are in whole milliseconds.
 * @throws Error when there were errors
 */
export function parseAutocannon(output: string): LoadFigures {
  const { requests, duration, latency, errors, timeouts, non2xx } = JSON.parse(output) as AutocannonResult
  const failures = errors + timeouts + non2xx
  if (failures > 0) throw new Error(`autocannon counts ${failures} requests that failed`)
  return {
    requests: requests.total,
    seconds: duration,
    p50Micros: latency.p50 * 1000,
    p99Micros: latency.p99 * 1000,
  }
}
