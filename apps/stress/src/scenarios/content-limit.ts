import { once } from 'node:events'
import { applicationState } from '../application-state.ts'
import { allThatComes, openSocket } from '../client/raw-client.ts'
import { sendOn } from '../client/send-on.ts'
import { MIB, atMost, exactly, memoryAtMost } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'

const GIB = 1024 * MIB
const LIMIT = MIB
/** What may be read beyond the limit before the answer: a read. */
const READ = 65_536
/** What may be read behind the answer, so that it is not lost: as much, and a read. */
const THROWN_AWAY = 2 * READ
const PIECE = Buffer.alloc(READ, 'a')
const CHUNK = Buffer.concat([Buffer.from('10000\r\n'), PIECE, Buffer.from('\r\n')])
const SIZES = { full: 100, small: 5 }

interface Way {
  readonly what: string
  readonly field: string
  readonly piece: Buffer
  /** Octets of content after which the answer must be on its way. */
  readonly answeredAfter: number
}

const WAYS: readonly Way[] = [
  { what: 'chunked', field: 'Transfer-Encoding: chunked', piece: CHUNK, answeredAfter: LIMIT + READ },
  { what: 'announced', field: `Content-Length: ${GIB}`, piece: PIECE, answeredAfter: 0 },
]

/** Far more content than is allowed. */
export const contentLimit: Scenario = {
  id: 'G25',
  name: 'content-limit',
  title: 'content of 1 GiB where 1 MiB is allowed',
  run: ({ size }) =>
    withServer({ options: { maxContentBytes: LIMIT } }, async (server) => {
      const count = SIZES[size]
      const before = server.figures()
      // As many as later: what so many at once need is kept for the next.
      for (const way of WAYS) await flood(server, way, count)
      await server.inside()
      const warm = server.figures()

      const findings: Finding[] = []
      for (const way of WAYS) findings.push(...(await refusals(server, way, count)))
      const growth = server.figures().residentBytes - warm.residentBytes
      return [
        ...findings,
        memoryAtMost('resident memory more', growth, 8 * MIB),
        await descriptorsBack(server, before.descriptors),
      ]
    }),
}

async function refusals(server: ServerProcess, way: Way, count: number): Promise<Finding[]> {
  const { what, answeredAfter } = way
  const patient = await waitAfter(server, way)
  const consumedBefore = (await applicationState(server)).consumed
  const receivedBefore = (await server.inside()).counters.bytes.received
  const statuses = await flood(server, way, count)
  const received = (await server.inside()).counters.bytes.received - receivedBefore
  const consumed = (await applicationState(server)).consumed - consumedBefore
  return [
    exactly(`${what}: status after ${answeredAfter / 1024} KiB`, patient, '413'),
    exactly(`${what}: statuses of ${count} floods`, statuses, '413'),
    atMost(`${what}: reached the application of each`, consumed / count / 1024, LIMIT / 1024, 'KiB'),
    atMost(
      `${what}: read of each`,
      received / count / 1024,
      (answeredAfter + READ + THROWN_AWAY) / 1024,
      'KiB',
    ),
  ]
}

/** Sends no more than must suffice, and waits for the status. */
async function waitAfter({ port }: ServerProcess, { field, piece, answeredAfter }: Way): Promise<string> {
  const socket = await openSocket(port)
  socket.write(head(field))
  await sendOn(socket, piece, answeredAfter)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return answer.toString('latin1', 9, 12)
}

/** So many clients at once send for ever, until they are answered; gives the statuses that they saw. */
async function flood({ port }: ServerProcess, { field, piece }: Way, count: number): Promise<string> {
  const statuses = Array.from({ length: count }, async () => {
    const socket = await openSocket(port)
    const answer = allThatComes(socket)
    socket.write(head(field))
    void sendOn(socket, piece, GIB)
    return (await answer).slice(9, 12)
  })
  return [...new Set(await Promise.all(statuses))].join()
}

function head(field: string): string {
  return `POST /upload HTTP/1.1\r\nHost: stress\r\n${field}\r\n\r\n`
}
