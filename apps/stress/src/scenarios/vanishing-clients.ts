import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSocket } from '../client/raw-client.ts'
import { atMost, exactly, mebibytes, noisy, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'
import { seeded } from '../statistics.ts'
import { repeat } from '../wait.ts'

const SIZES = { full: 10_000, small: 150 }
const AT_ONCE = 50
const LONGEST_WAIT_MS = 20

const DOWNLOADS = [
  'GET /big?bytes=300000 HTTP/1.1',
  'GET /stream?chunks=10&ms=10 HTTP/1.1',
  'GET /slow?ms=10 HTTP/1.1',
].map((line) => `${line}\r\nHost: stress\r\n\r\n`)
const UPLOADS = ['/upload', '/ignore'].flatMap((path) => [
  `POST ${path} HTTP/1.1\r\nHost: stress\r\nContent-Length: 100000\r\n\r\n${'a'.repeat(100_000)}`,
  `POST ${path} HTTP/1.1\r\nHost: stress\r\nTransfer-Encoding: chunked\r\n\r\n${'3e8\r\n'.concat('a'.repeat(1000), '\r\n').repeat(100)}0\r\n\r\n`,
])

interface Way {
  readonly what: string
  readonly requests: readonly string[]
  readonly leave: (socket: Socket) => void
}

const WAYS: readonly Way[] = [
  { what: 'downloads left', requests: DOWNLOADS, leave: (socket) => socket.destroy() },
  { what: 'uploads left', requests: UPLOADS, leave: (socket) => socket.destroy() },
  { what: 'resets', requests: [...DOWNLOADS, ...UPLOADS], leave: (socket) => socket.resetAndDestroy() },
]

/** Clients that leave in the middle of anything. */
export const vanishingClients: Scenario = {
  id: 'G14',
  name: 'vanishing-clients',
  title: 'clients that leave at any octet of uploads and downloads',
  run: ({ size, log }) =>
    withServer({}, async (server) => {
      const random = seeded(14)
      const count = SIZES[size]
      for (const way of WAYS) await vanish(server, way, count / 5, random)
      await descriptorsBack(server, 0, 1000)
      const before = { ...server.figures(), ...(await server.inside()) }

      const findings: Finding[] = []
      for (const way of WAYS) {
        log(way.what)
        await vanish(server, way, count, random)
        findings.push(told(way.what, count))
      }
      findings.push(await descriptorsBack(server, before.descriptors))
      const { heapBytes, listeners, resources, warnings, counters } = await server.inside()
      await sleep(100)
      const { residentBytes } = server.figures()
      return [
        ...findings,
        exactly('connections still open', counters.connections.open, 0),
        exactly('requests still active', counters.requests.active, 0),
        exactly(
          'timers more than before',
          (resources['Timeout'] ?? 0) - (before.resources['Timeout'] ?? 0),
          0,
        ),
        exactly('listeners of sockets', listeners.join(), before.listeners.join()),
        exactly('warnings', warnings.length, 0),
        noisy(atMost('heap', mebibytes(heapBytes), 1.1 * mebibytes(before.heapBytes), 'MiB')),
        noisy(
          atMost('resident memory', mebibytes(residentBytes), 1.1 * mebibytes(before.residentBytes), 'MiB'),
        ),
      ]
    }),
}

function vanish(server: ServerProcess, way: Way, count: number, random: () => number): Promise<void> {
  return repeat(count, AT_ONCE, async () => {
    const socket = await openSocket(server.port)
    const request = way.requests[Math.floor(random() * way.requests.length)]!
    // As many leave within the request as after it, within the answer.
    const length = random() < 0.5 ? Math.floor(random() * request.length) : request.length
    if (random() < 0.5) socket.resume()
    socket.write(request.slice(0, length))
    await sleep(random() * LONGEST_WAIT_MS)
    way.leave(socket)
  })
}
