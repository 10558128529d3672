import { setTimeout as sleep } from 'node:timers/promises'
import { HonestClient } from '../client/honest-client.ts'
import { openSocket } from '../client/raw-client.ts'
import { MIB, atMost, exactly, mebibytes, memoryAtMost, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'
import type { Inside } from '../server/messages.ts'
import { seeded, tally } from '../statistics.ts'

const SMALL_MS = 1500
/** The longest that warming up takes. */
const MAX_WARM_UP_MS = 60_000
const CONNECTIONS = 32
/** A slope needs so many requests to be told from the noise. */
const REQUESTS_FOR_SLOPE = 1_000_000

const ROUTES: ReadonlyArray<{ path: string; content?: string }> = [
  ...Array.from({ length: 12 }, () => ({ path: '/' })),
  { path: '/stream?chunks=5&ms=5' },
  { path: '/big?bytes=200000' },
  { path: '/slow?ms=5' },
  { path: '/upload', content: 'a'.repeat(20_000) },
  { path: '/ignore', content: 'a'.repeat(20_000) },
]

/** Everything at once, for long. */
export const soak: Scenario = {
  id: 'G13',
  name: 'soak',
  title: 'mixed routes for long, one request of a hundred left alone, one that fails',
  run: ({ size, soakMinutes, log }) =>
    withServer({}, async (server) => {
      const ms = size === 'full' ? soakMinutes * 60_000 : SMALL_MS
      log('warming up')
      await load(server, Math.min(ms / 4, MAX_WARM_UP_MS), 1)
      const before = await rest(server)
      log(`${ms / 1000} s of load`)
      const client = await load(server, ms, 2)
      const after = await rest(server)
      const requests = after.counters.requests.total - before.counters.requests.total
      return [
        told('requests', requests),
        exactly('requests that failed', client.failed, 0),
        atMost('requests sent twice', (client.retried / client.answered) * 100, 0.05, '%'),
        slope((after.residentBytes - before.residentBytes) / (requests / 1e6), requests),
        memoryAtMost('heap after collection', after.heapBytes, 1.03 * before.heapBytes),
        exactly('resources', resourceList(after), resourceList(before)),
        exactly('listeners of sockets', tally(after.listeners), tally(before.listeners)),
        exactly('warnings', after.warnings.length, 0),
      ]
    }),
}

function slope(bytesPerMillion: number, requests: number): Finding {
  const what = 'resident memory more per million requests'
  return requests < REQUESTS_FOR_SLOPE
    ? told(what, mebibytes(bytesPerMillion), 'MiB')
    : memoryAtMost(what, bytesPerMillion, MIB)
}

async function load({ port }: ServerProcess, ms: number, seed: number): Promise<HonestClient> {
  const client = new HonestClient(() => port)
  const random = seeded(seed)
  const endsAt = performance.now() + ms
  const worker = async (): Promise<void> => {
    while (performance.now() < endsAt) await askSomething(client, port, random)
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  client.close()
  return client
}

async function askSomething(client: HonestClient, port: number, random: () => number): Promise<void> {
  const chance = random()
  if (chance < 0.01) return leave(port)
  if (chance < 0.02) return void (await client.ask({ path: '/fault/throws' }, 500))
  const route = ROUTES[Math.floor(random() * ROUTES.length)]!
  await client.ask(route)
}

async function leave(port: number): Promise<void> {
  const socket = await openSocket(port)
  socket.write('GET /big?bytes=1000000 HTTP/1.1\r\nHost: stress\r\n\r\n', () => socket.destroy())
}

/** What there is when nothing happens. */
async function rest(server: ServerProcess): Promise<Inside & { residentBytes: number }> {
  await sleep(500)
  const inside = await server.inside()
  return { ...inside, residentBytes: server.figures().residentBytes }
}

function resourceList({ resources }: Inside): string {
  return Object.entries(resources)
    .map(([name, count]) => `${name} ${count}`)
    .toSorted()
    .join(', ')
}
