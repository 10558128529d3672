import { defaultOf } from './commander.ts'
import type { Settings } from './settings.ts'
import { flagsOf, optionNames, optionTable, variablesOf } from './table.ts'

/** The tables of CONFIGURATION.md, made of the table of options: one for each section. */
export function optionTables(): string {
  const sections = [...new Set(optionNames.map((name) => optionTable[name].section))]
  return sections.map((section) => [`## ${section}`, '', tableOf(section)].join('\n')).join('\n\n')
}

function tableOf(section: string): string {
  const rows = optionNames.filter((name) => optionTable[name].section === section).map(rowOf)
  const cells = [['Flag', 'In the file', 'Variable', 'Meaning', 'Default'], ...rows]
  const widths = cells[0]!.map((_cell, column) => Math.max(...cells.map((row) => row[column]!.length)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  return [line(cells[0]!), line(widths.map((width) => '-'.repeat(width))), ...cells.slice(1).map(line)].join(
    '\n',
  )
}

function rowOf(name: keyof Settings): string[] {
  const { help, isFileOnly = false, commands, development } = optionTable[name]
  const where = commands.includes('serve') ? '' : ' (`tsgi dev`)'
  const other =
    development === undefined
      ? ''
      : `; \`tsgi dev\`: ${typeof development === 'string' ? development : JSON.stringify(development)}`
  return [
    name === 'app' ? 'first argument' : isFileOnly ? '' : code(flagsOf(name)),
    code(name),
    variablesOf(name).map(code).join(', '),
    `${escapePipes(help)}${where}`,
    `${defaultOf(name, 'serve') || (development === undefined ? '' : 'off')}${other}`,
  ]
}

function code(text: string): string {
  return `\`${escapePipes(text)}\``
}

function escapePipes(text: string): string {
  return text.replaceAll('|', String.raw`\|`)
}
