/* The command: runs the scenarios that are named, prints what each measured, and exits with 1 when something is not met. */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { exactly } from './finding.ts'
import type { Finding } from './finding.ts'
import type { Scenario, Setting } from './scenario.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { failures, table } from './table.ts'

const USAGE = `stress [scenario or id…] [--small] [--minutes N]

${SCENARIOS.map(({ id, name, title }) => `  ${id.padEnd(4)} ${name.padEnd(20)} ${title}`).join('\n')}

  --small      in the size of the tests
  --minutes N  length of the soak (1)
`
/** No scenario but the soak takes so long, unless something hangs. */
const LONGEST_MS = 300_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    small: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
})
const soakMinutes = Number(values.minutes)
const unknown = positionals.filter((wanted) => SCENARIOS.every((each) => !isNamed(each, wanted)))
if (values.help) console.log(USAGE)
else if (unknown.length > 0) misuse(`No scenario is called ${unknown.join(' or ')}`)
else if (!(soakMinutes > 0)) misuse(`--minutes is a number above 0, got ${values.minutes}`)
else if (process.platform !== 'linux') misuse('It needs Linux: it reads /proc')
else await runAll({ size: values.small ? 'small' : 'full', soakMinutes, log: () => {} })

async function runAll(setting: Setting): Promise<never> {
  const chosen = SCENARIOS.filter(
    (each) => positionals.length === 0 || positionals.some((wanted) => isNamed(each, wanted)),
  )
  let status = 0
  for (const scenario of chosen) {
    const startedAt = performance.now()
    showProgress(scenario.title)
    const findings = await runOne(scenario, {
      ...setting,
      log: (step) => showProgress(`${scenario.title}: ${step}`),
    })
    showProgress('')
    if (failures(findings, setting.size).length > 0) status = 1
    console.log(table(scenario, findings, setting.size, (performance.now() - startedAt) / 1000))
  }
  // What hangs must not keep the command.
  process.exit(status)
}

/** A scenario that breaks is a finding too. */
async function runOne({ run }: Scenario, setting: Setting): Promise<Finding[]> {
  const limitMs = LONGEST_MS + 2 * setting.soakMinutes * 60_000
  const tooLong = sleep(limitMs, undefined, { ref: false }).then(() => {
    throw new Error(`not over after ${limitMs / 1000} s`)
  })
  try {
    return await Promise.race([run(setting), tooLong])
  } catch (error) {
    return [exactly('the scenario', String(error), 'runs to its end')]
  }
}

function isNamed({ id, name }: Scenario, wanted: string): boolean {
  return wanted === name || wanted.toUpperCase() === id
}

function misuse(message: string): void {
  console.error(`${message}\n\n${USAGE}`)
  process.exitCode = 2
}

/** One line that is written over, for who watches. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`)
}
