import { setTimeout as sleep } from 'node:timers/promises'
import { answersOn, openSocket } from '../client/raw-client.ts'
import { atMost, exactly, told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'

const COUNT = 1000
const SIZES = { full: { slowMs: 2000 }, small: { slowMs: 400 } }
/** So that what is sent is more than one read takes. */
const PADDING = 'a'.repeat(400)
/** Requests that may be read ahead. */
const QUEUED = 16

/** Many requests at once, the first of them slow. */
export const pipelinedRequests: Scenario = {
  id: 'G24',
  name: 'pipelined-requests',
  title: '1 000 requests in one write, the first slow',
  run: ({ size }) =>
    withServer({}, async (server) => {
      const { slowMs } = SIZES[size]
      const requests = Array.from({ length: COUNT }, (_, i) =>
        requestFor(i === 0 ? `/slow?ms=${slowMs}` : `/echo/${i}`),
      )
      const socket = await openSocket(server.port)
      const answered = answersOn(socket, COUNT)
      socket.write(requests.join(''))
      await sleep(slowMs / 2)
      const { counters } = await server.inside()
      const answers = await answered
      await sleep(slowMs / 4)
      const later = (await server.inside()).counters
      socket.destroy()
      const misplaced = answers.filter((content, i) => i > 0 && content !== `/echo/${i}`)
      return [
        told('requests sent', COUNT),
        exactly('answers', answers.length, COUNT),
        exactly('answers out of order', misplaced.length, 0),
        exactly('requests that the application saw', later.requests.total, COUNT),
        exactly('requests begun while the first is slow', counters.requests.total, 1),
        // The system hands over up to 64 KiB with a read, of which most waits unlooked at.
        atMost(
          'read meanwhile',
          counters.bytes.received / 1024,
          64 + (QUEUED * requests[0]!.length) / 1024,
          'KiB',
        ),
      ]
    }),
}

function requestFor(target: string): string {
  return `GET ${target} HTTP/1.1\r\nHost: stress\r\nX-Padding: ${PADDING}\r\n\r\n`
}
