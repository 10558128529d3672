import { HonestClient } from './client/honest-client.ts'
import { atMost, exactly, noisy, told } from './finding.ts'
import type { Finding } from './finding.ts'
import type { ManagedProcess } from './managed-process.ts'
import type { Protocol } from './protocol.ts'

/** How hard to ask. */
export interface LoadOptions {
  /** Requests to be answered at least. */
  readonly count: number
  /** Requests at a time. */
  readonly atOnce: number
  readonly protocol?: Protocol
}

/** What load came to. */
export interface Loaded {
  readonly client: HonestClient
  /** Answers that had not the right length. */
  readonly wrong: number
}

const ANSWERS: ReadonlyArray<{ path: string; length: number }> = [
  { path: '/', length: 6 },
  { path: '/slow?ms=1', length: 1000 },
  { path: '/slow?ms=20', length: 1000 },
  { path: '/stream?chunks=4&ms=100', length: 4096 },
  { path: '/', length: 6 },
  { path: '/slow?ms=200', length: 1000 },
  { path: '/big?bytes=100000', length: 100_000 },
]

/** One of so many requests has a connection of its own. */
const FRESH = 8

/** Asks until so many requests were sent and something else is over, which goes on beside it. */
export async function under(
  managed: Pick<ManagedProcess, 'port'>,
  { count, atOnce, protocol = 'http' }: LoadOptions,
  beside: (client: HonestClient) => Promise<void>,
): Promise<Loaded> {
  const client = new HonestClient(() => managed.port, protocol)
  const state = { sent: 0, wrong: 0, isOver: false }
  const ask = async (): Promise<void> => {
    while (state.sent < count || !state.isOver) {
      const index = state.sent++
      const { path, length } = ANSWERS[index % ANSWERS.length]!
      const answer = await client.ask({ path, isFresh: index % FRESH === 0 })
      if (answer !== null && answer.text.length !== length) state.wrong++
    }
  }
  const asking = Promise.all(Array.from({ length: atOnce }, ask))
  try {
    await beside(client)
  } finally {
    state.isOver = true
    await asking
    client.close()
  }
  return { client, wrong: state.wrong }
}

/** Nothing failed, nothing was wrong. */
export function unharmed({ client, wrong }: Loaded): Finding[] {
  return [
    told('requests', client.answered),
    exactly('requests that failed', client.failureList, ''),
    exactly('answers that were wrong', wrong, 0),
    noisy(atMost('requests sent twice', (client.retried / client.answered) * 100, 0.05, '%')),
  ]
}
