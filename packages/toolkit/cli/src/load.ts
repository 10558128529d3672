import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import type { Awaitable, Service } from '@tsgi/spec'
import { type AppFile, findAppFile } from './app-file.ts'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { importExpression, importModule } from './import-module.ts'
import { type CapturedListen, captureListen } from './loading/capture-listen.ts'
import { type Foreign, caughtServer, recognise } from './loading/recognise.ts'
import { memberOf } from './member.ts'
import type { Settings } from './options/settings.ts'
import { pickExport } from './pick-export.ts'
import { findSyntaxError } from './syntax-position.ts'
import { messageOf, positionIn } from './thrown.ts'
import { type Made, adapted, describe, expectation, toService } from './to-service.ts'

/** What is to be served. */
export interface Loaded {
  /** What the operator named: `app.ts:api`. */
  readonly name: string
  /** The service; an application alone becomes one that has nothing to start or stop. */
  readonly service: Service
  /** What it was, if not of this interface; one clause for the operator. */
  readonly recognised: string | undefined
  /** Routes, where the application tells them. */
  readonly routes: readonly unknown[]
}

/** How to get from what the operator named to an application. */
export interface LoadOptions {
  /** An expression whose value is served, in place of a file. */
  readonly eval?: string | undefined
  /** Whether what is exported makes the application. */
  readonly factory?: boolean | undefined
  /** What it is. Default `'auto'`: find out. */
  readonly interface?: Settings['interface'] | undefined
  /** Modules to import first. */
  readonly import?: readonly string[] | undefined
}

/** How long a module without an export may take until it calls `listen()`. */
const LISTEN_WITHIN_MS = 10_000

/**
 * Loads an application or a service.
 * @param spec `path[:export]`; `undefined`: one of the default files
 * @throws CommandError that says in one line what came and what was expected
 */
export async function load(spec: string | undefined, options: LoadOptions = {}): Promise<Loaded> {
  for (const specifier of options.import ?? []) {
    await explain(() => importFirst(specifier), `cannot import ${specifier}`)
  }
  if (options.eval !== undefined) return loadExpression(options.eval, options)
  return loadFile(findAppFile(spec), options)
}

async function loadExpression(code: string, options: LoadOptions): Promise<Loaded> {
  const module = await explain(() => importExpression(code), 'cannot evaluate the expression')
  const value = pickExport(module, 'default', '--eval')
  return finish({ name: '--eval', subject: 'the expression is', value }, options)
}

async function loadFile(file: AppFile, options: LoadOptions): Promise<Loaded> {
  const captured = captureListen()
  let served: unknown
  try {
    const module = await explain(() => importModule(file.file), `cannot load ${file.path}`, file.file)
    const subject = `${file.name} exports`
    served = await findCaught(module, file, options, captured)
    if (served !== undefined) return await serveCaught(served, file.name)
    return await finish(
      { name: file.name, subject, value: pickExport(module, file.exportName, file.path) },
      options,
    )
  } finally {
    captured.release(served)
  }
}

/**
 * The server to serve, when the module called `listen()`: unless it exports an application of this interface, or the operator
 * named an export.
 */
async function findCaught(
  module: unknown,
  { exportName }: AppFile,
  options: LoadOptions,
  captured: CapturedListen,
): Promise<unknown> {
  if (exportName !== undefined || options.factory) return undefined
  if (!exportsSomething(module)) return captured.first(LISTEN_WITHIN_MS)

  const [server] = captured.servers
  const exported = memberOf(module, 'default')
  const isForeign = recognise(exported) !== undefined || recognise(module) !== undefined
  return isForeign || !canBeServed(module) ? server : undefined
}

function exportsSomething(module: unknown): boolean {
  if (typeof module !== 'object' || module === null) return module !== undefined
  const { default: exported, ...named } = module as Record<string, unknown>
  const names = Object.keys(named).filter((name) => name !== 'module.exports' && name !== '__esModule')
  return names.length > 0 || (exported !== undefined && !isEmptyObject(exported))
}

/** What CommonJS exports when it exports nothing. */
function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function canBeServed(module: unknown): boolean {
  const exported = memberOf(module, 'default')
  return [module, exported].some(
    (value) => typeof value === 'function' || typeof memberOf(value, 'app') === 'function',
  )
}

async function serveCaught(server: unknown, name: string): Promise<Loaded> {
  const made = await adapted(server, caughtServer, `${name} calls listen() of`)
  const recognised = `${name} calls listen() itself: what it would answer is served here, through ${caughtServer.adapter}`
  return { name, service: made.service, recognised, routes: [] }
}

interface Exported {
  readonly name: string
  /** Begins the error when it cannot be served: `app.ts exports`. */
  readonly subject: string
  readonly value: unknown
}

async function finish({ name, subject, value }: Exported, options: LoadOptions): Promise<Loaded> {
  if (!options.factory)
    return described(await toService(value, subject, options.interface), value, subject, name)

  const made = await callFactory(value, name, subject)
  const what = `the factory of ${name} made`
  return described(await toService(made, what, options.interface), made, what, name)
}

function described({ service, foreign }: Made, value: unknown, subject: string, name: string): Loaded {
  return { name, service, recognised: foreign && sentence(foreign, subject), routes: routesOf(value) }
}

function sentence({ what, adapter }: Foreign, subject: string): string {
  return `${subject} ${what}: served through ${adapter}`
}

/** Applications may carry them, as those of @tsgi/router do; Express, Hono and Koa each tell theirs in another way. */
function routesOf(value: unknown): readonly unknown[] {
  const routes = memberOf(value, 'routes') ?? memberOf(memberOf(value, 'app'), 'routes')
  return Array.isArray(routes) ? routes : []
}

/** A path means a file; anything else a package of the application. */
async function importFirst(specifier: string): Promise<unknown> {
  const isFile = /^\.{0,2}\//.test(specifier)
  const file = isFile ? resolve(specifier) : createRequire(resolve('app.js')).resolve(specifier)
  return importModule(file)
}

async function callFactory(factory: unknown, name: string, subject: string): Promise<unknown> {
  if (typeof factory !== 'function') {
    throw new CommandError(
      exitCodes.notAnApplication,
      `${subject} ${describe(factory)}; --factory expects a function that makes ${expectation}`,
    )
  }
  return explain(() => factory(), `the factory of ${name} failed`)
}

/** Runs code of the application: what it throws becomes one line, with the place it came from. */
async function explain<T>(run: () => Awaitable<T>, what: string, file?: string): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    if (cause instanceof CommandError) throw cause
    const place = await placeOf(cause, file)
    const message = `${what}: ${messageOf(cause)}${place === undefined ? '' : ` (${place})`}`
    throw new CommandError(exitCodes.failed, message, { cause })
  }
}

async function placeOf(cause: unknown, file: string | undefined): Promise<string | undefined> {
  if (!(cause instanceof Error)) return undefined

  const place = positionIn(cause.stack ?? '')
  if (place !== undefined || file === undefined || !(cause instanceof SyntaxError)) return place
  return findSyntaxError(file, cause.message)
}
