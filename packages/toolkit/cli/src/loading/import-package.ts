import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { memberOf } from '../member.ts'

/** Packages that the command takes when it needs them, and that users install when they do. */
export interface OptionalPackages {
  '@tsgi/access-log': typeof import('@tsgi/access-log')
  '@tsgi/errors': typeof import('@tsgi/errors')
  '@tsgi/express': typeof import('@tsgi/express')
  '@tsgi/fastcgi': typeof import('@tsgi/fastcgi')
  '@tsgi/fastify': typeof import('@tsgi/fastify')
  '@tsgi/fetch': typeof import('@tsgi/fetch')
  '@tsgi/koa': typeof import('@tsgi/koa')
  '@tsgi/node': typeof import('@tsgi/node')
  '@tsgi/scgi': typeof import('@tsgi/scgi')
  '@tsgi/uwsgi': typeof import('@tsgi/uwsgi')
}

/**
 * Imports a package: that of the application where it has one, or the one beside this command.
 * @param why begins the error: `app.ts exports an Express app`
 * @throws CommandError that names what to install
 */
export async function importPackage<Name extends keyof OptionalPackages>(
  name: Name,
  why: string,
): Promise<OptionalPackages[Name]> {
  return (await importIfThere(name)) ?? missing(name, why)
}

/** As `importPackage`; `undefined` when it is not installed. */
export async function importIfThere<Name extends keyof OptionalPackages>(
  name: Name,
): Promise<OptionalPackages[Name] | undefined> {
  return (await importAny(name)) as OptionalPackages[Name] | undefined
}

/** The same of a package whose types are not known here. */
export async function importAny(name: string): Promise<unknown> {
  const file = resolveFrom(process.cwd(), name)
  if (file !== undefined) return import(pathToFileURL(file).href)
  try {
    return await import(name)
  } catch (error) {
    if (memberOf(error, 'code') === 'ERR_MODULE_NOT_FOUND' && String(error).includes(`'${name}'`))
      return undefined
    throw error
  }
}

/** Says what to install. */
export function missing(name: string, why: string): never {
  throw new CommandError(
    exitCodes.configuration,
    `${why}, which needs ${name}, and that is not installed: npm install ${name}`,
  )
}

function resolveFrom(directory: string, name: string): string | undefined {
  try {
    return createRequire(join(directory, 'app.js')).resolve(name)
  } catch {
    return undefined
  }
}
