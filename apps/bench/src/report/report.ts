import type { Result, Row } from '../run-scenario.ts'
import type { Origin } from './machine.ts'
import { markdownTable, ratioLegend, resultCells, textTable } from './table.ts'

/** How a run was made. */
export interface Run {
  readonly origin: Origin
  /** The command line behind `bench`. */
  readonly arguments: readonly string[]
  readonly seconds: number
  readonly warmUpSeconds: number
}

/** What stands above all tables. */
export function textHead({ origin }: Run): string {
  const cores = origin.isPinned
    ? 'servers on core 0, load from core 1'
    : 'nothing is bound to a core: there is no taskset, or one core'
  return [origin.machine, cores, versionList(origin)].join('\n')
}

/** A scenario for a terminal. */
export function textResult(result: Result): string {
  const { scenario, rounds, notes } = result
  const lines = [`${scenario.name}: ${scenario.about}`, textTable(resultCells(result)), ...notes]
  return `\n${lines.join('\n')}\n(${medians(rounds)}; ${ratioLegend(result)})`
}

/** The file RESULTS.md. */
export function markdownReport(run: Run, results: readonly Result[]): string {
  const { origin, seconds, warmUpSeconds } = run
  const command = ['npx -y pnpm@10.34.9 bench', ...run.arguments].join(' ')
  const pinned = origin.isPinned ? ' Servers had a core of their own.' : ''
  return `# Results

Made on ${origin.date} by \`${command}\`. [README.md](README.md) says what is measured, and how. Ratios
hold on other machines, absolute figures do not.

- Machine: ${origin.machine}.${pinned}
- Versions: ${versionList(origin)}
- Loads of ${seconds} s, after ${warmUpSeconds} s to warm up.

${results.map(markdownResult).join('\n\n')}
`
}

/** All that was measured, round by round, for programs. */
export function jsonReport(run: Run, results: readonly Result[]): string {
  const scenarios = results.map(({ scenario, rounds, notes, rows }) => ({
    name: scenario.name,
    about: scenario.about,
    ratio: scenario.ratio,
    rounds,
    notes,
    contenders: Object.fromEntries(rows.map(jsonRow)),
  }))
  return `${JSON.stringify({ ...run, scenarios }, undefined, 2)}\n`
}

function markdownResult(result: Result): string {
  const { scenario, rounds, notes } = result
  const parts = [
    `## ${scenario.name}`,
    `${capitalized(scenario.about)}. ${capitalized(medians(rounds))}; ${ratioLegend(result)}.`,
    markdownTable(resultCells(result)),
    notes.map((note) => `- ${note}`).join('\n'),
  ]
  return parts.filter(Boolean).join('\n\n')
}

function jsonRow({ contender, figures, ratio, samples }: Row): [string, object] {
  return [contender, { ...figures, ratio, samples }]
}

function versionList({ versions }: Origin): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
}

function medians(rounds: number): string {
  return rounds === 1 ? 'one round' : `medians of ${rounds} rounds`
}

function capitalized(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1)
}
