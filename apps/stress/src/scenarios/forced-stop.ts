import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { applicationState } from '../application-state.ts'
import { openSockets } from '../client/raw-client.ts'
import { atMost, exactly, noisy } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withCommand } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'
import { timed, until } from '../wait.ts'

const HANDLERS = 10
const REQUEST = 'GET /never HTTP/1.1\r\nHost: stress\r\n\r\n'
const SIZES = { full: { graceSeconds: 5 }, small: { graceSeconds: 1 } }
/** Two signals within a quarter of a second are one wish. */
const SECOND_AFTER_MS = 500

/** SIGTERM while handlers never end. */
export const forcedStop: Scenario = {
  id: 'G3',
  name: 'forced-stop',
  title: 'SIGTERM to the tsgi command with handlers that never end',
  async run({ size }) {
    const { graceSeconds } = SIZES[size]
    return [...(await overrun(graceSeconds)), ...(await secondSignal())]
  },
}

function overrun(graceSeconds: number): Promise<Finding[]> {
  return withCommand(['--port', '0', '--grace', String(graceSeconds)], async (server) => {
    const sockets = await hang(server)
    const closed = Promise.all(sockets.map((socket) => once(socket, 'close')))
    server.signal('SIGTERM')
    const ms = await timed(server.ended)
    await closed
    return [
      atMost('gone after', ms, (graceSeconds + 1) * 1000, 'ms'),
      exactly('exit status', String(await server.ended), '1'),
    ]
  })
}

function secondSignal(): Promise<Finding[]> {
  return withCommand(['--port', '0', '--grace', '30'], async (server) => {
    await hang(server)
    server.signal('SIGTERM')
    await sleep(SECOND_AFTER_MS)
    server.signal('SIGINT')
    return [
      noisy(atMost('gone after a second signal', await timed(server.ended), 500, 'ms')),
      exactly('exit status then', String(await server.ended), '130'),
    ]
  })
}

async function hang(server: ServerProcess): Promise<Socket[]> {
  const sockets = await openSockets(server.port, HANDLERS)
  for (const socket of sockets) socket.resume().write(REQUEST)
  await until(async () => (await applicationState(server)).running === HANDLERS)
  return sockets
}
