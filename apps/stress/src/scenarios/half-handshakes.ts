import { SERVER } from '../certificates.ts'
import { clientHello } from '../client/client-hello.ts'
import { HonestClient } from '../client/honest-client.ts'
import { closed, openSockets } from '../client/raw-client.ts'
import { atMost, exactly, told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'

const SIZES = { full: { count: 1000 }, small: { count: 100, handshakeMs: 500 } }
const DEFAULT_HANDSHAKE_MS = 10_000

/** Clients that begin to speak TLS and stay silent then. */
export const halfHandshakes: Scenario = {
  id: 'G28',
  name: 'half-handshakes',
  title: 'clients that say nothing, half a hello, or a hello and nothing more',
  run({ size }) {
    const { count, ...times } = SIZES[size]
    return withServer({ options: { tls: { ...SERVER, ...times } } }, async (server) => {
      const before = server.figures().descriptors
      const hello = await clientHello()
      const pieces = [hello.subarray(0, 0), hello.subarray(0, hello.length / 2), hello]
      const client = new HonestClient(() => server.port, 'https')
      const sockets = await openSockets(server.port, count)
      const lives = sockets.map(async (socket, i) => {
        const startedAt = performance.now()
        socket.resume().write(pieces[i % pieces.length]!)
        await closed(socket)
        return performance.now() - startedAt
      })
      const meanwhile = await client.ask({ isFresh: true })
      const longest = Math.max(...(await Promise.all(lives)))
      return [
        told('half handshakes', count),
        exactly('served meanwhile', meanwhile?.status ?? 0, 200),
        atMost('the longest of them lived', longest, limit(times), 'ms'),
        await descriptorsBack(server, before),
      ]
    })
  },
}

/** Small sizes look whether time is kept at all: to within the two ticks of the watch. */
function limit({ handshakeMs }: { handshakeMs?: number }): number {
  return handshakeMs === undefined ? DEFAULT_HANDSHAKE_MS : handshakeMs + 1000
}
