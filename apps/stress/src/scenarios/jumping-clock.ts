import { once } from 'node:events'
import type { Socket } from 'node:net'
import { HonestClient } from '../client/honest-client.ts'
import { answersOn, openSocket } from '../client/raw-client.ts'
import { atLeast, atMost, exactly, noisy, told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import { timed } from '../wait.ts'

const REQUEST = 'GET / HTTP/1.1\r\nHost: stress\r\n\r\n'
const SIZES = {
  full: { headTimeoutMs: 10_000, keepAliveTimeoutMs: 12_000 },
  small: { headTimeoutMs: 900, keepAliveTimeoutMs: 1200 },
}
const CONNECTIONS = 32

/** A wall clock that jumps. */
export const jumpingClock: Scenario = {
  id: 'G31',
  name: 'jumping-clock',
  title: 'the wall clock jumps a day forth and back every 50 ms, under load',
  run({ size }) {
    const { headTimeoutMs, keepAliveTimeoutMs } = SIZES[size]
    const start = { preload: 'clock-jumps', options: { headTimeoutMs, keepAliveTimeoutMs } }
    return withServer(start, async (server) => {
      const client = new HonestClient(() => server.port)
      const dates = new Set<string>()
      const over = new AbortController()
      const load = Array.from({ length: CONNECTIONS }, async (_, i) => {
        while (!over.signal.aborted) {
          const answer = await client.ask({ path: i % 2 === 0 ? '/' : '/slow?ms=20' })
          dates.add(answer?.headers.date?.slice(0, 16) ?? 'none')
        }
      })

      const [idle, slow] = [await openSocket(server.port), await openSocket(server.port)]
      slow.write('GET /')
      idle.write(REQUEST)
      await answersOn(idle, 1)
      const [idleMs, slowMs] = await Promise.all([closedAfter(idle), closedAfter(slow)])
      over.abort()
      await Promise.all(load)
      client.close()
      return [
        told('requests', client.answered),
        exactly('requests that failed', client.failed, 0),
        // The date is the wall clock's, wrong as it is.
        noisy(atLeast('days that answers were dated with', dates.size, 2)),
        atMost('an idle connection closed off by', Math.abs(idleMs - keepAliveTimeoutMs), 1000, 'ms'),
        atMost('a slow head refused off by', Math.abs(slowMs - headTimeoutMs), 1000, 'ms'),
      ]
    })
  },
}

function closedAfter(socket: Socket): Promise<number> {
  return timed(once(socket.resume(), 'close'))
}
