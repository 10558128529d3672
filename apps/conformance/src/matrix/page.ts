import { cellOf } from './cell.ts'
import { families } from './families.ts'
import type { Family } from './families.ts'
import type { Results } from './results.ts'
import { rows } from './rows.ts'

/**
 * Writes MATRIX.md.
 * @param seenWith the programs of the run and their versions, as one line of text
 */
export function matrixPage(results: Results, seenWith: string): string {
  const notes = new Map<string, number>()
  const tables = families.map((family) => `## ${family.title}\n\n${table(family, results, notes)}`)
  const texts = [...notes].map(([text, number]) => `[^${number}]: ${text}`)
  return [introduction(seenWith), ...tables, '## Reasons', ...texts].join('\n\n') + '\n'
}

function introduction(seenWith: string): string {
  return `# What ways in keep of what the interface promises

Written by \`pnpm matrix\` from a run of the suite; a test fails when it is not what the ways in say of themselves.
Rows are promises of [SPEC.md](../../packages/interface/spec/SPEC.md), with the number of cases that show them; columns are ways in.

\`✓\`: all cases pass · \`3/4\`: so many were run and pass, the rest cannot be, for the reasons told · \`–\`: none can be · \`✗ 1\`: so many fail

${seenWith}`
}

/** The line that differs between machines. */
export const SEEN_WITH = 'Seen with '

function table({ columns }: Family, results: Results, notes: Map<string, number>): string {
  const head = ['promise', 'cases', ...columns.map(({ title }) => title)]
  const lines = rows.map((row) => [
    row.promise,
    String(row.cases.length),
    ...columns.map(({ wayIn }) => {
      const cell = cellOf(row, wayIn, results.get(wayIn.name))
      return [cell.text, ...cell.notes.map((note) => `[^${numberOf(note, notes)}]`)].join(' ')
    }),
  ])
  return markdownTable([head, ...lines])
}

/** Notes are numbered as they come; the same reason has the same number everywhere. */
function numberOf(note: string, notes: Map<string, number>): number {
  const number = notes.get(note) ?? notes.size + 1
  notes.set(note, number)
  return number
}

/** Columns as wide as their widest cell, as the formatter has them. */
function markdownTable([head = [], ...lines]: ReadonlyArray<readonly string[]>): string {
  const widths = head.map((title, column) => {
    return Math.max(3, title.length, ...lines.map((line) => line[column]!.length))
  })
  const ruler = widths.map((width) => '-'.repeat(width))
  return [head, ruler, ...lines]
    .map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`)
    .join('\n')
}
