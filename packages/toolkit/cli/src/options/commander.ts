import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Settings } from './settings.ts'
import {
  type SettingsCommand,
  flagsOf,
  isArgument,
  kebab,
  optionTable,
  optionsOf,
  variablesOf,
} from './table.ts'

/** Gives a command the flags of its settings. */
export function addOptions(command: Command, name: SettingsCommand): void {
  for (const option of optionsOf(name)) {
    const { isFileOnly = false, kind, section } = optionTable[option]
    if (isFileOnly || isArgument(option, name)) continue
    command.addOption(makeOption(option, name).helpGroup(`${section}:`))
    if (kind.placeholder === undefined) command.addOption(new Option(`--no-${kebab(option)}`).hideHelp())
  }
  if (name !== 'control') addFileOptions(command)
}

/** What was said on the command line, read already. */
export function flagsGiven(
  command: Command,
  name: SettingsCommand,
): Partial<Record<keyof Settings, unknown>> {
  const given = optionsOf(name).filter((option) => command.getOptionValueSource(option) === 'cli')
  return Object.fromEntries(given.map((option) => [option, command.getOptionValue(option)]))
}

/** What `--help` says of an option, its default and variable included. */
export function helpOf(option: keyof Settings, command: SettingsCommand): string {
  const notes = [defaultOf(option, command), variablesOf(option).join(', ')].filter((note) => note !== '')
  return `${optionTable[option].help}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`
}

/** Its default in words; empty: none. */
export function defaultOf(option: keyof Settings, command: SettingsCommand): string {
  const entry = optionTable[option]
  if (entry.defaultText !== undefined) return entry.defaultText
  const value = command !== 'serve' && entry.development !== undefined ? entry.development : entry.default
  if (value === undefined || value === false) return ''
  if (Array.isArray(value)) return value.join(', ')
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text === '{}' ? '' : text
}

function makeOption(name: keyof Settings, command: SettingsCommand): Option {
  const { kind } = optionTable[name]
  const option = new Option(flagsOf(name), helpOf(name, command))
  if (kind.placeholder === undefined) return option
  return option.argParser((text: string, before: unknown) => {
    const value = kind.read(text)
    if (value === undefined) throw new InvalidArgumentError(`Expected ${kind.expected}.`)
    return Array.isArray(value) && Array.isArray(before) ? [...(before as unknown[]), ...value] : value
  })
}

function addFileOptions(command: Command): void {
  command.addOption(
    new Option('--config <path>', 'configuration file (tsgi.config.ts, .mts, .js, .mjs, .json; TSGI_CONFIG)')
      .helpGroup('Configuration:')
      .env('TSGI_CONFIG'),
  )
}
