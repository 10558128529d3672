import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { HonestClient } from '../client/honest-client.ts'
import { atMost, exactly, noisy, told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import { until } from '../wait.ts'

const DESCRIPTORS = 256
const CONNECTIONS = 400
const SIZES = { full: { ms: 5000 }, small: { ms: 500 } }

/** More connections than descriptors. */
export const fewDescriptors: Scenario = {
  id: 'G15',
  name: 'few-descriptors',
  title: 'more connections than descriptors',
  run: ({ size }) =>
    withServer({ descriptors: DESCRIPTORS, options: { headTimeoutMs: 60_000 } }, async (server) => {
      const { ms } = SIZES[size]
      const sockets = Array.from({ length: CONNECTIONS }, () =>
        connect({ host: '127.0.0.1', port: server.port }),
      )
      for (const socket of sockets) socket.on('error', () => {})
      await sleep(500)
      const { descriptors, cpuMs } = server.figures()
      await sleep(ms)
      const busy = ((server.figures().cpuMs - cpuMs) / ms) * 100
      const client = new HonestClient(() => server.port)
      for (const socket of sockets) socket.destroy()
      const servesMs = await until(async () => (await client.ask({ isFresh: true })) !== null, 5000)
      return [
        told('connections', CONNECTIONS),
        told('descriptors in use', descriptors),
        told('connections closed by the server', sockets.filter(isClosedEarly).length),
        exactly('still runs', String(server.isRunning), 'true'),
        noisy(atMost('processor while it has none left', busy, 20, '%')),
        atMost('serves again after', servesMs, 1000, 'ms'),
      ]
    }),
}

function isClosedEarly({ errored, readableEnded }: Socket): boolean {
  return errored !== null || readableEnded
}
