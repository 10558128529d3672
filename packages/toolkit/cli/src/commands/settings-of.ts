import type { Command } from 'commander'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { flagsGiven } from '../options/commander.ts'
import { readConfigFile } from '../options/config-file.ts'
import { nearest } from '../options/nearest.ts'
import { type ResolvedSettings, resolveSettings, valuesOf } from '../options/resolve.ts'
import type { Settings } from '../options/settings.ts'
import { type SettingsCommand, optionNames, optionTable, variablesOf } from '../options/table.ts'
import { createOutput } from '../output.ts'
import { messageOf } from '../thrown.ts'

/**
 * Settings of a command with their sources.
 * @param app as it stands on the command line
 * @throws CommandError for what is wrong in the environment, in a file of it, or in the configuration file
 */
export async function settingsOf(
  command: Command,
  name: SettingsCommand,
  app?: string,
): Promise<ResolvedSettings> {
  const flags = { ...flagsGiven(command, name), ...(app !== undefined && { app }) }
  readEnvFiles(flags.envFile ?? fromEnvironment('envFile'))
  const wanted: unknown = command.opts()['config'] ?? process.env['TSGI_CONFIG']
  const file = await readConfigFile(typeof wanted === 'string' ? wanted : undefined)
  // Files of variables that the configuration names are read once it is known, and before anything else is looked up.
  if (flags.envFile === undefined && fromEnvironment('envFile') === undefined)
    readEnvFiles(file?.values.envFile)
  const isDevelopment = name === 'dev' || name === 'request'
  const resolved = resolveSettings({ flags, environment: process.env, file, isDevelopment })
  if (name === 'serve' && resolved.get('quiet')?.value !== true) noticeTypos()
  return resolved
}

/** As `settingsOf`, the values alone. */
export async function settingValues(
  command: Command,
  name: SettingsCommand,
  app?: string,
): Promise<Settings> {
  return valuesOf(await settingsOf(command, name, app))
}

function fromEnvironment(name: keyof Settings): unknown {
  const [variable = ''] = variablesOf(name)
  const text = process.env[variable]
  return text === undefined ? undefined : optionTable[name].kind.read(text)
}

/** What is in the environment already stays as it is. */
function readEnvFiles(paths: unknown): void {
  for (const path of Array.isArray(paths) ? (paths as string[]) : []) {
    try {
      process.loadEnvFile(path)
    } catch (cause) {
      throw new CommandError(exitCodes.usage, `--env-file: ${messageOf(cause)}`, { cause })
    }
  }
}

/** Those of this command's own processes. */
const inner: readonly string[] = ['TSGI_CONFIG', 'TSGI_WORKER', 'TSGI_HANDOVER']

/** A variable with a slip in its name would be without effect, and nobody would know. */
function noticeTypos(): void {
  const known = [...optionNames.flatMap(variablesOf), ...inner]
  for (const name of Object.keys(process.env)) {
    if (!name.startsWith('TSGI_') || known.includes(name)) continue
    const meant = nearest(name, known)
    if (meant !== undefined) createOutput().notice(`${name} means nothing to tsgi; did you mean ${meant}?`)
  }
}
