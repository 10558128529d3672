import { setTimeout as sleep } from 'node:timers/promises'
import { atMost, exactly, noisy, told } from '../finding.ts'
import { under } from '../managed-load.ts'
import { withManaged } from '../managed-process.ts'
import type { ManagedProcess } from '../managed-process.ts'
import type { Scenario } from '../scenario.ts'
import { timed, until } from '../wait.ts'

const SIZES = {
  full: { workers: 4, kills: 20, everyMs: 3000, count: 100_000, atOnce: 64 },
  small: { workers: 2, kills: 2, everyMs: 300, count: 1000, atOnce: 16 },
}

/** SIGKILL to workers while clients ask. */
export const killedWorkers: Scenario = {
  id: 'G4',
  name: 'killed-workers',
  title: 'SIGKILL to one worker after the other while clients ask',
  run: ({ size }) => {
    const { workers, kills, everyMs, count, atOnce } = SIZES[size]
    return withManaged({ workers }, async (managed) => {
      const times: number[] = []
      const loaded = await under(managed, { count, atOnce }, async () => {
        for (let i = 0; i < kills; i++) {
          times.push(await killOne(managed, workers))
          await sleep(everyMs)
        }
      })
      return [
        told('requests', loaded.client.answered),
        told('workers killed', kills),
        atMost('requests that failed for each', loaded.client.failed / kills, atOnce),
        exactly('answers that were wrong', loaded.wrong, 0),
        noisy(atMost('all serve again after', Math.max(...times), 1000, 'ms')),
      ]
    })
  },
}

/** @returns milliseconds until as many as before serve again */
async function killOne(managed: ManagedProcess, workers: number): Promise<number> {
  const [victim] = await managed.ready()
  process.kill(victim!.pid, 'SIGKILL')
  return timed(
    until(async () => {
      const ready = await managed.ready()
      return ready.length === workers && ready.every(({ pid }) => pid !== victim!.pid)
    }),
  )
}
