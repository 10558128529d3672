import { withContender } from '../contender.ts'
import { protocolOf } from '../contender-table.ts'
import type { ContenderName } from '../contender-table.ts'
import { ask } from '../exchange.ts'
import type { Answer } from '../exchange.ts'
import type { Load } from '../load/load.ts'
import { processFigures } from '../process-figures.ts'
import type { Column, Figures, Scenario, Setting } from '../scenario.ts'

/** What tells one scenario of requests from another. */
export interface HttpScenario {
  readonly name: string
  readonly about: string
  readonly contenders: readonly ContenderName[]
  readonly load: Load
  /** Whom the others are compared with. Default `node-http`. */
  readonly reference?: ContenderName
  /**
   * Puts in place what a contender needs, before each of its measurements.
   * @throws Unavailable when that cannot be had
   */
  provide?: (contender: ContenderName) => void | Promise<void>
  /** Throws when a contender's answer to the load's request is not right. */
  assertAnswer: (answer: Answer) => void
}

const COLUMNS: readonly Column[] = [
  { key: 'requestsPerSecond', title: 'requests/s' },
  { key: 'cpuMicros', title: 'CPU µs/request', decimals: 2 },
  { key: 'p50Micros', title: 'p50 µs' },
  { key: 'p99Micros', title: 'p99 µs' },
  { key: 'peakMiB', title: 'peak MiB' },
]

/** Loaders time a batch of pipelined requests as if it were one, so these are left out there. */
const LATENCIES = ['p50Micros', 'p99Micros']

/** A scenario in which one request is sent as often as the server can take it. */
export function httpScenario(options: HttpScenario): Scenario {
  const { name, about, contenders, load, reference = 'node-http' } = options
  // h2load tells no percentiles either.
  const hasLatencies = load.pipeline === 1 && protocolOf(reference) !== 'h2c'
  return {
    name,
    about,
    contenders,
    columns: hasLatencies ? COLUMNS : COLUMNS.filter(({ key }) => !LATENCIES.includes(key)),
    ratio: { of: 'cpuMicros', to: reference },
    prepare: async (setting) => ({ notes: [], measure: (contender) => measure(contender, options, setting) }),
  }
}

async function measure(name: ContenderName, options: HttpScenario, setting: Setting): Promise<Figures> {
  const { load, assertAnswer, provide } = options
  await provide?.(name)
  return withContender(name, setting.programs, async ({ port, pid }) => {
    const protocol = protocolOf(name)
    assertAnswer(await ask(port, load, protocol))
    await setting.warmUp(port, load, protocol)
    const before = processFigures(pid)
    const { requests, seconds, p50Micros, p99Micros } = await setting.load(port, load, protocol)
    const after = processFigures(pid)
    if (requests === 0) throw new Error('No request was answered in time')
    return {
      requestsPerSecond: requests / seconds,
      cpuMicros: (after.cpuMicros - before.cpuMicros) / requests,
      p50Micros,
      p99Micros,
      peakMiB: after.peakBytes / 2 ** 20,
    }
  })
}
