import { constants } from 'node:os'
import { CommandError } from '../command-error.ts'
import { serveApplication } from '../entry.ts'
import { exitCodes } from '../exit-codes.ts'
import { listenAddresses } from '../options/addresses.ts'
import type { Settings } from '../options/settings.ts'
import { createOutput } from '../output.ts'
import { stopSignal } from '../stop-signal.ts'

/**
 * Serves in this process without a manager, on systems that are not POSIX: no workers, no control socket, no privileges.
 * @returns the code to exit with
 * @throws CommandError when it does not come to serve
 */
export async function serveHere(settings: Settings): Promise<number> {
  const output = createOutput(settings)
  const stop = stopSignal({ force: (signal) => process.exit(128 + constants.signals[signal]) })
  const plan = { settings, isDevelopment: false, isFirst: true }
  const server = await serveApplication(plan, {
    listen: listenAddresses(settings),
    middleware: (application) => application,
  })
  output.result(`Serving ${server.name} on ${server.urls[0]}`)

  output.notice(`${await stop}: stopping within ${settings.grace} s; a second one ends at once`)
  const startedAt = performance.now()
  await server.close(settings.grace * 1000)
  if (settings.grace === 0 || performance.now() - startedAt < settings.grace * 1000) return exitCodes.ok
  throw new CommandError(exitCodes.failed, `gave up on what was unfinished after ${settings.grace} s`)
}
