import { withContender } from '../contender.ts'
import type { ContenderName } from '../contender-table.ts'
import { GENERAL_CONTENDERS } from '../contender-table.ts'
import { ask } from '../exchange.ts'
import type { Figures, Scenario, Setting } from '../scenario.ts'
import { HELLO_LOAD, assertHello } from './hello.ts'

/** How long a process takes to serve. */
export const startup: Scenario = {
  name: 'startup',
  about: 'from the start of the process to the end of its first answer',
  contenders: GENERAL_CONTENDERS.filter((name) => name !== 'nginx'),
  columns: [{ key: 'milliseconds', title: 'ms', decimals: 1 }],
  ratio: { of: 'milliseconds', to: 'node-http' },
  rounds: 10,
  prepare: async (setting) => ({ notes: [], measure: (name) => measure(name, setting) }),
}

function measure(name: ContenderName, setting: Setting): Promise<Figures> {
  return withContender(name, setting.programs, async ({ port, startedAt }) => {
    const answer = await ask(port, HELLO_LOAD)
    const milliseconds = performance.now() - startedAt
    assertHello(answer)
    return { milliseconds }
  })
}
