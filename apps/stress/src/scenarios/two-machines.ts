import { setTimeout as sleep } from 'node:timers/promises'
import { HonestClient } from '../client/honest-client.ts'
import { atMost, exactly, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { under } from '../managed-load.ts'
import { withManaged } from '../managed-process.ts'
import type { ManagedProcess } from '../managed-process.ts'
import { noMachines, withMachines } from '../network.ts'
import type { Machine } from '../network.ts'
import { noNginx, withNginx } from '../nginx.ts'
import type { Scenario, Size } from '../scenario.ts'
import { until } from '../wait.ts'

const SIZES = {
  full: { workers: 2, times: 5, count: 50_000, atOnce: 64 },
  small: { workers: 1, times: 1, count: 1000, atOnce: 16 },
}
const PORT = 8000
/** Requests at a time that must not be sent twice, and for which nginx finds no other machine. */
const POSTS_AT_ONCE = 8
/** Longer than nginx waits for an answer, shorter than it leaves a machine alone. */
const AWAY_MS = 2500

/** Two machines behind nginx, of which one loses its network, comes back, and is stopped at last. */
export const twoMachines: Scenario = {
  id: 'G33',
  name: 'two-machines',
  title: 'two machines behind nginx, one of them taken away while clients ask',
  missing: () => noNginx() ?? noMachines(),
  run: ({ size }) =>
    withMachines(2, async (machines) => {
      const [one, other] = machines as [Machine, Machine]
      return withApplication(one, size, () =>
        withApplication(other, size, (managed) =>
          withNginx([`${one.address}:${PORT}`, `${other.address}:${PORT}`], (nginx) =>
            takeAway(other, managed, nginx, size),
          ),
        ),
      )
    }),
}

function withApplication<T>(
  { address, through }: Machine,
  size: Size,
  use: (managed: ManagedProcess) => Promise<T>,
): Promise<T> {
  const listen = { host: address, port: PORT }
  return withManaged({ workers: SIZES[size].workers, listen, through }, use)
}

async function takeAway(
  machine: Machine,
  managed: ManagedProcess,
  nginx: { readonly port: number },
  size: Size,
): Promise<Finding[]> {
  const { times, count, atOnce } = SIZES[size]
  const posts = new Posts(nginx.port)
  let lost = 0
  let returned = 0
  const loaded = await under(nginx, { count, atOnce }, async (client) => {
    const failed = (): number => client.failed + posts.client.failed
    const posting = posts.begin()
    for (let i = 0; i < times; i++) {
      await sleep(500)
      const before = failed()
      machine.unplug()
      await sleep(AWAY_MS)
      lost += failed() - before
      machine.plug()
      if (await isAskedAgain(managed)) returned++
    }
    await managed.ask('stop')
    await sleep(500)
    posts.end()
    await posting
  })
  const { client, wrong } = loaded
  return [
    told('requests that may be asked elsewhere', client.answered),
    told('POSTs', posts.client.answered),
    exactly('answers that were wrong', wrong, 0),
    atMost('lost while a machine was away, of those in flight there', lost, times * (atOnce + POSTS_AT_ONCE)),
    exactly('lost at any other time, its stop included', client.failed + posts.client.failed - lost, 0),
    exactly('times that it came back and was asked again', returned, times),
  ]
}

async function isAskedAgain(managed: ManagedProcess): Promise<boolean> {
  const before = await answeredBy(managed)
  return (await until(async () => (await answeredBy(managed)) > before, 20_000)) < Infinity
}

async function answeredBy(managed: ManagedProcess): Promise<number> {
  return (await managed.ready()).reduce((sum, { requests }) => sum + requests, 0)
}

/** Requests that nginx sends once. */
class Posts {
  readonly client: HonestClient
  #isOver = false

  constructor(port: number) {
    this.client = new HonestClient(() => port)
  }

  async begin(): Promise<void> {
    await Promise.all(Array.from({ length: POSTS_AT_ONCE }, () => this.#one()))
    this.client.close()
  }

  end(): void {
    this.#isOver = true
  }

  async #one(): Promise<void> {
    while (!this.#isOver) await this.client.ask({ path: '/', method: 'POST', content: 'x' })
  }
}
