import { HonestClient } from '../client/honest-client.ts'
import { atMost, exactly, noisy } from '../finding.ts'
import { under } from '../managed-load.ts'
import { LOOPING_CODE, withManaged } from '../managed-process.ts'
import type { Scenario } from '../scenario.ts'
import { timed, until } from '../wait.ts'

const SIZES = {
  full: { workers: 4, timeoutMs: 10_000, count: 20_000, atOnce: 32 },
  small: { workers: 2, timeoutMs: 1000, count: 500, atOnce: 8 },
}

/** A handler that never gives the processor back. */
export const hungWorker: Scenario = {
  id: 'G7',
  name: 'hung-worker',
  title: 'a handler loops for ever while clients ask',
  run: ({ size }) => {
    const { workers, timeoutMs, count, atOnce } = SIZES[size]
    const settings = { workerTimeoutMs: timeoutMs }
    return withManaged({ workers, code: LOOPING_CODE, settings }, async (managed) => {
      let hungMs = Infinity
      const attacker = new HonestClient(() => managed.port)
      const loaded = await under(managed, { count, atOnce }, async () => {
        const cut = attacker.ask({ path: '/loop', isFresh: true })
        hungMs = await timed(cut)
        await until(async () => (await managed.ready()).length === workers)
      })
      const { events } = await managed.status()
      return [
        exactly('workers killed because they hung', events.hung, 1),
        noisy(atMost('killed after', hungMs, timeoutMs + 2000, 'ms')),
        atMost('requests of others that failed', loaded.client.failed, atOnce),
        exactly('answers that were wrong', loaded.wrong, 0),
      ]
    })
  },
}
