/*
 * Opens what a path leads to, so that nobody who swaps files and links meanwhile gets something else out: first the file is
 * opened, then the descriptor is asked what it is and where that lies, and only that is read (check and use are one).
 * Where the system cannot tell a descriptor's path, the path is resolved after opening, and has to lead to the same file.
 */
import { constants, existsSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { lstat, readlink, realpath, stat } from 'node:fs/promises'
import { closeDescriptor, openDescriptor, statDescriptor } from './descriptor.ts'
import { areServed } from './request-path.ts'
import type { NameRules } from './request-path.ts'
import type { Root } from './root.ts'

/** What to do about links. */
export type LinkPolicy = 'within' | 'refuse' | 'follow'

/** What may be opened. */
export interface OpenRules extends NameRules {
  readonly links: LinkPolicy
}

/** Something open, that somebody has to close. */
export interface Opened {
  readonly descriptor: number
  /** Where it really is. */
  readonly path: string
  readonly stats: BigIntStats
}

/** Not to wait for the writer of a pipe, should one have come in place of the file, nor to take a terminal. */
const FILE_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)
const FOLDER_FLAGS = FILE_FLAGS | (constants.O_DIRECTORY ?? 0)

/**
 * Opens a regular file below a root.
 * @returns `'folder'` when it is one, whose place was checked; `undefined` when there is nothing that may be served
 * @throws what the system says, except that there is no such file or that it may not be read
 */
export async function openFile(
  root: Root,
  names: readonly string[],
  rules: OpenRules,
): Promise<Opened | 'folder' | undefined> {
  const path = root.join(names)
  const stats = await unlessMissing(stat(path))
  if (stats?.isDirectory() === true) return 'folder'
  if (stats?.isFile() !== true) return undefined
  return openChecked(root, names, rules, FILE_FLAGS, (opened) => opened.isFile())
}

/**
 * Opens a folder below a root, to be listed.
 * @returns `undefined` when there is none that may be served
 */
export function openFolder(
  root: Root,
  names: readonly string[],
  rules: OpenRules,
): Promise<Opened | undefined> {
  return openChecked(root, names, rules, FOLDER_FLAGS, (opened) => opened.isDirectory())
}

/** The path to read an open folder by: that of the descriptor where there is one, so that no other takes its place. */
export function folderPath({ descriptor, path }: Opened): string {
  return knowsPlaces ? DESCRIPTORS + descriptor : path
}

/** Whether a failure means that there is nothing to serve, as opposed to a system in trouble. */
export async function unlessMissing<T>(attempt: Promise<T>): Promise<T | undefined> {
  try {
    return await attempt
  } catch (error) {
    if (MISSING.has((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

const MISSING: ReadonlySet<string> = new Set([
  ...['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES', 'EPERM'],
  ...['EISDIR', 'EINVAL', 'ENXIO', 'ENODEV', 'ENOTSUP', 'EOPNOTSUPP'],
])

async function openChecked(
  root: Root,
  names: readonly string[],
  rules: OpenRules,
  flags: number,
  isWanted: (stats: BigIntStats) => boolean,
): Promise<Opened | undefined> {
  const path = root.join(names)
  const descriptor = await unlessMissing(openDescriptor(path, flags))
  if (descriptor === undefined) return undefined
  let isServed = false
  try {
    const stats = await statDescriptor(descriptor)
    if (!isWanted(stats)) return undefined
    const real = await locate(descriptor, path, stats)
    isServed = real !== undefined && (await maySee(root, names, real, rules))
    return isServed ? { descriptor, path: real!, stats } : undefined
  } finally {
    if (!isServed) closeDescriptor(descriptor)
  }
}

const DESCRIPTORS = '/proc/self/fd/'
const knowsPlaces = process.platform === 'linux' && existsSync(DESCRIPTORS)

/** The real path of what is open; `undefined` when it is no longer there. */
async function locate(descriptor: number, path: string, stats: BigIntStats): Promise<string | undefined> {
  // A file without a name has no place either, and the kernel puts ` (deleted)` behind the old one.
  if (stats.nlink === 0n) return undefined
  if (knowsPlaces) return readlink(DESCRIPTORS + descriptor)
  const real = await unlessMissing(realpath(path))
  const there = real === undefined ? undefined : await unlessMissing(lstat(real, { bigint: true }))
  return there?.ino === stats.ino && there.dev === stats.dev ? real : undefined
}

async function maySee(
  root: Root,
  names: readonly string[],
  real: string,
  rules: OpenRules,
): Promise<boolean> {
  const realNames = await root.namesTo(real)
  if (realNames === undefined) return rules.links === 'follow'
  if (!areServed(realNames, rules) || isOtherSpelling(names, realNames)) return false
  return rules.links !== 'refuse' || isSame(names, realNames)
}

function isSame(names: readonly string[], others: readonly string[]): boolean {
  return names.length === others.length && names.every((name, index) => name === others[index])
}

/** Whether a file system that ignores case took one name for another: then the guard of the other was asked in vain. */
function isOtherSpelling(names: readonly string[], realNames: readonly string[]): boolean {
  const [asked, real] = [names.join('/').normalize(), realNames.join('/').normalize()]
  return asked !== real && asked.toLowerCase() === real.toLowerCase()
}
