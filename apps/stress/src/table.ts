import type { Finding } from './finding.ts'
import type { Scenario, Size } from './scenario.ts'

/** What is not as it should be. */
export function failures(findings: readonly Finding[], size: Size): Finding[] {
  return findings.filter((finding) => verdict(finding, size) === 'FAILED')
}

/** The findings of a scenario: a headline, and a line for each. */
export function table(scenario: Scenario, findings: readonly Finding[], size: Size, seconds: number): string {
  const rows = findings.map((finding) => [
    finding.what,
    finding.measured,
    finding.target,
    verdict(finding, size),
  ])
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) =>
    `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd(),
  )
  return [`${scenario.id} ${scenario.name} (${seconds.toFixed(1)} s): ${scenario.title}`, ...lines, ''].join(
    '\n',
  )
}

function verdict({ isMet, isNoisy }: Finding, size: Size): string {
  if (isMet === null) return ''
  if (isMet) return 'ok'
  return isNoisy && size === 'small' ? 'not judged' : 'FAILED'
}
