import { besideHonest } from '../beside.ts'
import { CODINGS } from '../client/codings.ts'
import { runElsewhere } from '../client/elsewhere.ts'
import { MIB, atLeast, atMost, exactly, noisy, told } from '../finding.ts'
import type { Scenario, Size } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'

interface Amounts {
  readonly clients: number
  readonly bytes: number
  readonly quietMs: number
  readonly attackedMs: number
}

const SIZES: Readonly<Record<Size, Amounts>> = {
  full: { clients: 50, bytes: 10 * MIB, quietMs: 8000, attackedMs: 40_000 },
  small: { clients: 6, bytes: MIB, quietMs: 200, attackedMs: 500 },
}

/** Large answers that are compressed for each client, and small ones in between. */
export const compression: Scenario = {
  id: 'G26',
  name: 'compression',
  title: 'clients that take 10 MiB in a coding without rest, beside one of small answers',
  run: ({ size }) =>
    withServer({}, async (server) => {
      const { clients, bytes, quietMs, attackedMs } = SIZES[size]
      const before = server.figures().descriptors
      const outcomes: unknown[] = []
      await server.inside()
      const findings = await besideHonest(server, { quietMs, attackedMs, factor: 2 }, () =>
        runElsewhere('taker', [server.port, clients, bytes], (outcome) => outcomes.push(outcome)),
      )
      const { lagMs } = await server.inside()
      const taken = outcomes.filter((outcome) => outcome === 'taken').length
      return [
        told('clients', clients),
        told('codings', CODINGS.length),
        atLeast('answers taken whole', taken, CODINGS.length),
        exactly('answers that broke off', outcomes.length - taken, 0),
        noisy(atMost('event loop late, p99', lagMs, 20, 'ms')),
        ...findings,
        await descriptorsBack(server, before),
      ]
    }),
}
