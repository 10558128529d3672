import { constants } from 'node:os'
import type { Server } from '@tsgi/server'
import type { Application, Service } from '@tsgi/spec'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { type Faults, createFaults } from './faults.ts'
import { listen } from './listen.ts'
import { type Loaded, load } from './load.ts'
import type { ServeOptions } from './options.ts'
import { type Output, createOutput } from './output.ts'
import { stopSignal } from './stop-signal.ts'
import { messageOf } from './thrown.ts'
import { foreignHint } from './to-service.ts'

/**
 * `tsgi serve`: loads, starts, serves until a signal, and stops.
 * @param spec `path[:export]`; `undefined`: one of the default files
 * @throws CommandError when any of this fails
 */
export async function runServe(spec: string | undefined, options: ServeOptions): Promise<void> {
  process.setSourceMapsEnabled(true)
  outliveReaders()
  const output = createOutput(options)
  const faults = createFaults(output)
  const stop = stopSignal({ force: exitBy })

  const loaded = await Promise.race([load(spec, options), stop.then(interrupt)])
  const server = await listen(await prepare(loaded, options, output, faults), options, faults)
  output.result(`Serving ${loaded.name} on ${server.url}`)

  output.notice(`${await stop}: stopping within ${options.grace} s; a second one ends at once`)
  await close(server, options.grace * 1000)
}

/** Whoever read our output may go; without listeners the next line would end the server. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}

function exitBy(signal: NodeJS.Signals): never {
  process.exit(128 + constants.signals[signal])
}

/** Nothing has been started yet, so there is nothing to stop. */
function interrupt(signal: NodeJS.Signals): never {
  throw new CommandError(128 + constants.signals[signal], `${signal} while loading`)
}

/** Puts the validator in front, and tells a `start` that fails from a port that cannot be had. */
async function prepare(
  { name, service }: Loaded,
  options: ServeOptions,
  output: Output,
  faults: Faults,
): Promise<Service> {
  const hint = foreignHint(service.app)
  if (hint !== undefined) output.notice(`${name}: ${hint}`)

  return {
    app: options.validate ? await validated(service.app, output, faults) : service.app,
    start: async (server) => {
      try {
        await service.start?.(server)
      } catch (cause) {
        throw new CommandError(exitCodes.failed, `start of ${name} failed: ${messageOf(cause)}`, { cause })
      }
    },
    stop: () => service.stop?.(),
  }
}

/** The validator is loaded on demand. */
async function validated(app: Application, output: Output, faults: Faults): Promise<Application> {
  const { validator } = await import('@tsgi/validator')
  output.notice('the validator is on: every call is checked against the interface, which takes time')
  return validator({
    onViolation: faults.violation,
    onWarning: (warning) => output.notice(warning.message),
  })(app)
}

/** Only the clock tells whether `close` had to give up on something. */
async function close(server: Server, graceMs: number): Promise<void> {
  const startedAt = performance.now()
  try {
    await server.close({ graceMs })
  } catch (cause) {
    throw new CommandError(exitCodes.failed, `stopping failed: ${messageOf(cause)}`, { cause })
  }
  if (graceMs > 0 && performance.now() - startedAt >= graceMs) {
    throw new CommandError(exitCodes.failed, `gave up on what was unfinished after ${graceMs / 1000} s`)
  }
}
