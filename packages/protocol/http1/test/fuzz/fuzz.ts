/*
 * Tries what nobody would write by hand, as often as there is time for. What it finds becomes a test.
 *
 *   --runs N      requests with mistakes that the engine and llhttp are asked about; 1000000 unless said
 *   --minutes M   instead: how long a server is sent octets that mean little, over sockets
 *   --seed S      the same seed tries the same requests; otherwise it is another one each time
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { xorshift } from '../random.ts'
import type { Random } from '../random.ts'
import { fuzzEngine } from './fuzz-engine.ts'

/** @returns the exit code: 1 when something was found */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    // As pnpm passes it on.
    args: args.filter((argument) => argument !== '--'),
    options: { runs: { type: 'string' }, minutes: { type: 'string' }, seed: { type: 'string' } },
  })
  const seed = number('seed', values.seed ?? String(Date.now() % 0x7f_ff_ff_ff))
  console.log(`seed ${seed}`)
  const random = xorshift(seed)
  const findings =
    values.minutes === undefined
      ? await fuzzEngine(number('runs', values.runs ?? '1000000'), random)
      : await fuzzServer(number('minutes', values.minutes), random)
  return findings === 0 ? 0 : 1
}

/** Not a part of this package: there is no engine without a repository around it, but an engine without a server. */
const SERVER = new URL('../../../../servers/server/test/rfc9112-noise-fuzz.ts', import.meta.url)

type FuzzServer = (minutes: number, random: Random, launcher: string) => Promise<number>

async function fuzzServer(minutes: number, random: Random): Promise<number> {
  const server = (await import(/* @vite-ignore */ SERVER.pathname)) as { fuzzServer: FuzzServer }
  return server.fuzzServer(minutes, random, fileURLToPath(new URL('./fuzz.mjs', import.meta.url)))
}

function number(name: string, text: string): number {
  const value = Number(text)
  if (text === '' || !(value >= 0)) throw new TypeError(`--${name} is a number, got ${text}`)
  return value
}
