import { setTimeout as sleep } from 'node:timers/promises'
import { atLeast, noisy, told } from '../finding.ts'
import { withManaged } from '../managed-process.ts'
import type { ManagedProcess, Worker } from '../managed-process.ts'
import { HonestClient } from '../client/honest-client.ts'
import type { Scenario } from '../scenario.ts'

const SIZES = { full: { ms: 10_000, rounds: 3 }, small: { ms: 500, rounds: 1 } }
const AT_ONCE = 64

/**
 * What a second worker is worth. The load comes from the same machine, so time by the clock says little: what counts is
 * how many requests the workers would have answered in a second if each had had a processor to itself all the time.
 */
export const twoWorkers: Scenario = {
  id: 'figure',
  name: 'two-workers',
  title: 'the same load for one worker and for two, by processor time',
  run: async ({ size }) => {
    const { ms, rounds } = SIZES[size]
    const one: number[] = []
    const two: number[] = []
    for (let i = 0; i < rounds; i++) {
      one.push(await capacity(1, ms))
      two.push(await capacity(2, ms))
    }
    return [
      told('requests a second, one worker on its processor', median(one)),
      told('requests a second, two workers on theirs', median(two)),
      noisy(atLeast('gain', median(two) / median(one), 1.7)),
    ]
  },
}

function capacity(workers: number, ms: number): Promise<number> {
  return withManaged({ workers }, async (managed) => {
    const over = new AbortController()
    const load = ask(managed, over.signal)
    // Compiling is over by then.
    await sleep(ms / 2)
    const before = await managed.ready()
    await sleep(ms)
    const after = await managed.ready()
    over.abort()
    await load
    const spent = after.map((worker) => difference(before, after, worker.id))
    const requests = spent.reduce((sum, each) => sum + each.requests, 0)
    return (workers * requests) / spent.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
  })
}

async function ask(managed: ManagedProcess, signal: AbortSignal): Promise<void> {
  const client = new HonestClient(() => managed.port)
  const one = async (): Promise<void> => {
    while (!signal.aborted) await client.ask({ path: '/' })
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  client.close()
}

function difference(
  before: readonly Worker[],
  after: readonly Worker[],
  id: number,
): Pick<Worker, 'requests' | 'cpuSeconds'> {
  const [then, now] = [before, after].map((all) => all.find((worker) => worker.id === id))
  return {
    requests: (now?.requests ?? 0) - (then?.requests ?? 0),
    cpuSeconds: (now?.cpuSeconds ?? 0) - (then?.cpuSeconds ?? 0),
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
}
