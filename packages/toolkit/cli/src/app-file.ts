import { accessSync, constants, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { memberOf } from './member.ts'
import { messageOf } from './thrown.ts'

/** A file that holds an application. */
export interface AppFile {
  /** As the operator named it: `app.ts:api`. */
  readonly name: string
  /** The path in it: `app.ts`. */
  readonly path: string
  /** Absolute path. */
  readonly file: string
  /** Export to serve; `undefined`: the default. */
  readonly exportName: string | undefined
}

/** Where an application is looked for when none is named, in this order. */
const defaultNames: readonly string[] = ['app', 'server', 'src/app', 'src/server', 'index']

/** With these endings, in this order. */
const defaultExtensions: readonly string[] = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']

/**
 * Finds the file that `path[:export]` means. Only files on this machine: addresses are not fetched.
 * @param spec `undefined`: the first of the default files that exists
 * @throws CommandError when there is no such file, it cannot be read, or the spec is not well-formed
 */
export function findAppFile(spec: string | undefined): AppFile {
  if (spec === undefined) return findDefault()

  const { path, exportName } = isFile(spec) ? { path: spec, exportName: undefined } : splitSpec(spec)
  checkReadable(path)
  return { name: spec, path, file: resolve(path), exportName }
}

function findDefault(): AppFile {
  for (const base of defaultNames) {
    for (const extension of defaultExtensions) {
      const path = base + extension
      if (isFile(path)) return { name: path, path, file: resolve(path), exportName: undefined }
    }
  }

  throw new CommandError(
    exitCodes.noSuchFile,
    `no application here: looked for ${defaultNames.join(', ')} with ${defaultExtensions.join(', ')}; ` +
      'name the file: tsgi serve path/to/app.ts',
  )
}

/** The export follows the last colon of the last path segment. */
function splitSpec(spec: string): { path: string; exportName: string | undefined } {
  const colon = spec.lastIndexOf(':')
  if (colon <= spec.lastIndexOf('/')) return { path: spec, exportName: undefined }

  const path = spec.slice(0, colon)
  const exportName = spec.slice(colon + 1)
  if (path === '' || exportName === '') {
    throw new CommandError(exitCodes.usage, `${spec} is not of the form path[:export], such as app.ts:api`)
  }
  return { path, exportName }
}

function checkReadable(path: string): void {
  try {
    if (!statSync(path).isFile()) throw new Error('it is not a file')
    accessSync(path, constants.R_OK)
  } catch (cause) {
    throw new CommandError(exitCodes.noSuchFile, `cannot read ${path}: ${reasonOf(cause)}`, { cause })
  }
}

const reasons: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file'],
  ['EACCES', 'permission denied'],
])

function reasonOf(error: unknown): string {
  return reasons.get(memberOf(error, 'code')) ?? messageOf(error)
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}
