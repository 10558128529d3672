import { closeDescriptor } from './descriptor.ts'
import { openFile } from './open-file.ts'
import type { Opened } from './open-file.ts'
import { areServed } from './request-path.ts'
import type { Target } from './request-path.ts'
import type { ResolvedOptions } from './options.ts'
import type { Root } from './root.ts'

/** What a path leads to. */
export type Found =
  /** A file, which somebody has to close, by the names that led to it. */
  | { readonly kind: 'file'; readonly root: Root; readonly names: readonly string[]; readonly opened: Opened }
  /** A folder that was asked for without the slash. */
  | { readonly kind: 'redirect' }
  /** A folder to list. */
  | { readonly kind: 'listing'; readonly root: Root; readonly names: readonly string[] }

/** Finds what a target stands for in the first root that has something; `undefined`: none has. */
export async function find(
  roots: readonly Root[],
  target: Target,
  options: ResolvedOptions,
): Promise<Found | undefined> {
  for (const root of roots) {
    const found = await findIn(root, target, options)
    if (found !== undefined) return found
  }
  return undefined
}

async function findIn(
  root: Root,
  { names, isFolder }: Target,
  options: ResolvedOptions,
): Promise<Found | undefined> {
  if (isFolder) return findFolder(root, names, options)
  const opened = await openFile(root, names, options)
  if (opened === undefined) return findWithExtension(root, names, options)
  if (opened !== 'folder') return { kind: 'file', root, names, opened }
  const folder = await findFolder(root, names, options)
  if (folder?.kind === 'file') closeDescriptor(folder.opened.descriptor)
  return folder && { kind: 'redirect' }
}

/** Its index, else the folder itself where it is to be listed. */
async function findFolder(
  root: Root,
  names: readonly string[],
  options: ResolvedOptions,
): Promise<Found | undefined> {
  const index = await findFirst(
    root,
    options.index.map((name) => [...names, name]),
    options,
  )
  if (index !== undefined || options.listing === undefined) return index
  return (await openFile(root, names, options)) === 'folder' ? { kind: 'listing', root, names } : undefined
}

function findWithExtension(
  root: Root,
  names: readonly string[],
  options: ResolvedOptions,
): Promise<Found | undefined> {
  if (names.length === 0) return Promise.resolve(undefined)
  const variants = options.extensions.map((extension) => names.with(-1, `${names.at(-1)}.${extension}`))
  return findFirst(root, variants, options)
}

async function findFirst(
  root: Root,
  variants: ReadonlyArray<readonly string[]>,
  options: ResolvedOptions,
): Promise<Found | undefined> {
  for (const names of variants) {
    const opened = areServed(names, options) ? await openFile(root, names, options) : undefined
    if (opened !== undefined && opened !== 'folder') return { kind: 'file', root, names, opened }
  }
  return undefined
}
