import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { managedSettings } from '../options/managed.ts'
import type { Settings } from '../options/settings.ts'
import { createOutput, useLogFormat } from '../output.ts'

/**
 * `tsgi serve`: serves until it is told to stop.
 * @returns the code to exit with
 * @throws CommandError when it does not come to serve
 */
export async function serveCommand(settings: Settings): Promise<number> {
  prepareProduction(settings)
  const managed = managedSettings(settings)
  if (process.platform === 'win32' && settings.workers === 0) {
    const { serveHere } = await import('./serve-here.ts')
    return serveHere(settings)
  }
  const { serveManaged } = await import('../manager/index.ts')
  return serveManaged(managed)
}

/**
 * `tsgi serve --check`: loads the application and looks at the settings, and serves nothing.
 * @returns the code to exit with
 * @throws CommandError for the first thing that is wrong
 */
export async function checkCommand(settings: Settings): Promise<number> {
  prepareProduction(settings)
  const { checkSettings } = await import('../manager/check-settings.ts')
  checkSettings(managedSettings(settings))
  const { load } = await import('../load.ts')
  const { name, recognised } = await load(settings.app, settings)
  const output = createOutput(settings)
  if (recognised !== undefined) output.notice(recognised)
  output.result(`${name} can be served`)
  return exitCodes.ok
}

function prepareProduction(settings: Settings): void {
  process.setSourceMapsEnabled(true)
  useLogFormat(settings.logFormat)
  process.env['NODE_ENV'] ??= 'production'
  if ((settings.tlsCert === undefined) !== (settings.tlsKey === undefined)) {
    throw new CommandError(exitCodes.usage, '--tls-cert and --tls-key belong together: give both')
  }
  if (settings.protocol !== 'http' && settings.tlsCert !== undefined) {
    throw new CommandError(
      exitCodes.usage,
      `--protocol ${settings.protocol} has no TLS: leave --tls-cert out`,
    )
  }
}
