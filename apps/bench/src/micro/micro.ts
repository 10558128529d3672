/* The command: checks the functions of the subjects that the command line names, then measures them. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { bench, group, run } from 'mitata'
import { assertRight, keepingResults } from './benchmark.ts'
import { SUBJECTS } from './subjects.ts'

const USAGE = `micro [subject…] [options]

  --json FILE       write all figures to a file, instead of printing a table

subjects: ${Object.keys(SUBJECTS).join(', ')}
`

/** Without it mitata allocates a gibibyte to provoke a collection, and what makes objects seems ten times as slow. */
const NO_GC = 'micro needs node --expose-gc'

try {
  const { names, json, help } = parseCommandLine(process.argv.slice(2))
  if (help) console.log(USAGE)
  else if (globalThis.gc === undefined) throw new TypeError(NO_GC)
  else await micro(names, json)
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  console.error(error.message)
  process.exitCode = 2
}

interface CommandLine {
  readonly names: readonly string[]
  readonly json: string | undefined
  readonly help: boolean
}

function parseCommandLine(args: string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'string' }, help: { type: 'boolean', default: false } },
  })
  const known = Object.keys(SUBJECTS)
  const unknown = positionals.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`subject is one of ${known.join(', ')}: got ${unknown}`)
  return { names: positionals.length > 0 ? positionals : known, json: values.json, help: values.help }
}

async function micro(names: readonly string[], json: string | undefined): Promise<void> {
  // Else collections drop the code of what has not run yet, and mitata takes what it compiles anew for a slow function.
  setFlagsFromString('--no-flush-bytecode')
  const subjects = names.map((name) => ({ name, benchmarks: SUBJECTS[name]!.map(keepingResults) }))
  for (const each of subjects.flatMap(({ benchmarks }) => benchmarks)) await assertRight(each)
  for (const { name, benchmarks } of subjects) {
    group(name, () => benchmarks.forEach((each) => bench(each.name, each.run)))
  }
  await run({ throw: true, ...(json === undefined ? asTable() : asJson(json)) })
}

type Output = NonNullable<Parameters<typeof run>[0]>

function asTable(): Output {
  return { format: 'mitata', colors: process.stdout.isTTY }
}

/** Without samples, which are megabytes. */
function asJson(file: string): Output {
  return { format: { json: { samples: false, debug: false } }, print: (text) => writeFileSync(file, text) }
}
