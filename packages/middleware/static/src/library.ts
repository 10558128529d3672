/*
 * Where files come from: memory, as long as what is there was looked at within the interval, else the file system.
 */
import { stat } from 'node:fs/promises'
import type { HttpResponse } from '@tsgi/spec'
import { handOffAnswer } from './hand-off.ts'
import { HotFiles } from './hot-files.ts'
import { find } from './lookup.ts'
import type { Found } from './lookup.ts'
import { unlessMissing } from './open-file.ts'
import type { ResolvedOptions } from './options.ts'
import { RecentPaths } from './recent-paths.ts'
import { encodeNames } from './request-path.ts'
import type { Target } from './request-path.ts'
import { closeAll, keepResource, openResource, openVariants, servedFile } from './resource.ts'
import type { OpenVariants, Resource } from './resource.ts'
import type { Root } from './root.ts'

/** What a path leads to, ready to be answered with. */
export type Stock =
  | Exclude<Found, { kind: 'file' }>
  | { readonly kind: 'file'; readonly resource: Resource }
  /** The server in front is told to send it. */
  | { readonly kind: 'handOff'; readonly response: HttpResponse }

/** Above this a file is kept in memory only when it is asked for again. */
const SMALL_BYTES = 256 * 1024

/** Within this time. */
const INTEREST_MS = 10_000

/** How often a file that changes while it is read is read again. */
const ATTEMPTS = 3

/** Looks files up and remembers what it found. */
export class Library {
  readonly #roots: readonly Root[]
  readonly #options: ResolvedOptions
  readonly #hot: HotFiles<Resource>
  readonly #absent: RecentPaths
  readonly #wanted = new RecentPaths(INTEREST_MS)
  #isReadingLarge = false
  /** Looks under way that others may share. */
  readonly #looking = new Map<string, Promise<Stock | undefined>>()

  constructor(roots: readonly Root[], options: ResolvedOptions) {
    this.#roots = roots
    this.#options = options
    this.#hot = new HotFiles(options.memory.maxBytes, options.memory.checkIntervalMs)
    this.#absent = new RecentPaths(options.memory.checkIntervalMs)
  }

  /** What is in memory and was looked at within the interval. */
  inMemory(path: string): Resource | undefined {
    return this.#hot.fresh(path, performance.now())
  }

  /** Whether nothing was there within the interval. */
  isAbsent(path: string): boolean {
    return this.#absent.has(headOf(path), performance.now())
  }

  /** Finds a target without making anything of it, whoever asked for it. */
  find(target: Target): Promise<Found | undefined> {
    return find(this.#roots, target, this.#options)
  }

  /**
   * Fetches what a path leads to.
   * @param isWanted whether all of the content is wanted, which makes a large file worth keeping
   * @returns `undefined` when there is nothing; what is open has to be released
   */
  async fetch(path: string, target: Target, isWanted: boolean): Promise<Stock | undefined> {
    const shared = this.#looking.get(path)
    if (shared !== undefined) {
      const stock = await shared
      if (stock?.kind !== 'file' || stock.resource.isKept) return stock
    }
    const look = this.#look(path, target, isWanted)
    this.#looking.set(path, look)
    try {
      return await look
    } finally {
      if (this.#looking.get(path) === look) this.#looking.delete(path)
    }
  }

  async #look(path: string, target: Target, isWanted: boolean): Promise<Stock | undefined> {
    const found = await find(this.#roots, target, this.#options)
    if (found?.kind === 'file') {
      const response = this.#handOff(found)
      if (response !== undefined) return { kind: 'handOff', response }
      return { kind: 'file', resource: await this.#resource(path, target, found, isWanted) }
    }
    this.#hot.drop(path)
    if (found === undefined) await this.#noteAbsence(path, target)
    return found
  }

  #handOff({ names, opened }: Found & { kind: 'file' }): HttpResponse | undefined {
    if (this.#options.handOff === undefined) return undefined
    const answer = handOffAnswer(servedFile(names.join('/'), opened, this.#options), this.#options)
    if (answer !== undefined) closeAll([opened])
    return answer
  }

  async #resource(
    path: string,
    target: Target,
    found: Found & { kind: 'file' },
    isWanted: boolean,
  ): Promise<Resource> {
    for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
      const variants = await openVariants(found, this.#options)
      const known = this.#hot.stale(path)
      if (known?.signature === variants.signature) {
        closeAll(variants.codings.values())
        this.#hot.keep(path, known, performance.now())
        return known
      }
      this.#hot.drop(path)
      if (!this.#isWorthKeeping(path, target, variants, isWanted))
        return openResource(variants, this.#options)
      const startedAt = performance.now()
      const kept = await this.#read(variants)
      if (kept !== undefined) {
        this.#hot.keep(path, kept, startedAt)
        return kept
      }
      const again = await find(this.#roots, target, this.#options)
      if (again?.kind !== 'file') throw new Error(`A file went away while it was read: ${path}`)
      found = again
    }
    return openResource(await openVariants(found, this.#options), this.#options)
  }

  #isWorthKeeping(path: string, target: Target, variants: OpenVariants, isWanted: boolean): boolean {
    const { maxBytes, maxFileBytes } = this.#options.memory
    const { largest, total, isSettled } = variants
    if (largest > maxFileBytes || total > maxBytes / 2 || !isSettled || !isUsualSpelling(path, target)) {
      return false
    }
    if (total <= SMALL_BYTES) return true
    const now = performance.now()
    const isWantedAgain = this.#wanted.has(path, now)
    if (isWanted) this.#wanted.add(path, now)
    return isWanted && isWantedAgain && !this.#isReadingLarge && this.#hot.hasRoomFor(total)
  }

  /** One large file at a time, so that what is being read stays within bounds too. */
  async #read(variants: OpenVariants): Promise<Resource | undefined> {
    if (variants.total <= SMALL_BYTES) return keepResource(variants, this.#options)
    this.#isReadingLarge = true
    try {
      return await keepResource(variants, this.#options)
    } finally {
      this.#isReadingLarge = false
    }
  }

  /** All below a first name is absent when there is no folder of that name. */
  async #noteAbsence(path: string, { names, isFolder }: Target): Promise<void> {
    const isBelowFirst = names.length > 1 || (names.length === 1 && isFolder)
    if (isBelowFirst && (await this.#hasFolder(names[0]!))) return
    this.#absent.add(headOf(path), performance.now())
  }

  async #hasFolder(name: string): Promise<boolean> {
    for (const root of this.#roots) {
      const stats = await unlessMissing(stat(root.join([name])))
      if (stats?.isDirectory() === true) return true
    }
    return false
  }
}

/** What is remembered of an absent path: `/api/` for `/api/users`, `/about` for `/about`. */
function headOf(path: string): string {
  const slash = path.indexOf('/', 1)
  return slash === -1 ? path : path.slice(0, slash + 1)
}

/** Others are answered as well, but each file is kept under one of its spellings. */
function isUsualSpelling(path: string, { names, isFolder }: Target): boolean {
  return !path.includes('%') || path === encodeNames(names) + (isFolder ? '/' : '')
}
