/*
 * Theory of operation
 *
 * A header is the first thing on a connection and comes once. Whether a peer sends one is configured, never guessed from
 * the bytes (§5). The first octet tells the versions apart, `P` or CR, and from there on each octet either goes on with
 * a header or ends the connection: whoever speaks something else learns it at once, and no error depends on how the
 * bytes were cut. No octet behind the header is taken.
 *
 * Sections are those of the specification, https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt.
 */
import { blockReader } from './block-reader.ts'
import { lineReader } from './line-reader.ts'
import type { ProxyHeaderReader } from './proxy-header.ts'
import { noHeader } from './proxy-protocol-error.ts'

/** What a reader puts up with. */
export interface ProxyHeaderOptions {
  /** Octets of a whole header of version 2, 16 to 65551. Default 4096. One of version 1 has at most 107. */
  maxBytes?: number
}

/** By the first octet of a header. */
const READERS: ReadonlyMap<number | undefined, (maxBytes: number) => ProxyHeaderReader> = new Map([
  ['P'.charCodeAt(0), lineReader],
  ['\r'.charCodeAt(0), blockReader],
])

const DEFAULT_MAX_BYTES = 4096
const LEAST = 16
/** What a length of two octets allows. */
const MOST = LEAST + 65_535

/**
 * Makes a reader for the PROXY header, version 1 or 2, of one connection.
 * @throws TypeError for a `maxBytes` that is out of range
 */
export function proxyHeaderReader(options: ProxyHeaderOptions = {}): ProxyHeaderReader {
  const { maxBytes = DEFAULT_MAX_BYTES } = options
  if (!Number.isInteger(maxBytes) || maxBytes < LEAST || maxBytes > MOST) {
    throw new TypeError(`maxBytes is ${LEAST} to ${MOST}, got ${String(maxBytes)}`)
  }
  return new AnyVersionReader(maxBytes)
}

class AnyVersionReader implements ProxyHeaderReader {
  readonly #maxBytes: number
  #reader: ProxyHeaderReader | null = null

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get header(): ProxyHeaderReader['header'] {
    return this.#reader?.header ?? null
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    if (this.header !== null) throw new Error('There has been a PROXY header: it comes once')
    if (start >= end) return -1
    this.#reader ??= this.#readerFor(bytes[start])
    return this.#reader.read(bytes, start, end)
  }

  #readerFor(firstOctet: number | undefined): ProxyHeaderReader {
    const createReader = READERS.get(firstOctet)
    if (createReader === undefined) throw noHeader()
    return createReader(this.#maxBytes)
  }
}
