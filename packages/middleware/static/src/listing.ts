import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { preferredMediaType } from '@tsgi/fields/accept'
import { html, json, withHeaders } from '@tsgi/message'
import type { HttpRequest, HttpResponse } from '@tsgi/spec'
import { closeDescriptor } from './descriptor.ts'
import { folderPath, openFolder, unlessMissing } from './open-file.ts'
import type { OpenRules } from './open-file.ts'
import type { ResolvedOptions } from './options.ts'
import { PAGE_POLICY, listingPage } from './listing-page.ts'
import { areServed } from './request-path.ts'
import type { Root } from './root.ts'

/** How folders are listed. */
export interface ListingOptions {
  /** Whether an entry is shown. Default: all that would be served are. */
  shows?: (entry: ListingEntry) => boolean
  /** Writes the page, as HTML; escaping what it shows is its business. Default: a table. */
  page?: (listing: Listing) => string
}

/** A folder and what is in it. */
export interface Listing {
  /** Names from where the application is mounted to the folder; none: the top. */
  readonly names: readonly string[]
  /** What is in it, sorted, folders first. */
  readonly entries: readonly ListingEntry[]
  /** By what it is sorted: `sort` of the query. */
  readonly sort: SortKey
  /** Whether backwards: `order=desc` in the query. */
  readonly isDescending: boolean
  /** Whether there are more entries than the 10 000 that are shown. */
  readonly isCut: boolean
}

/** A file or a folder. */
export interface ListingEntry {
  /** As on disk, not escaped. */
  readonly name: string
  /** Whether it is a folder, or a link to one. */
  readonly isFolder: boolean
  /** Bytes; 0 for folders. */
  readonly size: number
  /** When its content changed last. */
  readonly modified: Date
}

/** What a listing can be sorted by. */
export type SortKey = 'name' | 'size' | 'modified'

const MAX_ENTRIES = 10_000
/** Entries that are looked at together. */
const BATCH = 64

const { compare } = new Intl.Collator('en', { numeric: true })
const ORDERS: Readonly<Record<SortKey, (a: ListingEntry, b: ListingEntry) => number>> = {
  name: (a, b) => compare(a.name, b.name),
  size: (a, b) => a.size - b.size,
  modified: (a, b) => a.modified.getTime() - b.modified.getTime(),
}

/** Lists a folder in HTML or JSON; `undefined` when it may not be served. */
export async function list(
  { headers, query }: HttpRequest,
  root: Root,
  names: readonly string[],
  options: ResolvedOptions,
): Promise<HttpResponse | undefined> {
  const found = await readEntries(root, names, options)
  if (found === undefined) return undefined
  const { shows, page = listingPage } = options.listing ?? {}
  const listing = sorted(names, shows === undefined ? found : found.filter(shows), new URLSearchParams(query))
  const type = preferredMediaType(headers['accept'], ['text/html', 'application/json'])
  const response =
    type === 'application/json' ? json(plain(listing)) : html(page(listing), { headers: PAGE_POLICY })
  return withHeaders(response, {
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    vary: 'accept',
  })
}

async function readEntries(
  root: Root,
  names: readonly string[],
  rules: OpenRules,
): Promise<ListingEntry[] | undefined> {
  const opened = await openFolder(root, names, rules)
  if (opened === undefined) return undefined
  try {
    const folder = folderPath(opened)
    const all = (await readdir(folder)).filter((name) => areServed([...names, name], rules))
    const entries: ListingEntry[] = []
    for (let start = 0; start < all.length && entries.length <= MAX_ENTRIES; start += BATCH) {
      const batch = all.slice(start, start + BATCH).map((name) => entryOf(folder, name, root, rules))
      for (const entry of await Promise.all(batch)) if (entry !== undefined) entries.push(entry)
    }
    return entries
  } finally {
    closeDescriptor(opened.descriptor)
  }
}

/** What a name stands for, links followed where files would be served through them. */
async function entryOf(
  folder: string,
  name: string,
  root: Root,
  rules: OpenRules,
): Promise<ListingEntry | undefined> {
  const path = join(folder, name)
  let stats = await unlessMissing(lstat(path))
  if (stats?.isSymbolicLink() === true) {
    if (!(await isFollowed(path, root, rules))) return undefined
    stats = await unlessMissing(stat(path))
  }
  if (stats === undefined || !(stats.isFile() || stats.isDirectory())) return undefined
  const isFolder = stats.isDirectory()
  return { name, isFolder, size: isFolder ? 0 : stats.size, modified: stats.mtime }
}

async function isFollowed(path: string, root: Root, rules: OpenRules): Promise<boolean> {
  if (rules.links !== 'within') return rules.links === 'follow'
  const real = await unlessMissing(realpath(path))
  const names = real === undefined ? undefined : await root.namesTo(real)
  return names !== undefined && areServed(names, rules)
}

function sorted(names: readonly string[], entries: ListingEntry[], query: URLSearchParams): Listing {
  const asked = query.get('sort')
  const sort: SortKey = asked === 'size' || asked === 'modified' ? asked : 'name'
  const isDescending = query.get('order') === 'desc'
  const direction = isDescending ? -1 : 1
  const order = (a: ListingEntry, b: ListingEntry): number =>
    Number(b.isFolder) - Number(a.isFolder) || direction * (ORDERS[sort](a, b) || ORDERS.name(a, b))
  const isCut = entries.length > MAX_ENTRIES
  return { names, entries: entries.toSorted(order).slice(0, MAX_ENTRIES), sort, isDescending, isCut }
}

function plain({ names, entries, isCut }: Listing): unknown {
  return {
    path: names.map((name) => `/${name}`).join('') || '/',
    entries: entries.map(({ name, isFolder, size, modified }) => ({
      name,
      type: isFolder ? 'folder' : 'file',
      size,
      modified: modified.toISOString(),
    })),
    isCut,
  }
}
