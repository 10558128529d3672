/*
 * Noise for minutes, to a server in a process of its own: it may neither end nor hang nor grow (G18). `pnpm fuzz
 * --minutes 10` runs this.
 */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { serve } from '@tsgi/server'
import type { Random } from '../../../protocol/http1/test/random.ts'
import { faultOf, noise, swallow } from './rfc9112-noise.ts'

/** Conversations at a time. */
const AT_A_TIME = 32
/** Conversations before the memory that the server needs is looked at: until then the heap finds its size. */
const WARM_UP = 100_000
const MAX_GROWTH_BYTES = 50 * 1_048_576
/** Findings that are shown; the others are counted. */
const SHOWN = 20

/** What the server's process tells. */
interface Report {
  readonly port: number
  readonly rss: number
  readonly heap: number
  readonly errors: readonly string[]
}

/** @returns how much is wrong */
export async function fuzzServer(minutes: number, random: Random, launcher: string): Promise<number> {
  const child = fork(launcher, [fileURLToPath(import.meta.url)], { execArgv: ['--expose-gc'] })
  const { port } = await reportOf(child)
  const until = performance.now() + minutes * 60_000
  let findings = 0
  let conversations = 0
  let before: number | undefined
  while (performance.now() < until && !hasEnded(child)) {
    const samples = Array.from({ length: AT_A_TIME }, () => noise(random))
    const faults = await Promise.all(samples.map((sample) => faultOf(port, sample)))
    for (const [index, fault] of faults.entries()) {
      if (fault === undefined || ++findings > SHOWN) continue
      console.log(
        JSON.stringify({ fault, parts: samples[index]!.parts.map((part) => part.toString('latin1')) }),
      )
    }
    conversations += AT_A_TIME
    if (conversations >= WARM_UP) before ??= (await askReport(child)).rss
  }
  if (hasEnded(child)) {
    console.log(`the server has ended with ${child.exitCode ?? child.signalCode}`)
    return findings + 1
  }
  const { rss, heap, errors } = await askReport(child)
  child.kill()
  const growth = rss - (before ?? rss)
  for (const error of errors.slice(0, SHOWN)) console.log(error)
  console.log(JSON.stringify({ conversations, findings, errors: errors.length, rss, heap, growth }))
  return findings + errors.length + (growth > MAX_GROWTH_BYTES ? 1 : 0)
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

async function reportOf(child: ChildProcess): Promise<Report> {
  const [report] = (await once(child, 'message')) as [Report]
  return report
}

function askReport(child: ChildProcess): Promise<Report> {
  child.send('report')
  return reportOf(child)
}

/** The server's process. @returns its exit code, when its parent has left */
export async function main(): Promise<number> {
  const errors: string[] = []
  const server = await serve(swallow, { port: 0, onError: (error) => errors.push(String(error)) })
  const { port } = server.address as { port: number }
  const report = (): void => {
    globalThis.gc?.()
    const { rss, heapUsed: heap } = process.memoryUsage()
    process.send!({ port, rss, heap, errors } satisfies Report)
  }
  process.on('message', report)
  report()
  await once(process, 'disconnect')
  await server.close({ graceMs: 0 })
  return 0
}
