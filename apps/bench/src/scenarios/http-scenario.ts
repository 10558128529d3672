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
  /** Puts something in front of a contender, and tells the port that the load goes to. Default: nothing is. */
  behind?: <T>(contender: ContenderName, setting: Setting, port: number, use: UsePort<T>) => Promise<T>
  /** Throws when a contender's answer to the load's request is not right. */
  assertAnswer: (answer: Answer) => void
}

/** Does something with a port. */
export type UsePort<T> = (port: number) => Promise<T>

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
  const {
    name,
    about,
    contenders,
    load: { pipeline },
    reference = 'node-http',
  } = options
  // h2load tells no percentiles either.
  const hasLatencies = pipeline === 1 && protocolOf(reference) !== 'h2c'
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
  await options.provide?.(name)
  return withContender(name, setting.programs, ({ port, pid }) => {
    const measurement = (loadPort: number): Promise<Figures> => load(loadPort, pid, name, options, setting)
    return options.behind === undefined ? measurement(port) : options.behind(name, setting, port, measurement)
  })
}

async function load(
  port: number,
  pid: number,
  name: ContenderName,
  options: HttpScenario,
  setting: Setting,
): Promise<Figures> {
  const protocol = protocolOf(name)
  options.assertAnswer(await ask(port, options.load, protocol))
  await setting.warmUp(port, options.load, protocol)
  const before = processFigures(pid)
  const { requests, seconds, p50Micros, p99Micros } = await setting.load(port, options.load, protocol)
  const after = processFigures(pid)
  if (requests === 0) throw new Error('No request was answered in time')
  return {
    requestsPerSecond: requests / seconds,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / requests,
    p50Micros,
    p99Micros,
    peakMiB: after.peakBytes / 2 ** 20,
  }
}
