import type { Socket } from 'node:net'
import { allThatComes, openSocket } from '../client/raw-client.ts'
import { HonestClient } from '../client/honest-client.ts'
import { exactly, memoryAtMost, told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { FAULTS_AFTER_HEAD, FAULTS_BEFORE_HEAD } from '../server/faults.ts'
import { withServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'
import { repeat } from '../wait.ts'

const SIZES = { full: { before: 90_000, after: 10_000 }, small: { before: 2000, after: 200 } }
const AT_ONCE = 32
const BEFORE_NAMES = [...FAULTS_BEFORE_HEAD.keys()]
const AFTER_NAMES = [...FAULTS_AFTER_HEAD.keys()]

/** An application that does everything wrong. */
export const failingApplication: Scenario = {
  id: 'G22',
  name: 'failing-application',
  title: 'an application that fails in every way, before and after the head',
  run: ({ size }) =>
    withServer({ options: { maxRequestsPerConnection: 0 } }, async (server) => {
      const { before, after } = SIZES[size]
      const client = new HonestClient(() => server.port)
      await failBefore(client, before / 2)
      await failAfter(server, after / 2)
      const start = { ...server.figures(), ...(await server.inside()) }

      await failBefore(client, before)
      const cleanEnds = await failAfter(server, after)
      const whole = await client.ask()
      client.close()
      const back = await descriptorsBack(server, start.descriptors - AT_ONCE)
      const { heapBytes, warnings } = await server.inside()
      const { residentBytes } = server.figures()
      return [
        told('errors before the head', before),
        exactly('not answered with 500', client.failureList, ''),
        exactly('connections lost by them', client.retried, 0),
        told('errors after the head', after),
        exactly('of which ended cleanly', cleanEnds, 0),
        exactly('still serves', whole?.text.trim() ?? '', 'hello'),
        back,
        exactly('warnings', warnings.length, 0),
        memoryAtMost('heap', heapBytes, 1.03 * start.heapBytes),
        memoryAtMost('resident memory', residentBytes, 1.1 * start.residentBytes),
      ]
    }),
}

function failBefore(client: HonestClient, count: number): Promise<void> {
  return repeat(count, AT_ONCE, async (i) => {
    await client.ask({ path: `/fault/${BEFORE_NAMES[i % BEFORE_NAMES.length]}` }, 500)
  })
}

/** @returns how many answers looked whole */
async function failAfter({ port }: ServerProcess, count: number): Promise<number> {
  let cleanEnds = 0
  await repeat(count, AT_ONCE, async (i) => {
    const name = AFTER_NAMES[i % AFTER_NAMES.length]!
    const socket = await openSocket(port)
    const comes = allThatComes(socket)
    socket.write(`GET /fault/${name} HTTP/1.1\r\nHost: stress\r\n\r\n`)
    if (isWhole(await comes, socket)) cleanEnds++
  })
  return cleanEnds
}

/** Whether the client would take what came for a whole answer. */
function isWhole(text: string, { errored }: Socket): boolean {
  if (errored !== null) return false
  const length = /content-length: (\d+)/i.exec(text)?.[1]
  const content = text.slice(text.indexOf('\r\n\r\n') + 4)
  return length === undefined ? text.endsWith('\r\n0\r\n\r\n') : content.length >= Number(length)
}
