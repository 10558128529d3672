import { setTimeout as sleep } from 'node:timers/promises'
import { applicationState } from '../application-state.ts'
import { openSocket, openSockets } from '../client/raw-client.ts'
import { sendOn } from '../client/send-on.ts'
import { MIB, atMost, exactly, mebibytes, memoryAtMost, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'

const HEAD = 'Host: stress\r\nTransfer-Encoding: chunked\r\n\r\n'
const CHUNK = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'a'), Buffer.from('\r\n')])
/** What may wait for the application, and a read beyond it. */
const BACKLOG = 2 * 65_536
/** Clients of the application that does not read. */
const UNREAD = 50
const SIZES = { full: { bytes: 4096 * MIB, ms: 3000 }, small: { bytes: 64 * MIB, ms: 300 } }

/** Chunks without end, where there is no limit. */
export const endlessUpload: Scenario = {
  id: 'G25',
  name: 'endless-upload',
  title: 'chunks without end, to an application that reads and to one that does not',
  async run({ size }) {
    const { bytes, ms } = SIZES[size]
    return [...(await toReader(bytes)), ...(await toNobody(bytes, ms))]
  },
}

function toReader(bytes: number): Promise<Finding[]> {
  return withServer({}, async (server) => {
    const descriptors = server.figures().descriptors
    const socket = await openSocket(server.port)
    socket.write(`POST /upload HTTP/1.1\r\n${HEAD}`)
    await sendOn(socket, CHUNK, 64 * MIB)
    await server.inside()
    const before = server.figures().residentBytes

    let most = before
    const watch = setInterval(() => (most = Math.max(most, server.figures().residentBytes)), 50)
    await sendOn(socket, CHUNK, bytes)
    clearInterval(watch)
    const { consumed } = await applicationState(server)
    socket.destroy()
    return [
      told('taken by the application that reads', mebibytes(consumed), 'MiB'),
      memoryAtMost('resident memory more meanwhile', most - before, 64 * MIB),
      await descriptorsBack(server, descriptors),
    ]
  })
}

/** Who does not read does not see that the client leaves: what ends the exchange is the time that the application has. */
function toNobody(bytes: number, ms: number): Promise<Finding[]> {
  return withServer({ options: { requestTimeoutMs: ms * 2 } }, async (server) => {
    const descriptors = server.figures().descriptors
    const sockets = await openSockets(server.port, UNREAD)
    for (const socket of sockets) {
      socket.write(`POST /never HTTP/1.1\r\n${HEAD}`)
      void sendOn(socket, CHUNK, bytes)
    }
    await sleep(ms)
    const { counters } = await server.inside()
    for (const socket of sockets) socket.resume()
    return [
      told('clients of the one that does not', UNREAD),
      atMost('read from each of them', counters.bytes.received / UNREAD / 1024, BACKLOG / 1024, 'KiB'),
      exactly('connections then', counters.connections.open, UNREAD),
      await descriptorsBack(server, descriptors, ms * 2 + 5000),
    ]
  })
}
