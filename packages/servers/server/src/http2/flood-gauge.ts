/*
 * Nobody asks for most of what HTTP/2 lets a client send: settings, pings, window updates, priorities, empty and tiny
 * frames of data, frames of unknown types. Instead of a limit for each, there is one for all: octets that carried
 * neither a request nor content. Honest clients send few of them, and floods of any kind consist of nothing else.
 */

/** Octets that may come at once. */
const ALLOWED_BYTES = 524_288
/** Octets a second that may come for ever. */
const REFILL_BYTES = 65_536
/** A request's own framing: heads, window updates, a reset. */
const PER_REQUEST = 128
/** Each window's worth of answers may be acknowledged as often as each of its frames is. */
const WRITTEN_PER_READ = 64

/** Resets of streams, by either side, in that time (CVE-2023-44487, CVE-2025-8671). */
const MAX_RESETS = 200
const RESETS_WITHIN_MS = 30_000

/** What one connection has sent for nothing. */
export class FloodGauge {
  #useful = 0
  #level = 0
  #overheadBefore = 0
  #at: number
  #resets = 0
  #resetsSince: number

  /** @param now milliseconds of a clock that never runs backwards */
  constructor(now: number) {
    this.#at = now
    this.#resetsSince = now
  }

  /** A request came, with a field list of that size. */
  request(size: number): void {
    this.#useful += size + PER_REQUEST
  }

  /** That much content came, or may have come. */
  content(octets: number): void {
    this.#useful += octets
  }

  /** A stream was reset. @returns whether there were too many */
  reset(now: number): boolean {
    if (now - this.#resetsSince > RESETS_WITHIN_MS) {
      this.#resetsSince = now
      this.#resets = 0
    }
    return ++this.#resets > MAX_RESETS
  }

  /**
   * Looks at the totals of the connection.
   * @param held octets of content that came and that nobody has read yet
   * @returns whether too much came for nothing
   */
  isFlooded(now: number, read: number, written: number, held: number): boolean {
    const overhead = read - this.#useful - held - written / WRITTEN_PER_READ
    const refill = ((now - this.#at) / 1000) * REFILL_BYTES
    this.#level = Math.max(0, this.#level + overhead - this.#overheadBefore - refill)
    this.#overheadBefore = overhead
    this.#at = now
    return this.#level > ALLOWED_BYTES
  }
}
