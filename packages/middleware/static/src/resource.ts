/*
 * A file in all its codings, ready to answer with: either kept in memory, for any number of requests, or open, for one.
 */
import { closeDescriptor } from './descriptor.ts'
import { fileContent, memoryContent, readWhole } from './content.ts'
import type { Content } from './content.ts'
import type { Found } from './lookup.ts'
import { EXTENSIONS } from './negotiation.ts'
import type { Coding } from './negotiation.ts'
import { openFile } from './open-file.ts'
import type { Opened } from './open-file.ts'
import type { ResolvedOptions } from './options.ts'
import { isSettled, represent } from './representation.ts'
import type { Representation } from './representation.ts'
import type { ServedFile } from './served-file.ts'

/** A file in all its codings. */
export interface Resource {
  /** Without a coding. */
  readonly identity: Representation
  /** Those that lie ready beside it; `undefined`: none. */
  readonly codings: ReadonlyMap<string, Representation> | undefined
  /** What the files were when this was made: the same text, the same contents. */
  readonly signature: string
  /** Bytes of memory that it holds. */
  readonly bytes: number
  /** Whether answers are being sent that hold on to its memory. */
  readonly isInUse: () => boolean
  /** Whether it may be answered with again. */
  readonly isKept: boolean
}

/** The original and those of its codings that lie beside it, all open. */
export interface OpenVariants {
  readonly name: string
  readonly codings: ReadonlyMap<string, Opened>
  readonly signature: string
  readonly largest: number
  readonly total: number
  /** Whether all have not been written a moment ago. */
  readonly isSettled: boolean
}

/** Opens the codings beside a file. When that fails, all is closed. */
export async function openVariants(
  found: Found & { kind: 'file' },
  options: ResolvedOptions,
): Promise<OpenVariants> {
  const codings = new Map<string, Opened>([['identity', found.opened]])
  const failures: unknown[] = []
  await Promise.all(
    options.codings.map(async (coding) => {
      try {
        const opened = await openSibling(found, coding, options)
        if (opened !== undefined) codings.set(coding, opened)
      } catch (error) {
        failures.push(error)
      }
    }),
  )
  if (failures.length > 0) {
    closeAll(codings.values())
    throw failures[0]
  }
  return describe(found, codings, options)
}

/** Closes what is open. */
export function closeAll(opened: Iterable<Opened>): void {
  for (const { descriptor } of opened) closeDescriptor(descriptor)
}

/**
 * Reads all codings into memory.
 * @returns `undefined` when one of them changed meanwhile; all are closed in any case
 */
export async function keepResource(
  variants: OpenVariants,
  options: ResolvedOptions,
): Promise<Resource | undefined> {
  const contents = new Map<string, Content>()
  const reads = [...variants.codings].map(async ([coding, opened]) => {
    const bytes = await readWhole(opened)
    if (bytes !== undefined) contents.set(coding, memoryContent(bytes))
  })
  for (const result of await Promise.allSettled(reads)) if (result.status === 'rejected') throw result.reason
  return contents.size === variants.codings.size ? makeResource(variants, contents, options, true) : undefined
}

/** Makes a resource that reads from the files. */
export function openResource(variants: OpenVariants, options: ResolvedOptions): Resource {
  const contents = new Map([...variants.codings].map(([coding, opened]) => [coding, fileContent(opened)]))
  try {
    return makeResource(variants, contents, options, false)
  } catch (error) {
    for (const content of contents.values()) content.release()
    throw error
  }
}

/** Lets go of all that no body has taken. */
export function release({ identity, codings }: Resource): void {
  identity.content.release()
  for (const representation of codings?.values() ?? []) representation.content.release()
}

/** What options that are functions are told. */
export function servedFile(name: string, opened: Opened, options: ResolvedOptions): ServedFile {
  const { size, mtimeMs } = opened.stats
  return {
    name,
    path: opened.path,
    size: Number(size),
    modified: new Date(Number(mtimeMs)),
    type: options.types.of(name.slice(name.lastIndexOf('/') + 1)),
  }
}

function openSibling(
  { root, names }: Found & { kind: 'file' },
  coding: Coding,
  options: ResolvedOptions,
): Promise<Opened | undefined> {
  const sibling = names.with(-1, names.at(-1)! + EXTENSIONS[coding])
  return openFile(root, sibling, options).then((opened) => (opened === 'folder' ? undefined : opened))
}

function describe(
  { names }: Found & { kind: 'file' },
  codings: ReadonlyMap<string, Opened>,
  options: ResolvedOptions,
): OpenVariants {
  const all = [...codings.values()]
  const sizes = all.map(({ stats }) => Number(stats.size))
  const signature = [...codings].map(([coding, { path, stats }]) =>
    [coding, path, stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' '),
  )
  return {
    name: names.join('/'),
    codings,
    signature: signature.toSorted().join('\n'),
    largest: Math.max(...sizes),
    total: sizes.reduce((sum, size) => sum + size, 0),
    isSettled: all.every((opened) => isSettled(opened, options.now())),
  }
}

function makeResource(
  { name, codings, signature, total }: OpenVariants,
  contents: ReadonlyMap<string, Content>,
  options: ResolvedOptions,
  isKept: boolean,
): Resource {
  const varies = codings.size > 1
  const representations = new Map<string, Representation>()
  for (const [coding, opened] of codings) {
    const variant = { file: servedFile(name, opened, options), opened, coding, varies }
    representations.set(coding, represent(variant, contents.get(coding)!, options))
  }
  const identity = representations.get('identity')!
  const isInUse = (): boolean => [...contents.values()].some((content) => content.isInUse())
  return { identity, codings: varies ? representations : undefined, signature, bytes: total, isInUse, isKept }
}
