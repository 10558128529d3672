import { atLeast, exactly, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { under, unharmed } from '../managed-load.ts'
import { withManaged } from '../managed-process.ts'
import type { ManagedProcess } from '../managed-process.ts'
import { PROTOCOL_OPTIONS } from '../protocol.ts'
import type { Protocol } from '../protocol.ts'
import type { Scenario, Size } from '../scenario.ts'
import { until } from '../wait.ts'

const SIZES = {
  full: { workers: 4, reloads: 20, count: 100_000, atOnce: 128 },
  small: { workers: 2, reloads: 2, count: 2000, atOnce: 32 },
}

/** New code again and again while clients ask. */
export const rollingReload: Scenario = {
  id: 'G1',
  name: 'rolling-reload',
  title: 'workers are replaced, all of them, again and again, while clients ask',
  run: ({ size }) => reloadUnderLoad(size, 'http'),
}

/** The same over HTTP/2. */
export const rollingReloadHttp2: Scenario = {
  id: 'G1',
  name: 'rolling-reload-http2',
  title: 'the same over HTTP/2',
  run: ({ size }) => reloadUnderLoad(size, 'h2c'),
}

function reloadUnderLoad(size: Size, protocol: Protocol): Promise<Finding[]> {
  const { workers, reloads, count, atOnce } = SIZES[size]
  return withManaged({ workers, options: PROTOCOL_OPTIONS[protocol] }, async (managed) => {
    let fewest = workers
    const loaded = await under(managed, { count, atOnce, protocol }, async () => {
      for (let i = 0; i < reloads; i++) {
        fewest = Math.min(fewest, await fewestReady(managed, managed.ask('reload')))
      }
    })
    await until(async () => (await managed.status()).workers.length === workers)
    const { events } = await managed.status()
    return [
      ...unharmed(loaded),
      exactly('reloads', events.reloaded, reloads),
      atLeast('workers ready at any time', fewest, workers - 1),
      exactly('workers that ended by themselves', events.crashed + events.hung, 0),
      told('requests answered twice or sent elsewhere', loaded.client.refused + loaded.client.retried),
    ]
  })
}

/** The fewest workers that were ready at a time while something went on. */
async function fewestReady(managed: ManagedProcess, work: Promise<unknown>): Promise<number> {
  const state = { isOver: false }
  const over = work.finally(() => (state.isOver = true))
  let fewest = Infinity
  while (!state.isOver) fewest = Math.min(fewest, (await managed.ready()).length)
  await over
  return fewest
}
