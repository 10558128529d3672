import { setTimeout as sleep } from 'node:timers/promises'
import { HonestClient } from '../client/honest-client.ts'
import { openSockets } from '../client/raw-client.ts'
import { Swarm } from '../client/swarm.ts'
import { atMost, mebibytes, memoryAtMost, noisy, told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'
import { repeat, until } from '../wait.ts'

const SIZES = {
  full: { requests: 30_000, sockets: 1000, attackMs: 10_000, calmMs: 30_000, watchMs: 5000 },
  small: { requests: 1000, sockets: 50, attackMs: 300, calmMs: 2000, watchMs: 500 },
}

/** Load and attacks together, and then nothing. */
export const backToIdle: Scenario = {
  id: 'G40',
  name: 'back-to-idle',
  title: 'load, slow heads, slow content and deaf readers together, and then nothing',
  run: ({ size, log }) =>
    withServer({}, async (server) => {
      const { requests, sockets, attackMs, calmMs, watchMs } = SIZES[size]
      const fresh = server.figures().residentBytes
      await ask(server, requests)
      await sleep(watchMs)
      const before = server.figures()

      log('attacking')
      const leave = await attack(server, sockets)
      await ask(server, requests)
      await sleep(attackMs)
      const most = server.figures().residentBytes
      leave()

      log('waiting')
      const back = await descriptorsBack(server, before.descriptors)
      const limit = 1.2 * before.residentBytes
      const calmAfter = await until(() => server.figures().residentBytes <= limit, calmMs)
      const { cpuMs } = server.figures()
      await sleep(watchMs)
      const busy = ((server.figures().cpuMs - cpuMs) / watchMs) * 100
      return [
        told('resident memory of a new process', mebibytes(fresh), 'MiB'),
        told('after load, at rest', mebibytes(before.residentBytes), 'MiB'),
        told('attacked', mebibytes(most), 'MiB'),
        memoryAtMost('at rest again', server.figures().residentBytes, limit),
        noisy(atMost('which it was after', calmAfter, calmMs, 'ms')),
        noisy(atMost('processor at rest', busy, 1, '%')),
        back,
      ]
    }),
}

async function ask({ port }: ServerProcess, requests: number): Promise<void> {
  const client = new HonestClient(() => port)
  await repeat(requests, 64, async () => void (await client.ask()))
  client.close()
}

async function attack({ port }: ServerProcess, count: number): Promise<() => void> {
  const opening = 'GET / HTTP/1.1\r\nHost: stress\r\nX-Slow: '
  const upload = 'POST /upload HTTP/1.1\r\nHost: stress\r\nContent-Length: 1000000\r\n\r\n'
  const swarms = [opening, upload].map(
    (each) => new Swarm(port, { count, opening: each, piece: 'a', everyMs: 1000 }),
  )
  await Promise.all(swarms.map((swarm) => swarm.start()))
  const deaf = await openSockets(port, count / 10)
  for (const socket of deaf) socket.pause().write('GET /big?bytes=100000000 HTTP/1.1\r\nHost: stress\r\n\r\n')
  return () => {
    for (const swarm of swarms) swarm.stop()
    for (const socket of deaf) socket.destroy()
  }
}
