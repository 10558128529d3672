import { setTimeout as sleep } from 'node:timers/promises'
import { atMost, exactly, noisy, told } from '../finding.ts'
import { under, unharmed } from '../managed-load.ts'
import { GOOD_CODE, withManaged } from '../managed-process.ts'
import type { ManagedProcess } from '../managed-process.ts'
import type { Scenario } from '../scenario.ts'
import { until } from '../wait.ts'

const BROKEN: readonly string[] = [
  'export default () => {',
  `throw new Error('no database')`,
  `import 'no-such-package'`,
  'process.exit(3)',
  'await new Promise(() => {})',
  'for (;;);',
]

const SIZES = {
  full: { workers: 4, count: 20_000, atOnce: 64, startMs: 5000, loopMs: 20_000 },
  small: { workers: 2, count: 500, atOnce: 16, startMs: 1500, loopMs: 1500 },
}

/** Reloads of code that does not come to serve. */
export const brokenDeploy: Scenario = {
  id: 'G6',
  name: 'broken-deploy',
  title: 'reloads of code that cannot be parsed, throws, ends or never starts, while clients ask',
  run: ({ size }) => {
    const { workers, count, atOnce, startMs } = SIZES[size]
    return withManaged({ workers, settings: { startTimeoutMs: startMs } }, async (managed) => {
      const before = (await managed.ready()).map(({ pid }) => pid).join()
      let refused = 0
      const loaded = await under(managed, { count, atOnce }, async () => {
        for (const code of BROKEN) {
          managed.deploy(code)
          await managed.ask('reload').catch(() => refused++)
        }
      })
      const after = (await managed.ready()).map(({ pid }) => pid).join()
      managed.deploy(GOOD_CODE)
      return [
        ...unharmed(loaded),
        exactly('reloads refused', refused, BROKEN.length),
        exactly('workers that serve', after, before),
        exactly('reload of good code', await managed.ask('reload').then(() => 'done', String), 'done'),
      ]
    })
  },
}

/** Code that throws while it loads, for every worker. */
export const crashLoop: Scenario = {
  id: 'G5',
  name: 'crash-loop',
  title: 'all workers are killed when the code does not load any more, and later it does',
  run: ({ size }) => {
    const { workers, loopMs } = SIZES[size]
    return withManaged({ workers }, async (managed) => {
      managed.deploy(`throw new Error('no database')`)
      for (const { pid } of await managed.ready()) process.kill(pid, 'SIGKILL')
      await sleep(loopMs)
      const { events } = await managed.status()
      const starts = events.crashed - workers
      managed.deploy(GOOD_CODE)
      const backMs = await until(async () => (await managed.ready()).length === workers, 20_000)
      const { crashed } = (await managed.status()).events
      return [
        told('starts that failed', starts),
        // The first three follow each other within a second.
        atMost('starts a second', Math.max(0, starts - 3) / (loopMs / 1000), 1),
        exactly('lines of the log', linesOf(managed), crashed),
        noisy(atMost('serves again after it was put right', backMs, 10_000, 'ms')),
      ]
    })
  },
}

function linesOf({ log }: ManagedProcess): number {
  return log.split('\n').filter((line) => line.includes(' failed: ')).length
}
