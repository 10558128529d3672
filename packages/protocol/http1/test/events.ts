import { Buffer } from 'node:buffer'
import {
  ProtocolError,
  contentDecoder,
  messageLimits,
  readRequestHead,
  requestScanner,
} from '../src/index.ts'
import type { HeadScanner } from '../src/index.ts'
import type { ContentDecoder, MessageLimits, RequestHead } from '../src/index.ts'

/** What the engine says about a connection. Content is told once, latin-1, with the end of its message. */
export type Event =
  | { readonly head: RequestHead }
  | { readonly end: string }
  | { readonly error: string; readonly status: number }
  | { readonly unfinished: 'head' }
  | { readonly unfinished: 'content'; readonly content: string }

/**
 * Reads a connection whose bytes arrive in these pieces, as a server would: one request after the other, until an
 * error, or until one that is the last.
 */
export function readAll(pieces: readonly Uint8Array[], limits: MessageLimits = messageLimits()): Event[] {
  const connection = new Connection(limits)
  try {
    for (const piece of pieces) connection.read(piece)
    connection.finish()
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    connection.events.push({ error: error.code, status: error.status })
  }
  return connection.events
}

/** Octets before and behind each piece, and before those in its memory: offsets are not what they seem. */
const AROUND = 2
const BEFORE = 3
const LF = 0x0a

class Connection {
  readonly events: Event[] = []
  readonly #limits: MessageLimits
  readonly #scanner: HeadScanner
  #decoder: ContentDecoder | null = null
  #content = ''
  /** Whether the present request is the last: the client says so, or a tunnel follows. */
  #isLast = false
  #isOver = false

  constructor(limits: MessageLimits) {
    this.#limits = limits
    this.#scanner = requestScanner(limits)
  }

  /** The bytes are there during the call only, with others around them: that is how a socket's buffer behaves. */
  read(piece: Uint8Array): void {
    const bytes = new Uint8Array(BEFORE + piece.length + 2 * AROUND).fill(LF).subarray(BEFORE)
    const to = AROUND + piece.length
    bytes.set(piece, AROUND)
    let at = AROUND
    while (at < to && !this.#isOver) {
      at = this.#decoder === null ? this.#head(bytes, at, to) : this.#more(this.#decoder, bytes, at, to)
    }
    bytes.fill(LF)
  }

  finish(): void {
    if (this.#decoder !== null) this.events.push({ unfinished: 'content', content: this.#content })
    else if (!this.#scanner.isIdle) this.events.push({ unfinished: 'head' })
  }

  #head(bytes: Uint8Array, from: number, to: number): number {
    const after = this.#scanner.scan(bytes, from, to)
    if (after < 0) return to
    const head = readRequestHead(this.#scanner, 'http')
    this.events.push({ head })
    this.#isLast = !head.keepAlive || head.method === 'CONNECT'
    if (head.contentLength === 0 || head.method === 'CONNECT') this.#end()
    else this.#decoder = contentDecoder(head.contentLength, this.#limits)
    return after
  }

  #more(decoder: ContentDecoder, bytes: Uint8Array, from: number, to: number): number {
    const after = decoder.decode(bytes, from, to)
    if (decoder.content !== null) this.#content += Buffer.from(decoder.content).toString('latin1')
    if (after < 0) return to
    this.#end()
    return after
  }

  #end(): void {
    this.events.push({ end: this.#content })
    this.#content = ''
    this.#decoder = null
    this.#isOver = this.#isLast
  }
}
