import { realpathSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { serverConfig } from '@tsgi/server-config'
import type { Program, ServiceOptions, StaticFolder } from '@tsgi/server-config'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Settings } from '../options/settings.ts'

/** What a configuration for another program takes besides the settings of `tsgi serve`. */
export interface FrontOptions {
  /** Folders whose files it sends itself: `folder` or `/path/=folder`. */
  readonly static: readonly string[]
  /** Names of the site. */
  readonly serverName: readonly string[]
  /** Folder of files that the application names and it sends. */
  readonly handOff?: string
  /** Names files and units. Default: that of this folder. */
  readonly name?: string
}

/** `tsgi config nginx`: what to write where, so that the program passes requests on to what `tsgi serve` serves. */
export function printServerConfig(program: Program, settings: Settings, options: FrontOptions): void {
  const { protocol, host, port, unix, grace } = settings
  const where =
    unix === undefined ? { host, ...(port === undefined ? {} : { port }) } : { unix: resolve(unix) }
  const name = options.name ?? nameOf(process.cwd())
  try {
    const files = serverConfig(program, {
      name,
      protocol,
      ...where,
      static: options.static.map(staticFolder),
      serverNames: options.serverName,
      ...(options.handOff === undefined ? {} : { handOff: { folder: resolve(options.handOff) } }),
      ...(program === 'systemd' ? { service: serviceOf(grace) } : {}),
    })
    process.stdout.write(files.map(({ text }) => text).join('\n'))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new CommandError(exitCodes.usage, error.message, { cause: error })
  }
}

/** `./public`, or `/assets/=./public/assets`. */
function staticFolder(text: string): StaticFolder {
  const end = text.startsWith('/') ? text.indexOf('=') : -1
  return end === -1
    ? { folder: resolve(text) }
    : { path: text.slice(0, end), folder: resolve(text.slice(end + 1)) }
}

/** The name of a folder, as far as files and units can have it. */
function nameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
  return name.slice(0, 30) || 'app'
}

/** The command that runs now, with `serve` and what was said to it. */
function serviceOf(grace: number): ServiceOptions {
  const words = process.argv.slice(process.argv.indexOf('systemd') + 1)
  return {
    command: [process.execPath, realpathSync(process.argv[1]!), 'serve', ...withoutPlaces(words)],
    workingDirectory: process.cwd(),
    stopTimeoutMs: (grace + 10) * 1000,
  }
}

/** What says where to listen, which the unit of the socket does, and the options above. Each has a value. */
const PLACES: ReadonlySet<string> = new Set([
  ...['--host', '--port', '--unix', '--socket-mode', '--listen'],
  ...['--static', '--server-name', '--hand-off', '--name'],
])

function withoutPlaces(words: readonly string[]): string[] {
  const isPlace = (word: string | undefined): boolean =>
    word !== undefined && PLACES.has(word.split('=', 1)[0]!)
  const isValue = (index: number): boolean => isPlace(words[index - 1]) && !words[index - 1]!.includes('=')
  return words.filter((word, index) => !isPlace(word) && !isValue(index))
}
