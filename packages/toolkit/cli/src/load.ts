import type { Awaitable, Service } from '@tsgi/spec'
import { type AppFile, findAppFile } from './app-file.ts'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { importExpression, importModule } from './import-module.ts'
import { pickExport } from './pick-export.ts'
import { findSyntaxError } from './syntax-position.ts'
import { messageOf, positionIn } from './thrown.ts'
import { describe, expectation, toService } from './to-service.ts'

/** What is to be served. */
export interface Loaded {
  /** What the operator named: `app.ts:api`. */
  readonly name: string
  /** The service; an application alone becomes one that has nothing to start or stop. */
  readonly service: Service
}

/** How to get from what the operator named to an application. */
export interface LoadOptions {
  /** An expression whose value is served, in place of a file. */
  readonly eval?: string | undefined
  /** Whether what is exported makes the application. */
  readonly factory?: boolean | undefined
}

/**
 * Loads an application or a service.
 * @param spec `path[:export]`; `undefined`: one of the default files
 * @throws CommandError that says in one line what came and what was expected
 */
export async function load(spec: string | undefined, options: LoadOptions = {}): Promise<Loaded> {
  const { name, subject, value } =
    options.eval === undefined ? await loadFile(findAppFile(spec)) : await loadExpression(options.eval)
  if (!options.factory) return { name, service: toService(value, subject) }

  const made = await callFactory(value, name, subject)
  return { name, service: toService(made, `the factory of ${name} made`) }
}

interface Exported {
  readonly name: string
  /** Begins the error when it cannot be served: `app.ts exports`. */
  readonly subject: string
  readonly value: unknown
}

async function loadFile({ name, path, file, exportName }: AppFile): Promise<Exported> {
  const module = await explain(() => importModule(file), `cannot load ${path}`, file)
  return { name, subject: `${name} exports`, value: pickExport(module, exportName, path) }
}

async function loadExpression(code: string): Promise<Exported> {
  const module = await explain(() => importExpression(code), 'cannot evaluate the expression')
  return { name: '--eval', subject: 'the expression is', value: pickExport(module, 'default', '--eval') }
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
