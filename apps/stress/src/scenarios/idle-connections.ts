import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { answersOn, openSockets } from '../client/raw-client.ts'
import { atMost, exactly, noisy, told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'
import { repeat } from '../wait.ts'

const REQUEST = 'GET / HTTP/1.1\r\nHost: stress\r\n\r\n'
const SIZES = {
  full: { count: 10_000, keepAliveTimeoutMs: 20_000, settleMs: 2000 },
  small: { count: 400, keepAliveTimeoutMs: 1500, settleMs: 100 },
}
const AT_ONCE = 200

/** Connections that wait. */
export const idleConnections: Scenario = {
  id: 'G8',
  name: 'idle-connections',
  title: 'keep-alive connections that have had one answer and wait',
  run({ size }) {
    const { count, keepAliveTimeoutMs, settleMs } = SIZES[size]
    return withServer({ options: { keepAliveTimeoutMs } }, async (server) => {
      for (const socket of await openSockets(server.port, AT_ONCE)) socket.destroy()
      await sleep(settleMs)
      await server.inside()
      const before = server.figures()

      const answeredAt = new Map<Socket, number>()
      const lateness: number[] = []
      await repeat(count / AT_ONCE, 1, async () => {
        const sockets = await openSockets(server.port, AT_ONCE).catch(() => [])
        await Promise.all(sockets.map((socket) => askOnce(socket, answeredAt)))
        for (const socket of sockets) {
          socket.once('close', () =>
            lateness.push(performance.now() - answeredAt.get(socket)! - keepAliveTimeoutMs),
          )
        }
      })
      await sleep(settleMs)
      await server.inside()
      const opened = server.figures()
      await sleep(settleMs)
      const { lagMs } = await server.inside()

      const back = await descriptorsBack(server, before.descriptors, keepAliveTimeoutMs + 5000)
      await sleep(100)
      return [
        told('connections', answeredAt.size),
        noisy(
          atMost(
            'resident memory each',
            (opened.residentBytes - before.residentBytes) / count / 1024,
            12,
            'KiB',
          ),
        ),
        noisy(atMost('event loop late, p99', lagMs, 5, 'ms')),
        exactly('closed by the idle timeout', lateness.length, answeredAt.size),
        atMost('closed too early by', Math.max(0, -Math.min(...lateness)), 1000, 'ms'),
        atMost('closed too late by', Math.max(...lateness), 1000, 'ms'),
        back,
      ]
    })
  },
}

async function askOnce(socket: Socket, answeredAt: Map<Socket, number>): Promise<void> {
  socket.write(REQUEST)
  await answersOn(socket, 1)
  socket.resume()
  answeredAt.set(socket, performance.now())
}
