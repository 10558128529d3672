import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { applicationState } from '../application-state.ts'
import { openSockets } from '../client/raw-client.ts'
import { MIB, atMost, exactly, mebibytes, memoryAtMost, told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'
import { until } from '../wait.ts'

/** What a client may cost that takes nothing. */
const BYTES_EACH = 256 * 1024
/** Buffers that take nothing for so long are full. */
const STANDSTILL_MS = 200

const DEAF_SIZES = {
  full: { count: 200, writeTimeoutMs: 30_000 },
  small: { count: 20, writeTimeoutMs: 500 },
}

/** Clients that ask and read nothing. */
export const deafReaders: Scenario = {
  id: 'G11',
  name: 'deaf-readers',
  title: 'clients that ask for 100 MiB and read nothing',
  run({ size }) {
    const { count, writeTimeoutMs } = DEAF_SIZES[size]
    return withServer({ options: { writeTimeoutMs } }, async (server) => {
      const before = await warm(server)
      const sockets = await openSockets(server.port, count)
      for (const socket of sockets) socket.pause().write(request(100 * MIB))
      const produced = await producedAtLast(server)
      const growth = server.figures().residentBytes - before.residentBytes
      const goneMs = await until(
        () => server.figures().descriptors <= before.descriptors + 1,
        2 * writeTimeoutMs,
      )
      const later = (await applicationState(server)).produced
      for (const socket of sockets) socket.destroy()
      return [
        told('clients', count),
        memoryAtMost('resident memory more', growth, count * BYTES_EACH),
        told('made for each of them', mebibytes(produced) / count, 'MiB'),
        exactly('made while they take nothing', later - produced, 0),
        atMost('gone after', goneMs, writeTimeoutMs + 1000, 'ms'),
        await descriptorsBack(server, before.descriptors),
      ]
    })
  },
}

const SLOW_SIZES = {
  full: { count: 50, bytes: 1024 * MIB, ms: 15_000 },
  small: { count: 5, bytes: 64 * MIB, ms: 500 },
}
/**
 * 64 KiB each time. The system tells of progress when a third of its buffer of up to 4 MiB is free again, so that who
 * takes less than that within the write timeout looks like one who takes nothing.
 */
const TAKE_EVERY_MS = 50
const WRITE_TIMEOUT_MS = 5000

/** Clients that read slowly. */
export const slowReaders: Scenario = {
  id: 'G11',
  name: 'slow-readers',
  title: 'clients that take a 1 GiB download slowly, beside one that takes it fast',
  run({ size }) {
    const { count, bytes, ms } = SLOW_SIZES[size]
    return withServer({ options: { writeTimeoutMs: WRITE_TIMEOUT_MS } }, async (server) => {
      const before = await warm(server)
      const sockets = await openSockets(server.port, count)
      const stop = sockets.map((socket) => takeSlowly(socket, bytes))
      const [fast] = await openSockets(server.port, 1)
      const received = countAll(fast!, bytes)
      let most = 0
      const watch = setInterval(
        () => (most = Math.max(most, server.figures().residentBytes - before.residentBytes)),
        50,
      )
      await Promise.all([received, sleep(ms)])
      clearInterval(watch)
      const cut = sockets.filter(({ destroyed }) => destroyed).length
      for (const each of stop) each()
      return [
        told('slow clients', count),
        exactly('slow clients cut off', cut, 0),
        atMost('octets missing of the fast download', bytes - (await received), 0),
        // What is garbage within a fast download is collected when the engine thinks fit.
        memoryAtMost('resident memory more', most, count * BYTES_EACH + 32 * MIB),
        await descriptorsBack(server, before.descriptors),
      ]
    })
  },
}

/** Resolves when the buffers of the system are full, with what the application has made by then. */
async function producedAtLast(server: ServerProcess): Promise<number> {
  let produced = -1
  for (;;) {
    const now = (await applicationState(server)).produced
    if (now === produced) return produced
    produced = now
    await sleep(STANDSTILL_MS)
  }
}

function request(bytes: number): string {
  return `GET /big?bytes=${bytes} HTTP/1.1\r\nHost: stress\r\nConnection: close\r\n\r\n`
}

async function warm(server: ServerProcess): Promise<ReturnType<ServerProcess['figures']>> {
  const [socket] = await openSockets(server.port, 1)
  await countAll(socket!, 50 * MIB)
  await server.inside()
  return server.figures()
}

/** Resolves to the octets of content that came, at most those that were asked for. */
function countAll(socket: Socket, bytes: number): Promise<number> {
  let received = 0
  socket.on('data', (chunk: Buffer) => (received += chunk.length))
  socket.write(request(bytes))
  return new Promise((resolve) => socket.once('close', () => resolve(Math.min(received, bytes))))
}

function takeSlowly(socket: Socket, bytes: number): () => void {
  socket.on('data', () => socket.pause())
  socket.write(request(bytes))
  const timer = setInterval(() => socket.resume(), TAKE_EVERY_MS)
  return () => {
    clearInterval(timer)
    socket.destroy()
  }
}
