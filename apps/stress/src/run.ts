/* The command: runs the scenarios that are named, prints what each measured, and exits with 1 when something is not met. */
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { exactly, skipped } from './finding.ts'
import type { Finding } from './finding.ts'
import { PACKAGE_ROOT } from './package-root.ts'
import { failures, markdownReport, textTable } from './report.ts'
import type { Result } from './report.ts'
import type { Scenario, Setting } from './scenario.ts'
import { SCENARIOS } from './scenarios/index.ts'

const USAGE = `stress [scenario or id…] [--small] [--minutes N] [--markdown]

${SCENARIOS.map(({ id, name, title }) => `  ${id.padEnd(4)} ${name.padEnd(24)} ${title}`).join('\n')}

  --small      in the size of the tests
  --minutes N  length of the soak (1)
  --markdown   write apps/stress/RESULTS.md
`
/** No scenario but the soak takes so long, unless something hangs. */
const LONGEST_MS = 600_000
/** What other work of the machine has spoiled may go well this time. */
const MAX_RUNS = 2

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    small: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '1' },
    markdown: { type: 'boolean', default: false },
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
  const { size } = setting
  const chosen = SCENARIOS.filter(
    (each) => positionals.length === 0 || positionals.some((wanted) => isNamed(each, wanted)),
  )
  const results: Result[] = []
  for (const scenario of chosen) {
    const result = await runOne(scenario, setting)
    console.log(textTable(result, size))
    results.push(result)
  }
  if (values.markdown) {
    const report = markdownReport(results, size, process.argv.slice(2))
    writeFileSync(new URL('RESULTS.md', PACKAGE_ROOT), report)
  }
  // What hangs must not keep the command.
  process.exit(results.some(({ findings }) => failures(findings, size).length > 0) ? 1 : 0)
}

async function runOne(scenario: Scenario, setting: Setting): Promise<Result> {
  for (let runs = 1; ; runs++) {
    const startedAt = performance.now()
    const log = (step: string): void => showProgress(`${scenario.title}: ${step}`)
    log('begins')
    const findings = await findingsOf(scenario, { ...setting, log })
    showProgress('')
    const missed = failures(findings, setting.size)
    const isSpoiled = missed.length > 0 && missed.every(({ isNoisy }) => isNoisy)
    if (isSpoiled && runs < MAX_RUNS) continue
    return { scenario, findings, seconds: (performance.now() - startedAt) / 1000, runs }
  }
}

/** A scenario that breaks is a finding too. */
async function findingsOf({ run, missing }: Scenario, setting: Setting): Promise<Finding[]> {
  const reason = missing?.()
  if (reason !== undefined) return [skipped(reason)]

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
