import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { importModule } from '../import-module.ts'
import { memberOf } from '../member.ts'
import { messageOf, positionIn } from '../thrown.ts'
import type { Settings } from './settings.ts'
import { nearest } from './nearest.ts'
import { optionNames, optionTable } from './table.ts'

/** A configuration file, read and checked. */
export interface ConfigFile {
  /** As it was found: `tsgi.config.ts`. */
  readonly path: string
  readonly values: Readonly<Partial<Record<keyof Settings, unknown>>>
}

/** Where one is looked for in the working directory, in this order. */
export const configFileNames: readonly string[] = ['ts', 'mts', 'js', 'mjs', 'json'].map(
  (ending) => `tsgi.config.${ending}`,
)

/**
 * Reads the configuration file.
 * @param wanted `undefined`: the first of the usual names that exists, if any
 * @throws CommandError when there is none at `wanted`, it cannot be loaded, or anything in it is wrong
 */
export async function readConfigFile(wanted: string | undefined): Promise<ConfigFile | undefined> {
  const path = wanted ?? configFileNames.find((name) => existsSync(name))
  if (path === undefined) return undefined
  if (!existsSync(path)) throw wrong(`cannot read ${path}: no such file`)
  return { path, values: check(await load(path), path) }
}

async function load(path: string): Promise<unknown> {
  try {
    if (path.endsWith('.json')) return JSON.parse(readFileSync(path, 'utf8'))
    const module = await importModule(resolve(path))
    return memberOf(module, 'default') ?? module
  } catch (cause) {
    const place = cause instanceof Error ? positionIn(cause.stack ?? '') : undefined
    throw wrong(`cannot load ${path}: ${messageOf(cause)}${place === undefined ? '' : ` (${place})`}`, cause)
  }
}

function check(config: unknown, path: string): ConfigFile['values'] {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw wrong(`${path} holds no object of options, such as { "workers": "auto" }`)
  }
  const values: Partial<Record<keyof Settings, unknown>> = {}
  for (const [name, value] of Object.entries(config)) {
    if (value === undefined || name === '$schema') continue
    if (!isOption(name)) throw unknownOption(name, path)
    values[name] = checkValue(name, value, path)
  }
  return values
}

function checkValue(name: keyof Settings, value: unknown, path: string): unknown {
  const { kind } = optionTable[name]
  const read = kind.read(value)
  if (read !== undefined) return read
  throw wrong(`${path}: ${name} is ${JSON.stringify(value)}; expected ${kind.expected}`)
}

function unknownOption(name: string, path: string): CommandError {
  const meant = nearest(name, optionNames)
  return wrong(
    `${path}: there is no option ${name}${meant === undefined ? '' : ` (did you mean ${meant}?)`}; tsgi serve --help lists them`,
  )
}

function isOption(name: string): name is keyof Settings {
  return Object.hasOwn(optionTable, name)
}

function wrong(message: string, cause?: unknown): CommandError {
  return new CommandError(exitCodes.configuration, message, cause === undefined ? undefined : { cause })
}
