import type { Result } from '../run-scenario.ts'

/** Cells of a table, the first row being its headings; the first column is text, the others are numbers. */
export type Cells = readonly (readonly string[])[]

/** The table of a scenario: a row for each contender. */
export function resultCells({ scenario: { columns }, rows }: Result): Cells {
  return [
    ['contender', ...columns.map(({ title }) => title), 'ratio'],
    ...rows.map((row) => [
      row.contender,
      ...columns.map(({ key, decimals }) => formatted(row.figures[key]!, decimals)),
      row.ratio === undefined ? '–' : row.ratio.toFixed(2),
    ]),
  ]
}

/** Says what the last column compares with what. */
export function ratioLegend({ scenario: { columns, ratio } }: Result): string {
  const { title } = columns.find(({ key }) => key === ratio.of)!
  return `ratio: ${title} compared with ${ratio.to}`
}

/** Lines with aligned columns, for a terminal. */
export function textTable(cells: Cells): string {
  const widths = columnWidths(cells)
  return cells.map((row) => row.map((cell, column) => aligned(cell, column, widths)).join('  ')).join('\n')
}

/** A table in Markdown. */
export function markdownTable(cells: Cells): string {
  const widths = columnWidths(cells)
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  const [head, ...rest] = cells.map((row) => row.map((cell, column) => aligned(cell, column, widths)))
  return [head!, rule, ...rest].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function columnWidths(cells: Cells): number[] {
  return cells[0]!.map((_cell, column) => Math.max(...cells.map((row) => row[column]!.length), 3))
}

function aligned(cell: string, column: number, widths: readonly number[]): string {
  return column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
}

/** With blanks between thousands, so that long numbers can be compared. */
function formatted(value: number, decimals = 0): string {
  const [whole, fraction] = value.toFixed(decimals).split('.')
  const grouped = whole!.replaceAll(/\B(?=(?:\d{3})+$)/g, ' ')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}
