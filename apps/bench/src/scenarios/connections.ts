import { setTimeout as sleep } from 'node:timers/promises'
import { withContender } from '../contender.ts'
import type { ContenderName } from '../contender-table.ts'
import { ask } from '../exchange.ts'
import { openIdleConnections } from '../load/idle-connections.ts'
import { openFileLimit, processFigures } from '../process-figures.ts'
import type { Figures, Scenario, Setting } from '../scenario.ts'
import { HELLO_LOAD, assertHello } from './hello.ts'

const CONNECTIONS = 10_000
/** Files that a process has open besides. */
const OTHER_FILES = 200
/** How long a server may take to come to rest. */
const SETTLE_MS = 1500

/** What a connection costs that only waits. */
export const connections: Scenario = {
  name: 'connections',
  about: 'resident memory for each keep-alive connection that has had one answer and waits',
  contenders: ['node-http', 'tsgi', 'fastify'],
  columns: [
    { key: 'connections', title: 'connections' },
    { key: 'bytesPerConnection', title: 'bytes/connection' },
    { key: 'residentMiB', title: 'resident MiB' },
  ],
  ratio: { of: 'bytesPerConnection', to: 'node-http' },
  prepare: async (setting) => ({ notes: limitNotes(), measure: (name) => measure(name, setting) }),
}

function measure(name: ContenderName, setting: Setting): Promise<Figures> {
  return withContender(name, setting.programs, async ({ port, pid }) => {
    assertHello(await ask(port, HELLO_LOAD))
    await setting.warmUp(port, HELLO_LOAD)
    await sleep(SETTLE_MS)
    const before = processFigures(pid).residentBytes
    const count = Math.min(possible(), openFileLimit(pid) - OTHER_FILES)
    const opened = await openIdleConnections(port, count)
    await sleep(SETTLE_MS)
    const after = processFigures(pid).residentBytes
    const lost = opened.lost()
    opened.close()
    if (lost > 0) throw new Error(`It closed ${lost} connections that should wait`)
    return {
      connections: count,
      bytesPerConnection: (after - before) / count,
      residentMiB: after / 2 ** 20,
    }
  })
}

/** Node raises its own limit as far as it may go, in this process as in contenders. */
function possible(): number {
  return Math.min(CONNECTIONS, openFileLimit('self') - OTHER_FILES)
}

function limitNotes(): string[] {
  return possible() < CONNECTIONS
    ? [`${possible()} connections instead of ${CONNECTIONS}: no more files may be open (ulimit -Hn)`]
    : []
}
