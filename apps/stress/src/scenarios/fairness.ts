import { besideHonest } from '../beside.ts'
import { runElsewhere } from '../client/elsewhere.ts'
import { told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { withServer } from '../server-process.ts'

const CONNECTIONS = 64
const SIZES = { full: { quietMs: 8000, attackedMs: 20_000 }, small: { quietMs: 200, attackedMs: 500 } }

/** Connections that never rest, and others that come anew. */
export const fairness: Scenario = {
  id: 'G12',
  name: 'fairness',
  title: 'connections that ask without rest, beside a client with a new connection for each request',
  run: ({ size }) =>
    withServer({ options: { maxRequestsPerConnection: 0 } }, async (server) => {
      const findings = await besideHonest(server, { ...SIZES[size], factor: 2, isFresh: true }, () =>
        runElsewhere('greedy', [server.port, CONNECTIONS]),
      )
      return [told('greedy connections', CONNECTIONS), ...findings]
    }),
}
