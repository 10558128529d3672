import { answersOn, openSocket } from '../client/raw-client.ts'
import { exactly, told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import { tally } from '../statistics.ts'

const SIZES = { full: 100_000, small: 5000 }
/** Requests of one write, all kinds of answers. */
const BATCH = [
  ...Array.from({ length: 8 }, () => 'GET / HTTP/1.1\r\nHost: stress\r\n\r\n'),
  'GET /slow?ms=0 HTTP/1.1\r\nHost: stress\r\n\r\n',
  'POST /upload HTTP/1.1\r\nHost: stress\r\nContent-Length: 5\r\n\r\nhello',
]

/** One connection for very many requests. */
export const oneConnection: Scenario = {
  id: 'G16',
  name: 'one-connection',
  title: 'very many requests over one connection',
  run: ({ size }) =>
    withServer({ options: { maxRequestsPerConnection: 0 } }, async (server) => {
      const count = SIZES[size]
      const socket = await openSocket(server.port)
      let answered = 0
      const ask = async (requests: number): Promise<void> => {
        for (let i = 0; i < requests; i += BATCH.length) {
          const answers = answersOn(socket, BATCH.length)
          socket.write(BATCH.join(''))
          answered += (await answers).length
        }
      }
      await ask(100)
      const before = await server.inside()
      await ask(count)
      const after = await server.inside()
      socket.destroy()
      return [
        told('answers', answered),
        exactly('listeners of the socket', tally(after.listeners), tally(before.listeners)),
        exactly(
          'timers more than before',
          (after.resources['Timeout'] ?? 0) - (before.resources['Timeout'] ?? 0),
          0,
        ),
        exactly('warnings', after.warnings.length, 0),
      ]
    }),
}
