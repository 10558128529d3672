import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem } from 'node:os'
import type { Finding } from './finding.ts'
import type { Scenario, Size } from './scenario.ts'

/** What came of a scenario. */
export interface Result {
  readonly scenario: Scenario
  readonly findings: readonly Finding[]
  readonly seconds: number
  /** How often it was run: again, when nothing was missed but what other work of the machine can spoil. */
  readonly runs: number
}

/** What is not as it should be. */
export function failures(findings: readonly Finding[], size: Size): Finding[] {
  return findings.filter((finding) => verdict(finding, size) === 'FAILED')
}

/** A scenario for a terminal: a headline, and a line for each finding. */
export function textTable({ scenario, findings, seconds, runs }: Result, size: Size): string {
  const rows = findings.map((finding) => cells(finding, size))
  const widths = columnWidths(rows)
  const lines = rows.map((row) => `  ${padded(row, widths).join('  ')}`.trimEnd())
  const { id, name, title } = scenario
  const again = runs > 1 ? `, run ${runs}` : ''
  return [`${id} ${name} (${seconds.toFixed(1)} s${again}): ${title}`, ...lines, ''].join('\n')
}

/**
 * The file RESULTS.md.
 * @param args the command line behind `test:stress`
 */
export function markdownReport(results: readonly Result[], size: Size, args: readonly string[]): string {
  const command = ['npx -y pnpm@10.34.9 test:stress', ...args].join(' ')
  const all = results.flatMap(({ findings }) => findings)
  const judged = all.filter(({ isMet }) => isMet !== null).length
  const missed = failures(all, size).length
  return `# Results

Made on ${new Date().toISOString().slice(0, 10)} by \`${command}\`. [README.md](README.md) says what happens in each scenario, and
how it is measured. ${judged} figures were judged, ${missed} missed.

- Machine: ${machine()}; servers and clients share it.
- Node ${process.versions.node}, OpenSSL ${process.versions.openssl}, nghttp2 ${nghttp2()}, @tsgi/server ${serverVersion()}.

${missed === 0 ? '' : `${missedList(results, size)}\n\n`}${results.map((result) => section(result, size)).join('\n\n')}
`
}

function missedList(results: readonly Result[], size: Size): string {
  const rows = results.flatMap(({ scenario: { id, name }, findings }) =>
    failures(findings, size).map((finding) => [
      id,
      `[${name}](#${name})`,
      ...cells(finding, size).slice(0, 3),
    ]),
  )
  return `## Missed\n\n${markdownTable(['id', 'scenario', 'what', 'measured', 'target'], rows)}`
}

function section({ scenario, findings, runs }: Result, size: Size): string {
  const again = runs > 1 ? ` The figures are those of run ${runs}.` : ''
  const rows = findings.map((finding) => cells(finding, size))
  const { id, name, title } = scenario
  return `## ${name}\n\n${id}: ${title}.${again}\n\n${markdownTable(['what', 'measured', 'target', 'verdict'], rows)}`
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))
  const widths = columnWidths(all).map((width) => Math.max(width, '---'.length))
  const line = (row: readonly string[]): string => `| ${padded(row, widths).join(' | ')} |`
  const rule = line(widths.map((width) => '-'.repeat(width)))
  return [line(all[0]!), rule, ...all.slice(1).map(line)].join('\n')
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  return rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
}

function padded(row: readonly string[], widths: readonly number[]): string[] {
  return row.map((cell, column) => cell.padEnd(widths[column]!))
}

function cells(finding: Finding, size: Size): string[] {
  return [finding.what, finding.measured, finding.target, verdict(finding, size)]
}

function verdict({ isMet, isNoisy }: Finding, size: Size): string {
  if (isMet === null) return ''
  if (isMet) return 'ok'
  return isNoisy && size === 'small' ? 'not judged' : 'FAILED'
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? process.arch
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  return `${model}, ${availableParallelism()} cores, ${gibibytes} GiB, Linux ${release()}`
}

function nghttp2(): string {
  return process.versions['nghttp2'] ?? 'of its own'
}

function serverVersion(): string {
  const manifest = new URL(import.meta.resolve('@tsgi/server/package.json'))
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
