import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { applicationState } from '../application-state.ts'
import { HonestClient } from '../client/honest-client.ts'
import { atMost, exactly, noisy, told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withCommand } from '../server-process.ts'
import { timed, until } from '../wait.ts'

const SIZES = { full: { count: 1000, ms: 2000 }, small: { count: 100, ms: 400 } }

/** SIGTERM while answers are in flight. */
export const gracefulStop: Scenario = {
  id: 'G2',
  name: 'graceful-stop',
  title: 'SIGTERM to the tsgi command with answers in flight, half of them streams',
  run: ({ size }) =>
    withCommand(['--port', '0', '--grace', '20'], async (server) => {
      const { count, ms } = SIZES[size]
      const clients = new HonestClient(() => server.port)
      const asks = Array.from({ length: count }, (_, i) =>
        clients.ask({ path: i % 2 === 0 ? `/slow?ms=${ms}` : `/stream?chunks=20&ms=${ms}` }),
      )
      await until(async () => (await applicationState(server)).running === count)
      server.signal('SIGTERM')
      const refusedMs = await untilRefused(server.port)
      const answers = await Promise.all(asks)
      const exitMs = await timed(server.ended)
      const lengths = answers.map((answer, i) => answer?.text.length === (i % 2 === 0 ? 1000 : 20 * 1024))
      return [
        exactly('answers that failed or were truncated', lengths.filter((isWhole) => !isWhole).length, 0),
        told('answers in flight', count),
        noisy(atMost('new connections refused after', refusedMs, 100, 'ms')),
        noisy(atMost('gone after the last answer', exitMs, 500, 'ms')),
        exactly('exit status', String(await server.ended), '0'),
      ]
    }),
}

async function untilRefused(port: number): Promise<number> {
  const startedAt = performance.now()
  while (!(await isRefused(port)) && performance.now() - startedAt < 10_000) await sleep(1)
  return performance.now() - startedAt
}

function isRefused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'))
  })
}
