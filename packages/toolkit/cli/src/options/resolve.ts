import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ConfigFile } from './config-file.ts'
import type { Settings } from './settings.ts'
import { flagsOf, optionNames, optionTable, variablesOf } from './table.ts'

/** A value and who said it: `flag`, `PORT`, `tsgi.config.ts` or `default`. */
export interface Resolved {
  readonly value: unknown
  readonly source: string
}

/** Where settings come from. */
export interface Sources {
  /** As the command line has them, read already. */
  readonly flags: Readonly<Partial<Record<keyof Settings, unknown>>>
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly file: ConfigFile | undefined
  /** Whether the defaults are those of development. */
  readonly isDevelopment: boolean
}

/** Each setting with its source: a flag wins over the environment, that over the configuration file, that over the default. */
export type ResolvedSettings = ReadonlyMap<keyof Settings, Resolved>

/**
 * Finds the value of each setting.
 * @throws CommandError for a value of the environment that is wrong
 */
export function resolveSettings(sources: Sources): ResolvedSettings {
  const resolved = new Map(optionNames.map((name) => [name, resolveOne(name, sources)]))
  return withoutContradictions(resolved)
}

/** The values alone. */
export function valuesOf(resolved: ResolvedSettings): Settings {
  return Object.fromEntries([...resolved].map(([name, { value }]) => [name, value])) as unknown as Settings
}

function resolveOne(name: keyof Settings, { flags, environment, file, isDevelopment }: Sources): Resolved {
  if (flags[name] !== undefined) return { value: flags[name], source: 'flag' }

  const variable = variablesOf(name).find((candidate) => environment[candidate] !== undefined)
  if (variable !== undefined)
    return { value: readVariable(name, variable, environment[variable]), source: variable }

  const value = file?.values[name]
  if (file !== undefined && value !== undefined) return { value, source: file.path }

  const entry = optionTable[name]
  const isOther = isDevelopment && entry.development !== undefined
  return { value: isOther ? entry.development : entry.default, source: 'default' }
}

function readVariable(name: keyof Settings, variable: string, text: string | undefined): unknown {
  const { kind } = optionTable[name]
  const value = kind.read(text)
  if (value !== undefined) return value
  throw new CommandError(
    exitCodes.usage,
    `option '${flagsOf(name)}' value '${text}' from env '${variable}' is invalid. Expected ${kind.expected}.`,
  )
}

/** Where to listen can be said in three ways, and what to serve in two. */
const ways: ReadonlyArray<ReadonlyArray<ReadonlyArray<keyof Settings>>> = [
  [['listen'], ['unix'], ['host', 'port']],
  [['eval'], ['app']],
  [['verbose'], ['quiet']],
]

const ranks = ['flag', 'environment', 'file', 'default'] as const

/** Of several ways, that of the strongest source stays; flags that contradict each other are an error elsewhere. */
function withoutContradictions(resolved: Map<keyof Settings, Resolved>): ResolvedSettings {
  for (const alternatives of ways) {
    const best = Math.min(...alternatives.map((names) => rankOf(names, resolved)))
    if (best === ranks.indexOf('default')) continue
    const chosen = alternatives.find((names) => rankOf(names, resolved) === best)
    for (const name of alternatives.filter((names) => names !== chosen).flat()) {
      resolved.set(name, { value: optionTable[name].default, source: 'default' })
    }
  }
  return resolved
}

function rankOf(names: ReadonlyArray<keyof Settings>, resolved: ResolvedSettings): number {
  return Math.min(...names.map((name) => rankOfSource(name, resolved.get(name)?.source ?? 'default')))
}

function rankOfSource(name: keyof Settings, source: string): number {
  if (source === 'flag' || source === 'default') return ranks.indexOf(source)
  return ranks.indexOf(variablesOf(name).includes(source) ? 'environment' : 'file')
}
