import type { ServerCounters } from '@tsgi/server'
import { besideEach } from '../beside.ts'
import type { Attack } from '../beside.ts'
import { runElsewhere } from '../client/elsewhere.ts'
import { HonestClient } from '../client/honest-client.ts'
import { flood } from '../client/flood.ts'
import { FLOODS } from '../client/http2-floods.ts'
import { MIB, atMost, memoryAtMost, something, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'
import { repeat } from '../wait.ts'

/** Beside an honest client, so often. */
const FLOOD_EVERY_MS = 1000
const SIZES = {
  full: { times: 10, requests: 5000, quietMs: 8000, attackedMs: 8000 },
  small: { times: 1, requests: 500, quietMs: 100, attackedMs: 100 },
}

/** Clients of HTTP/2 that send far too much of what costs them little. */
export const http2Floods: Scenario = {
  id: 'G27',
  name: 'http2-floods',
  title: 'floods of HTTP/2, each over one connection and again and again, beside an honest client',
  run: ({ size, log }) =>
    withServer({ options: { http2: true } }, async (server) => {
      const { times, requests, quietMs, attackedMs } = SIZES[size]
      const before = server.figures().descriptors
      await warm(server, requests)
      const findings: Finding[] = []
      for (const name of FLOODS.keys()) {
        log(name)
        findings.push(...(await endsOf(server, name, times)))
      }
      const back = await descriptorsBack(server, before)
      log('beside an honest client')
      const options = { quietMs, attackedMs, factor: 1.5, protocol: 'h2c' } as const
      return [
        ...findings,
        back,
        told('milliseconds from flood to flood', FLOOD_EVERY_MS),
        ...(await besideEach(server, options, attacksOn(server))),
      ]
    }),
}

async function warm({ port }: ServerProcess, requests: number): Promise<void> {
  const client = new HonestClient(() => port, 'h2c')
  await repeat(requests, 64, async () => void (await client.ask()))
  client.close()
}

/** How a flood ends, and what it costs: the worst of several times. */
async function endsOf(server: ServerProcess, name: string, times: number): Promise<Finding[]> {
  const { counters } = await server.inside()
  const codes: Array<number | null> = []
  let longest = 0
  let most = 0
  for (let i = 0; i < times; i++) {
    const { residentBytes } = server.figures()
    const look = (): number => (most = Math.max(most, server.figures().residentBytes - residentBytes))
    const watch = setInterval(look, 10)
    const { ms, code } = await flood(server.port, name)
    look()
    clearInterval(watch)
    longest = Math.max(longest, ms)
    codes.push(code)
  }
  const later = await server.inside()
  return [
    atMost(`${name}: over after`, longest, 2000, 'ms'),
    something(`${name}: reason`, reasonOf(codes, counters, later.counters)),
    memoryAtMost(`${name}: resident memory more`, most, 32 * MIB),
  ]
}

/** What the client was told, unless the news of the end overtook it, and what the operator can know. */
function reasonOf(
  codes: ReadonlyArray<number | null>,
  before: ServerCounters,
  after: ServerCounters,
): string {
  const news = codes.filter((code) => code !== null).map((code) => `GOAWAY ${code}`)
  const counted = Object.keys(after.protocolErrors).filter(
    (code) => after.protocolErrors[code] !== before.protocolErrors[code],
  )
  return [...new Set([...news, ...counted])].join(', ')
}

function attacksOn({ port }: ServerProcess): Map<string, Attack> {
  const attack = (name: string) => () => runElsewhere('flooder', [port, name, FLOOD_EVERY_MS])
  return new Map([...FLOODS.keys()].map((name) => [name, attack(name)]))
}
