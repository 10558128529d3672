import { constants } from 'node:os'
import { CommandError } from '../command-error.ts'
import { DevServer } from '../dev/dev-server.ts'
import { watchFiles } from '../dev/watch.ts'
import { exitCodes } from '../exit-codes.ts'
import { letGo, openSockets } from '../manager/sockets/shared-sockets.ts'
import { listenAddresses } from '../options/addresses.ts'
import type { Settings } from '../options/settings.ts'
import { createOutput, useLogFormat } from '../output.ts'
import { stopSignal } from '../stop-signal.ts'

/**
 * `tsgi dev`: serves, and takes the code anew when a file changes, until it is told to stop.
 * @returns the code to exit with
 * @throws CommandError when it cannot listen, or there is no application
 */
export async function devCommand(settings: Settings): Promise<number> {
  process.env['NODE_ENV'] ??= 'development'
  useLogFormat(settings.logFormat)
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const output = createOutput(settings)
  const { findAppFile } = await import('../app-file.ts')
  if (settings.eval === undefined) findAppFile(settings.app)

  const sockets = await openSockets(listenAddresses(settings))
  const server = new DevServer({
    plan: { settings, isDevelopment: true, isFirst: true },
    sockets: sockets.map(({ fd }) => fd),
    healthPath: settings.healthPath,
    graceMs: settings.grace * 1000,
    output,
  })
  const stop = stopSignal({ force: (signal) => end(server, signal) })
  try {
    const started = server.start()
    await Promise.race([started, stop.then(interrupt)])
    const endWatch = await watchFiles({
      paths: settings.watch,
      ignore: settings.ignore,
      onChange: (files) => void server.restart(summary(files)),
    })
    await stop
    await endWatch()
    return exitCodes.ok
  } finally {
    await server.stop()
    sockets.forEach(letGo)
  }
}

function interrupt(signal: NodeJS.Signals): never {
  throw new CommandError(128 + constants.signals[signal], `${signal} while loading`)
}

function end(server: DevServer, signal: NodeJS.Signals): never {
  server.kill()
  process.exit(128 + constants.signals[signal])
}

function summary(files: readonly string[]): string {
  const [first = 'a file', ...more] = files
  return more.length === 0 ? first : `${first} and ${more.length} more`
}
