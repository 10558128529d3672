/*
 * chunked-body = *chunk last-chunk trailer-section CRLF          (RFC 9112 §7.1)
 * chunk        = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
 * chunk-size   = 1*HEXDIG                                        here: at most 16, and a safe integer
 *
 * All content of one read is copied into one array, so that a message of tiny chunks costs its receiver no more than
 * the reads it came in.
 */
import type { ContentDecoder } from './content-decoder.ts'
import type { ExtensionState } from './chunk-extension.ts'
import { extensionEnds, extensionStart, nextExtensionState } from './chunk-extension.ts'
import { SPANS_PER_FIELD, trailerScanner } from './head-scanner.ts'
import type { HeadScanner } from './head-scanner.ts'
import type { MessageLimits } from './limits.ts'
import { CR, HEX, HTAB, LF, SEMICOLON, SP } from './octets.ts'
import { ProtocolError } from './protocol-error.ts'

const SIZE = 0
const EXTENSION = 1
const SIZE_LF = 2
const DATA = 3
const DATA_CR = 4
const DATA_LF = 5
const TRAILER = 6

const MAX_SIZE_DIGITS = 16

/** Decodes content in chunks; extensions and trailers are checked, then dropped. */
export class ChunkedDecoder implements ContentDecoder {
  content: Uint8Array | null = null
  readonly remaining: number = Infinity

  readonly #limits: MessageLimits
  #state = SIZE
  #sizeDigits = 0
  /** Octets of the present chunk that are still to come. */
  #left = 0
  #extension: ExtensionState = extensionStart
  #extensionBytes = 0
  #trailer: HeadScanner | null = null
  /** Start and end of each run of content in the present bytes. */
  readonly #runs: number[] = []

  constructor(limits: MessageLimits) {
    this.#limits = limits
  }

  decode(bytes: Uint8Array, from: number, to: number): number {
    this.#runs.length = 0
    const end = this.#run(bytes, from, to)
    this.content = collect(bytes, this.#runs)
    return end
  }

  #run(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    while (at < to) {
      if (this.#state === DATA) at = this.#data(at, to)
      else if (this.#state === TRAILER) return this.#trailerSection(bytes, at, to)
      else this.#framing(bytes[at++]!)
    }
    return -1
  }

  /** Notes the content that is here, and steps over it. */
  #data(at: number, to: number): number {
    const end = Math.min(to, at + this.#left)
    this.#runs.push(at, end)
    this.#left -= end - at
    if (this.#left === 0) this.#state = DATA_CR
    return end
  }

  /** One octet of the lines around the content. */
  #framing(octet: number): void {
    switch (this.#state) {
      case SIZE:
        return this.#size(octet)
      case EXTENSION:
        return this.#extensionOctet(octet)
      case SIZE_LF:
        if (octet !== LF) throw badSize()
        this.#state = this.#left === 0 ? TRAILER : DATA
        this.#sizeDigits = 0
        return
      case DATA_CR:
        if (octet !== CR) throw badEnd()
        this.#state = DATA_LF
        return
      case DATA_LF:
        if (octet !== LF) throw badEnd()
        this.#state = SIZE
    }
  }

  #size(octet: number): void {
    const digit = HEX[octet]! - 1
    if (digit >= 0) {
      this.#left = this.#left * 16 + digit
      if (++this.#sizeDigits > MAX_SIZE_DIGITS || !Number.isSafeInteger(this.#left)) throw badSize()
      return
    }
    if (this.#sizeDigits === 0) throw badSize()
    if (octet === CR) {
      this.#state = SIZE_LF
    } else if (octet === SEMICOLON || octet === SP || octet === HTAB) {
      this.#state = EXTENSION
      this.#extension = extensionStart
      this.#extensionOctet(octet)
    } else {
      throw badSize()
    }
  }

  #extensionOctet(octet: number): void {
    if (octet === CR && extensionEnds(this.#extension)) {
      this.#state = SIZE_LF
      return
    }
    // Extensions are free to send and useless to us; without a limit they would be a way to keep us busy.
    if (++this.#extensionBytes > this.#limits.maxChunkExtensionBytes) {
      throw new ProtocolError(
        'HTTP1_CHUNK_EXTENSION_SIZE',
        'Too many bytes of chunk extensions (RFC 9112 §7.1.1)',
      )
    }
    this.#extension = nextExtensionState(this.#extension, octet)
  }

  #trailerSection(bytes: Uint8Array, at: number, to: number): number {
    this.#trailer ??= trailerScanner(this.#limits)
    const end = this.#trailer.scan(bytes, at, to)
    if (end >= 0) refuseForbiddenTrailers(this.#trailer)
    return end
  }
}

/** A run this short is copied faster than a view of it is made. */
const SHORT_RUN = 32

/** Copies the runs into one array. */
function collect(bytes: Uint8Array, runs: readonly number[]): Uint8Array | null {
  let length = 0
  for (let i = 0; i < runs.length; i += 2) length += runs[i + 1]! - runs[i]!
  if (length === 0) return null
  const content = new Uint8Array(length)
  let filled = 0
  for (let i = 0; i < runs.length; i += 2) {
    const start = runs[i]!
    const end = runs[i + 1]!
    if (end - start > SHORT_RUN) content.set(bytes.subarray(start, end), filled)
    else for (let at = start; at < end; at++) content[filled + at - start] = bytes[at]!
    filled += end - start
  }
  return content
}

/** Fields that frame, route or authorise: after the content they come too late, so they are attacks (RFC 9110 §6.5.1). */
const FORBIDDEN_TRAILERS = new Set([
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-range',
  'cookie',
  'expect',
  'host',
  'proxy-authorization',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

function refuseForbiddenTrailers({ bytes, spans, fieldCount }: HeadScanner): void {
  for (let i = 0; i < fieldCount * SPANS_PER_FIELD; i += SPANS_PER_FIELD) {
    const name = String.fromCharCode(...bytes.subarray(spans[i], spans[i + 1])).toLowerCase()
    if (FORBIDDEN_TRAILERS.has(name)) {
      throw new ProtocolError('HTTP1_TRAILER', `${name} in a trailer section (RFC 9110 §6.5.1)`)
    }
  }
}

function badSize(): ProtocolError {
  return new ProtocolError(
    'HTTP1_CHUNK_SIZE',
    'A chunk starts with its size in hexadecimal and CR LF (RFC 9112 §7.1)',
  )
}

function badEnd(): ProtocolError {
  return new ProtocolError('HTTP1_CHUNK_END', 'Chunk data is followed by CR LF (RFC 9112 §7.1)')
}
