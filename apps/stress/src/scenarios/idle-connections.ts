import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { answersOn, openSockets } from '../client/raw-client.ts'
import { atMost, exactly, noisy, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { PROTOCOL_OPTIONS } from '../protocol.ts'
import type { Protocol } from '../protocol.ts'
import type { Scenario, Size } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'
import { repeat } from '../wait.ts'

const REQUEST = 'GET / HTTP/1.1\r\nHost: stress\r\n\r\n'
const TIMES = {
  full: { keepAliveTimeoutMs: 20_000, settleMs: 2000 },
  small: { keepAliveTimeoutMs: 1500, settleMs: 100 },
}
const AT_ONCE = 200

interface Connections {
  readonly protocol: Protocol
  readonly counts: Readonly<Record<Size, number>>
  /** What each may cost. */
  readonly kibibytesEach: number
}

/** Connections that wait. */
export const idleConnections: Scenario = {
  id: 'G8',
  name: 'idle-connections',
  title: 'keep-alive connections that have had one answer and wait',
  run: ({ size }) =>
    wait(size, { protocol: 'http', counts: { full: 10_000, small: 400 }, kibibytesEach: 12 }),
}

/** The same with TLS. */
export const idleSecureConnections: Scenario = {
  id: 'G8',
  name: 'idle-tls-connections',
  title: 'keep-alive connections with TLS that have had one answer and wait',
  run: ({ size }) => wait(size, { protocol: 'https', counts: { full: 2000, small: 200 }, kibibytesEach: 48 }),
}

function wait(size: Size, { protocol, counts, kibibytesEach }: Connections): Promise<Finding[]> {
  const count = counts[size]
  const { keepAliveTimeoutMs, settleMs } = TIMES[size]
  return withServer({ options: { ...PROTOCOL_OPTIONS[protocol], keepAliveTimeoutMs } }, async (server) => {
    for (const socket of await openSockets(server.port, AT_ONCE, protocol)) socket.destroy()
    await sleep(settleMs)
    await server.inside()
    const before = server.figures()

    const answeredAt = new Map<Socket, number>()
    const lateness: number[] = []
    await repeat(count / AT_ONCE, 1, async () => {
      const sockets = await openSockets(server.port, AT_ONCE, protocol)
      await Promise.all(sockets.map((socket) => askOnce(socket, answeredAt)))
      for (const socket of sockets) {
        const answered = answeredAt.get(socket)!
        socket.once('close', () => lateness.push(performance.now() - answered - keepAliveTimeoutMs))
      }
    })
    await sleep(settleMs)
    await server.inside()
    const growth = server.figures().residentBytes - before.residentBytes
    await sleep(settleMs)
    const { lagMs } = await server.inside()
    const back = await descriptorsBack(server, before.descriptors, keepAliveTimeoutMs + 5000)
    await sleep(100)
    return [
      told('connections', answeredAt.size),
      noisy(atMost('resident memory each', growth / count / 1024, kibibytesEach, 'KiB')),
      noisy(atMost('event loop late, p99', lagMs, 5, 'ms')),
      exactly('closed by the idle timeout', lateness.length, answeredAt.size),
      atMost('closed too early by', Math.max(0, -Math.min(...lateness)), 1000, 'ms'),
      atMost('closed too late by', Math.max(...lateness), 1000, 'ms'),
      back,
    ]
  })
}

async function askOnce(socket: Socket, answeredAt: Map<Socket, number>): Promise<void> {
  socket.write(REQUEST)
  await answersOn(socket, 1)
  socket.resume()
  answeredAt.set(socket, performance.now())
}
