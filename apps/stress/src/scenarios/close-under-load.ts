import { setTimeout as sleep } from 'node:timers/promises'
import { HonestClient } from '../client/honest-client.ts'
import { atMost, exactly, told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'
import { repeat } from '../wait.ts'

const SIZES = { full: { count: 100_000, everyMs: 200 }, small: { count: 5000, everyMs: 150 } }
const CONNECTIONS = 256
/** Connections that were begun before the next server was known are accepted meanwhile; slow answers are not over then. */
const HAND_OVER_MS = 20
const PATHS = ['/', '/', '/', '/slow?ms=100', '/stream?chunks=4&ms=100', '/big?bytes=100000']
const LENGTHS = [6, 6, 6, 1000, 4096, 100_000]

/** Servers that close, one after the other, while clients ask. */
export const closeUnderLoad: Scenario = {
  id: 'G2',
  name: 'close-under-load',
  title: 'servers that take over from each other, each closed while clients ask',
  run: ({ size }) =>
    withServer({}, async (server) => {
      const { count, everyMs } = SIZES[size]
      const client = new HonestClient(() => server.port)
      let wrong = 0
      let closed = 0
      const over = new AbortController()
      const before = server.figures().descriptors
      const closing = (async () => {
        while (!over.signal.aborted) {
          await sleep(everyMs)
          await server.next()
          await sleep(HAND_OVER_MS)
          await server.closeOld()
          closed++
        }
      })()
      await repeat(count, CONNECTIONS, async (i) => {
        const answer = await client.ask({ path: PATHS[i % PATHS.length]!, isFresh: i % 20 === 0 })
        if (answer !== null && answer.text.length !== LENGTHS[i % PATHS.length]) wrong++
      })
      over.abort()
      await closing
      client.close()
      return [
        told('requests', client.answered),
        told('servers closed meanwhile', closed),
        exactly('requests that failed', failureList(client), ''),
        exactly('answers that were wrong', wrong, 0),
        atMost('requests sent twice', client.retried, count * 0.0005),
        await descriptorsBack(server, before),
      ]
    }),
}

function failureList({ failures }: HonestClient): string {
  return [...failures].map(([reason, count]) => `${count} × ${reason}`).join(', ')
}
