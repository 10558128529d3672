/* The command: measures what the command line names, prints a table for each scenario, writes files on request. */
import { writeFileSync } from 'node:fs'
import { USAGE, parseCommandLine } from './command-line.ts'
import type { CommandLine } from './command-line.ts'
import { loaderFor, preferredLoader } from './load/load.ts'
import type { LoaderName } from './load/load.ts'
import { PACKAGE_ROOT } from './package-root.ts'
import { moveToLoaderCore } from './pin.ts'
import { programs } from './programs.ts'
import { origin } from './report/machine.ts'
import { jsonReport, markdownReport, textHead, textResult } from './report/report.ts'
import type { Run } from './report/report.ts'
import { runScenario } from './run-scenario.ts'
import type { Result } from './run-scenario.ts'
import type { Setting } from './scenario.ts'

const args = process.argv.slice(2)
try {
  const commandLine = parseCommandLine(args)
  if (process.platform !== 'linux') throw new TypeError('bench needs Linux: it reads /proc')
  if (commandLine.help) console.log(USAGE)
  else await bench(commandLine)
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  console.error(error.message)
  process.exitCode = 2
}

async function bench(commandLine: CommandLine): Promise<void> {
  const { seconds, warmUpSeconds, contenders } = commandLine
  moveToLoaderCore()
  const loader = commandLine.loader ?? preferredLoader()
  const setting = settingFor(commandLine, loader)
  const takingPart = contenders.filter((name) =>
    commandLine.scenarios.some((each) => each.contenders.includes(name)),
  )
  const run: Run = {
    origin: await origin(takingPart, setting.programs, loader),
    arguments: args,
    seconds,
    warmUpSeconds,
  }
  console.log(textHead(run))
  const results = await runAll(commandLine, setting)
  if (commandLine.json !== undefined) writeFileSync(commandLine.json, jsonReport(run, results))
  if (commandLine.markdown) writeFileSync(new URL('RESULTS.md', PACKAGE_ROOT), markdownReport(run, results))
  if (results.some(({ hasFailed }) => hasFailed)) process.exitCode = 1
}

function settingFor({ node, seconds, warmUpSeconds }: CommandLine, loader: LoaderName): Setting {
  return {
    programs: programs(node),
    async warmUp(port, load, protocol = 'http') {
      if (warmUpSeconds > 0) await loaderFor(protocol, loader)(port, load, warmUpSeconds, protocol)
    },
    load: (port, load, protocol = 'http') => loaderFor(protocol, loader)(port, load, seconds, protocol),
    seconds,
  }
}

async function runAll({ scenarios, contenders, rounds }: CommandLine, setting: Setting): Promise<Result[]> {
  const results: Result[] = []
  for (const scenario of scenarios) {
    const result = await runScenario(scenario, setting, { rounds, contenders, onProgress })
    onProgress('')
    console.log(textResult(result))
    results.push(result)
  }
  return results
}

/** One line that is written over, for who watches. */
function onProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`)
}
