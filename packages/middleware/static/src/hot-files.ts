/*
 * Files in memory by the path that asks for them, so that most requests are answered without the file system. What was
 * checked within the interval is given as it is; later it has to be looked at again. When room is needed, those go first
 * that were not asked for since the last time room was needed (second chance).
 */

/** What is kept. */
export interface HotEntry {
  /** Bytes it takes. */
  readonly bytes: number
  /** Whether its memory would stay taken without it, by answers that are being sent. */
  readonly isInUse: () => boolean
}

interface Slot<T> {
  readonly entry: T
  readonly path: string
  checkedAt: number
  wasUsed: boolean
}

/** What an entry costs beside its content: path, fields and objects, roughly. */
const OVERHEAD_BYTES = 2048

/** Entries by path, up to a number of bytes. */
export class HotFiles<T extends HotEntry> {
  readonly #maxBytes: number
  readonly #intervalMs: number
  readonly #slots = new Map<string, Slot<T>>()
  #bytes = 0

  constructor(maxBytes: number, intervalMs: number) {
    this.#maxBytes = maxBytes
    this.#intervalMs = intervalMs
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#bytes
  }

  /** What was checked within the interval; `undefined`: there is none. */
  fresh(path: string, now: number): T | undefined {
    const slot = this.#slots.get(path)
    if (slot === undefined || now - slot.checkedAt >= this.#intervalMs) return undefined
    slot.wasUsed = true
    return slot.entry
  }

  /** What there is, however old. */
  stale(path: string): T | undefined {
    return this.#slots.get(path)?.entry
  }

  /** Keeps an entry that was checked now, in place of an older one. */
  keep(path: string, entry: T, now: number): void {
    const slot = this.#slots.get(path)
    if (slot?.entry === entry) {
      slot.checkedAt = now
      return
    }
    this.drop(path)
    const size = entry.bytes + OVERHEAD_BYTES
    if (size > this.#maxBytes) return
    this.#makeRoom(size)
    if (this.#bytes + size > this.#maxBytes) return
    this.#slots.set(path, { entry, path, checkedAt: now, wasUsed: false })
    this.#bytes += size
  }

  drop(path: string): void {
    const slot = this.#slots.get(path)
    if (slot === undefined) return
    this.#slots.delete(path)
    this.#bytes -= slot.entry.bytes + OVERHEAD_BYTES
  }

  /** Whether there is room for so many bytes, or could be made: what is being sent stays. */
  hasRoomFor(bytes: number): boolean {
    let left = this.#maxBytes - bytes - OVERHEAD_BYTES
    for (const { entry } of this.#slots.values()) if (entry.isInUse()) left -= entry.bytes + OVERHEAD_BYTES
    return left >= 0
  }

  /** Twice around at most: each may be spared once for having been used, and always while it is in use. */
  #makeRoom(size: number): void {
    let looks = 2 * this.#slots.size
    for (const slot of this.#slots.values()) {
      if (this.#bytes + size <= this.#maxBytes || looks-- === 0) return
      this.#slots.delete(slot.path)
      if (slot.wasUsed || slot.entry.isInUse()) this.#slots.set(slot.path, { ...slot, wasUsed: false })
      else this.#bytes -= slot.entry.bytes + OVERHEAD_BYTES
    }
  }
}
