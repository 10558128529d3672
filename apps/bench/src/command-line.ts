import { parseArgs } from 'node:util'
import { CONTENDER_NAMES } from './contender-table.ts'
import type { ContenderName } from './contender-table.ts'
import { LOADERS } from './load/load.ts'
import type { LoaderName } from './load/load.ts'
import type { Scenario } from './scenario.ts'
import { SCENARIOS } from './scenarios/index.ts'

/** What the command line asks for. */
export interface CommandLine {
  readonly scenarios: readonly Scenario[]
  readonly contenders: readonly ContenderName[]
  readonly rounds: number
  readonly seconds: number
  readonly warmUpSeconds: number
  /** Major version of the Node that contenders run on; `undefined`: the one that runs this. */
  readonly node: string | undefined
  /** `undefined`: the best that is installed. */
  readonly loader: LoaderName | undefined
  /** File to write figures to. */
  readonly json: string | undefined
  /** Whether to write RESULTS.md. */
  readonly markdown: boolean
  /** Whether to explain all this instead. */
  readonly help: boolean
}

/** What `--help` prints. */
export const USAGE: string = `bench [scenario…] [options]

  --contender a,b   measure only these
  --rounds N        measure each so often (3)
  --seconds S       length of a measurement (1.3)
  --warm-up S       length of the load before it (1)
  --node N          run contenders on Node 20, 22, 24 or 26, downloaded with npm
  --loader NAME     wrk or autocannon (wrk where it is installed)
  --json FILE       write all figures to a file
  --markdown        write apps/bench/RESULTS.md

scenarios:  ${SCENARIOS.map(({ name }) => name).join(', ')}
contenders: ${CONTENDER_NAMES.join(', ')}
`

/**
 * Reads the command line.
 * @throws TypeError that says what came and what was expected
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      contender: { type: 'string', default: CONTENDER_NAMES.join(',') },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '1.3' },
      'warm-up': { type: 'string', default: '1' },
      node: { type: 'string' },
      loader: { type: 'string' },
      json: { type: 'string' },
      markdown: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const names = positionals.length > 0 ? positionals : SCENARIOS.map(({ name }) => name)
  const { node, loader } = values
  return {
    scenarios: names.map((name) => oneOf('scenario', name, SCENARIOS, (each) => each.name)),
    contenders: values.contender.split(',').map((name) => oneOf('contender', name, CONTENDER_NAMES)),
    rounds: atLeast(1, 'rounds', Math.trunc(Number(values.rounds))),
    seconds: atLeast(0.1, 'seconds', Number(values.seconds)),
    warmUpSeconds: atLeast(0, 'warm-up', Number(values['warm-up'])),
    node: node === undefined ? undefined : oneOf('node', node, NODE_MAJORS),
    loader: loader === undefined ? undefined : oneOf('loader', loader, LOADER_NAMES),
    json: values.json,
    markdown: values.markdown,
    help: values.help,
  }
}

const NODE_MAJORS: readonly string[] = ['20', '22', '24', '26']
const LOADER_NAMES = Object.keys(LOADERS) as LoaderName[]

function oneOf<T>(kind: string, name: string, all: readonly T[], nameOf: (each: T) => string = String): T {
  const found = all.find((each) => nameOf(each) === name)
  if (found !== undefined) return found
  throw new TypeError(`${kind} is one of ${all.map(nameOf).join(', ')}: got ${name}`)
}

function atLeast(least: number, name: string, value: number): number {
  if (value >= least) return value
  throw new TypeError(`${name} is a number from ${least} up`)
}
