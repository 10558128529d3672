/*
 * From a plan to a server that listens: what every process that serves does, the command itself or a worker.
 *
 *   health, counts │ access log │ error pages (development) │ validator │ application
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Application, HttpRequest, Middleware, Service } from '@tsgi/spec'
import { CommandError } from './command-error.ts'
import { isLoadFailure, loadFailure } from './dev/load-failure.ts'
import { tellRoutes } from './dev/tell-routes.ts'
import { exitCodes } from './exit-codes.ts'
import { type Faults, createFaults } from './faults.ts'
import { listen } from './listen.ts'
import { type Loaded, load } from './load.ts'
import { importIfThere, importPackage } from './loading/import-package.ts'
import { type Output, createOutput, useLogFormat } from './output.ts'
import type { Plan } from './plan.ts'
import { messageOf } from './thrown.ts'
import type { Served, Surroundings } from './worker/entry.ts'

/**
 * Loads the application of a plan, starts it and listens.
 * @throws CommandError when any of this fails
 */
export async function serveApplication(plan: unknown, surroundings: Surroundings): Promise<Served> {
  const { settings, isDevelopment, isFirst, failure, listenAt = 0 } = plan as Plan
  useLogFormat(settings.logFormat)
  const output = createOutput(settings)
  const faults = createFaults(output)
  const loaded = await loadPlan(plan as Plan, output)
  const { recognised } = loaded
  // Workers that take the place of others have nothing new to tell.
  const tells = isFirst && ['1', undefined].includes(process.env['TSGI_WORKER']) && failure === undefined
  if (tells && recognised !== undefined) output.notice(recognised)
  if (tells && isDevelopment) tellRoutes(loaded.routes, output)

  const log = await openAccessLog(plan as Plan)
  const layers = [
    surroundings.middleware,
    log,
    isDevelopment ? await errorPages(faults, output, tells) : undefined,
    // Of other frameworks the adapter answers for the interface, about which their users can do nothing.
    settings.validate && recognised === undefined ? await validating(output, faults, tells) : undefined,
  ]
  const service = { ...startingOf(loaded, listenAt), app: wrap(loaded.service.app, layers) }
  const server = await listen(service, settings, surroundings.listen, faults)
  return {
    name: loaded.name,
    urls: server.urls,
    counters: () => server.counters,
    close: async (graceMs) => {
      await server.close({ graceMs })
      await log?.close()
    },
    reopenLogs: () => log?.reopen(),
  }
}

async function loadPlan({ settings, isDevelopment, failure }: Plan, output: Output): Promise<Loaded> {
  const { app } = settings
  if (failure !== undefined) return loadFailure(app, new Error(failure))
  if (!isDevelopment) return orStalled(load(app, settings))
  try {
    return await orStalled(load(app, settings))
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    output.error(error.message)
    return loadFailure(app, error)
  }
}

/** Without it Node would end with code 13 and a warning that names a file of ours. */
async function orStalled<T>(loading: Promise<T>): Promise<T> {
  let onIdle = (): void => {}
  const stalled = new Promise<never>((_resolve, reject) => {
    onIdle = () => reject(new CommandError(exitCodes.failed, 'a promise of the application never settles'))
    process.once('beforeExit', onIdle)
  })
  try {
    return await Promise.race([loading, stalled])
  } finally {
    process.off('beforeExit', onIdle)
  }
}

/** Tells a `start` that fails from a port that cannot be had, and waits before it listens. Methods stay those of the service. */
function startingOf({ name, service }: Loaded, listenAt: number): Pick<Service, 'start' | 'stop'> {
  return {
    start: async (server) => {
      try {
        await service.start?.(server)
      } catch (cause) {
        throw new CommandError(exitCodes.failed, `start of ${name} failed: ${messageOf(cause)}`, { cause })
      }
      if (listenAt > Date.now()) await delay(listenAt - Date.now())
    },
    stop: () => service.stop?.(),
  }
}

function wrap(application: Application, layers: ReadonlyArray<Middleware | undefined>): Application {
  return layers.reduceRight((inner, layer) => (layer === undefined ? inner : layer(inner)), application)
}

/** The validator is loaded on demand. */
async function validating(output: Output, faults: Faults, tells: boolean): Promise<Middleware> {
  const { validator } = await import('@tsgi/validator')
  if (tells)
    output.notice('the validator is on: every call is checked against the interface, which takes time')
  return validator({
    onViolation: faults.violation,
    onWarning: (warning) => output.notice(warning.message),
  })
}

async function errorPages(faults: Faults, output: Output, tells: boolean): Promise<Middleware | undefined> {
  const found = await importIfThere('@tsgi/errors')
  if (found !== undefined) {
    const onError = (error: unknown, request: HttpRequest): void => {
      if (!isLoadFailure(error)) faults.fault(error, request)
    }
    return found.errors({ development: true, onError })
  }
  if (tells) output.notice('error pages need @tsgi/errors: npm install --save-dev @tsgi/errors')
  return undefined
}

type AccessLog = ReturnType<typeof import('@tsgi/access-log').accessLog>

/** In development it is nice to have; elsewhere who asks for it needs it. */
async function openAccessLog({ settings, isDevelopment }: Plan): Promise<AccessLog | undefined> {
  const { accessLog: path, accessLogFormat } = settings
  if (path === 'off') return undefined

  const isWanted = !isDevelopment || path !== '-'
  const found = isWanted
    ? await importPackage('@tsgi/access-log', '--access-log asks for an access log')
    : await importIfThere('@tsgi/access-log')
  const format = accessLogFormat ?? (isDevelopment ? 'dev' : undefined)
  try {
    return found?.accessLog({
      sink: path === '-' ? process.stdout : path,
      ...(format !== undefined && { format }),
      ...(isDevelopment && { flushIntervalMs: 0 }),
    })
  } catch (cause) {
    throw new CommandError(exitCodes.usage, `--access-log ${path}: ${messageOf(cause)}`, { cause })
  }
}
