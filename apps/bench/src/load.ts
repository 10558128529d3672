import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pinned } from './pinned.ts'

/** The fields that a browser sends when it opens a page. */
export const BROWSER_FIELDS: Readonly<Record<string, string>> = {
  Host: 'localhost:8080',
  Connection: 'keep-alive',
  'Cache-Control': 'max-age=0',
  'sec-ch-ua': '"Chromium";v="130", "Not?A_Brand";v="99"',
  'sec-ch-ua-mobile': '?0',
  'sec-ch-ua-platform': '"Linux"',
  'Upgrade-Insecure-Requests': '1',
  'User-Agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Sec-Fetch-Site': 'none',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-User': '?1',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'Accept-Language': 'en-US,en;q=0.9',
}

const CONNECTIONS = 64

/** Which program makes the load. */
export const LOADER: 'wrk' | 'autocannon' =
  spawnSync('wrk', ['--version']).error === undefined ? 'wrk' : 'autocannon'

/** Loads a server for some seconds from another core. @returns how many requests were answered */
export async function load(url: string, seconds: number): Promise<number> {
  return LOADER === 'wrk' ? withWrk(url, seconds) : withAutocannon(url, seconds)
}

async function withWrk(url: string, seconds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-bench-'))
  const script = join(folder, 'fields.lua')
  const lines = Object.entries(BROWSER_FIELDS).map(
    ([name, value]) => `wrk.headers["${name}"] = [==[${value}]==]`,
  )
  writeFileSync(script, lines.join('\n'))
  try {
    const args = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '-s', script, url]
    const output = await run(pinned(1, ['wrk', ...args]))
    const requests = /(\d+) requests in/.exec(output)?.[1]
    if (requests === undefined || output.includes('Non-2xx')) throw new Error(`wrk says: ${output}`)
    return Number(requests)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function withAutocannon(url: string, seconds: number): Promise<number> {
  const program = createRequire(import.meta.url).resolve('autocannon')
  const fields = Object.entries(BROWSER_FIELDS).flatMap(([name, value]) => ['-H', `${name}=${value}`])
  const args = ['-j', '-n', '-c', String(CONNECTIONS), '-d', String(seconds), ...fields, url]
  const output = await run(pinned(1, [process.execPath, program, ...args]))
  const result = JSON.parse(output) as { requests: { total: number }; non2xx: number; errors: number }
  if (result.non2xx + result.errors > 0)
    throw new Error(`autocannon counts ${result.non2xx + result.errors} failures`)
  return result.requests.total
}

async function run([command, ...args]: string[]): Promise<string> {
  const child = spawn(command!, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += String(text)))
  await once(child, 'close')
  return output
}
