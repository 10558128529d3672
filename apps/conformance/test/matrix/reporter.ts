/*
 * Writes MATRIX.md from what the tests of the suite report.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'
import { PROGRAM_PATH } from '../../src/child.ts'
import { matrixPage, SEEN_WITH } from '../../src/matrix/page.ts'
import type { Result, Results } from '../../src/matrix/results.ts'

/** How programs tell their version. */
const VERSIONS: ReadonlyArray<readonly [name: string, program: string, argument: string]> = [
  ['nginx', 'nginx', '-v'],
  ['Apache httpd', 'apache2', '-v'],
  ['lighttpd', 'lighttpd', '-v'],
  ['Caddy', 'caddy', 'version'],
  ['HAProxy', 'haproxy', '-v'],
]

/** Writes MATRIX.md when a run of the suite has ended. */
export default class MatrixReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const page = new URL('../../MATRIX.md', import.meta.url)
    writeFileSync(page, matrixPage(resultsOf(modules), seenWith()))
  }
}

function resultsOf(modules: readonly TestModule[]): Results {
  const results = new Map<string, Map<string, Result>>()
  for (const test of modules.flatMap(({ children }) => [...children.allTests()])) {
    const { tested } = test.meta()
    const { state } = test.result()
    if (tested === undefined || state === 'skipped' || state === 'pending') continue
    const cases = results.get(tested.wayIn) ?? new Map<string, Result>()
    results.set(tested.wayIn, cases.set(tested.id, state))
  }
  return results
}

function seenWith(): string {
  const versions = VERSIONS.map(([name, ...command]) => `${name} ${versionOf(...command)}`)
  return `${SEEN_WITH}Node ${process.versions.node}, ${versions.join(', ')}.`
}

function versionOf(program: string, argument: string): string {
  try {
    const env = { ...process.env, PATH: PROGRAM_PATH }
    // nginx tells it on standard error.
    const told = execFileSync('sh', ['-c', `${program} ${argument} 2>&1`], { env, encoding: 'utf8' })
    return /\d+\.\d+\.\d+/.exec(told)?.[0] ?? 'of a version that it does not tell'
  } catch {
    return 'not installed'
  }
}
