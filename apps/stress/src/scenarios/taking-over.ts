import { exactly, told } from '../finding.ts'
import { under, unharmed } from '../managed-load.ts'
import { withManaged } from '../managed-process.ts'
import type { ManagedProcess } from '../managed-process.ts'
import type { Scenario } from '../scenario.ts'
import { until } from '../wait.ts'

const SIZES = {
  full: { workers: 4, times: 10, count: 50_000, atOnce: 64, maxRequests: 1000 },
  small: { workers: 2, times: 1, count: 1500, atOnce: 16, maxRequests: 200 },
}

/** The whole command is replaced by another process. */
export const handOver: Scenario = {
  id: 'G34',
  name: 'hand-over',
  title: 'SIGUSR2: another process takes the sockets over, again and again, while clients ask',
  run: ({ size }) => {
    const { workers, times, count, atOnce } = SIZES[size]
    return withManaged({ workers }, async (managed) => {
      const pids = new Set<number>()
      const loaded = await under(managed, { count, atOnce }, async () => {
        for (let i = 0; i < times; i++) pids.add(await takeOver(managed))
      })
      return [...unharmed(loaded), exactly('processes that took over', pids.size, times)]
    })
  },
}

/** @returns the process that is in charge then */
async function takeOver(managed: ManagedProcess): Promise<number> {
  const { pid } = await managed.status()
  process.kill(pid, 'SIGUSR2')
  let next = pid
  // Both may answer for a while, or the old one just have left.
  await until(async () => {
    next = (await managed.status().catch(() => ({ pid }))).pid
    return next !== pid && !isRunning(pid)
  })
  return next
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Workers that end after so many requests. */
export const recycling: Scenario = {
  id: 'G39',
  name: 'recycling',
  title: 'each worker is replaced after some requests, while clients ask',
  run: ({ size }) => {
    const { workers, count, atOnce, maxRequests } = SIZES[size]
    const settings = { maxRequests, maxRequestsJitter: maxRequests / 10 }
    return withManaged({ workers, settings }, async (managed) => {
      let most = 0
      const state = { isOver: false }
      const watching = watch(managed, state, (stopping) => (most = Math.max(most, stopping)))
      const loaded = await under(managed, { count, atOnce }, async () => {})
      state.isOver = true
      await watching
      const { events } = await managed.status()
      return [
        ...unharmed(loaded),
        told('workers replaced', events.recycled),
        exactly('workers missing at any time', most, 0),
        exactly('workers that ended by themselves', events.crashed + events.hung, 0),
      ]
    })

    /** Calls back with how many workers are missing. */
    async function watch(
      managed: ManagedProcess,
      state: { readonly isOver: boolean },
      tell: (missing: number) => void,
    ): Promise<void> {
      while (!state.isOver) tell(workers - (await managed.ready()).length)
    }
  },
}
