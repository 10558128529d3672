import { fileURLToPath } from 'node:url'
import { withContender } from '../contender.ts'
import type { ContenderName } from '../contender-table.ts'
import { ask } from '../exchange.ts'
import type { Pace } from '../load/paced-load.ts'
import { runProgram } from '../run-program.ts'
import type { Figures, Scenario, Setting } from '../scenario.ts'
import { HELLO_LOAD, assertHello } from './hello.ts'

const LOADER = fileURLToPath(new URL('../load/paced.js', import.meta.url))

/** How much longer than planned it may take until all is answered. */
const GRACE_SECONDS = 20

/** How long answers take while the server has time. */
export const latency: Scenario = {
  name: 'latency',
  about: 'hello at a fixed rate over 64 connections; time runs from when a request was due',
  contenders: ['node-http', 'tsgi', 'fastify'],
  columns: [
    { key: 'p50Micros', title: 'p50 µs' },
    { key: 'p99Micros', title: 'p99 µs' },
    { key: 'p999Micros', title: 'p99.9 µs' },
  ],
  ratio: { of: 'p99Micros', to: 'node-http' },
  async prepare(setting) {
    const requestsPerSecond = Math.round((await fullRate(setting)) / 2)
    return {
      notes: [`${requestsPerSecond} requests/s, half of what node-http reached just before`],
      measure: (name) => measure(name, setting, requestsPerSecond),
    }
  },
}

/** What the reference takes when it gets all it can. */
function fullRate(setting: Setting): Promise<number> {
  return withContender('node-http', setting.programs, async ({ port }) => {
    await setting.warmUp(port, HELLO_LOAD)
    const { requests, seconds } = await setting.load(port, HELLO_LOAD)
    return requests / seconds
  })
}

function measure(name: ContenderName, setting: Setting, requestsPerSecond: number): Promise<Figures> {
  return withContender(name, setting.programs, async ({ port }) => {
    assertHello(await ask(port, HELLO_LOAD))
    await setting.warmUp(port, HELLO_LOAD)
    const { connections } = HELLO_LOAD
    const pace: Pace = {
      port,
      connections,
      requestsPerSecond,
      warmUpSeconds: 0.2,
      seconds: setting.seconds * 2,
    }
    const command = [process.execPath, LOADER, JSON.stringify(pace)]
    return JSON.parse(
      await runProgram(command, { interruptAfterSeconds: pace.seconds + GRACE_SECONDS }),
    ) as Figures
  })
}
