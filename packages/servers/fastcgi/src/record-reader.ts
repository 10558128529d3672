/*
 * From octets to records, however they are cut. The content of streams is handed on as it comes, in place; that of the
 * few other records, which is short, is collected. Padding is skipped. Nothing is allocated for lengths that are only
 * announced (GW4).
 */
import { FastcgiError } from './fastcgi-error.ts'
import { ABORT_REQUEST, BEGIN_REQUEST, GET_VALUES, HEAD_OCTETS, PARAMS, STDIN, VERSION } from './records.ts'

/** Who is told of records. Octets are lent until the call returns. */
export interface RecordHandler {
  /** A request begins. */
  begin(id: number, role: number, flags: number): void
  /** A request is given up. */
  abort(id: number): void
  /** Some of the variables. */
  params(id: number, bytes: Uint8Array, from: number, to: number): void
  /** The variables are complete. */
  paramsEnd(id: number): void
  /** Some of the content. */
  stdin(id: number, bytes: Uint8Array, from: number, to: number): void
  /** The content is complete. */
  stdinEnd(id: number): void
  /** Variables of the gateway are asked for: pairs of names and values. */
  getValues(pairs: Uint8Array): void
  /** A record about the connection that nobody knows. */
  unknownType(type: number): void
}

/** Octets of content of a record that is no stream: eight, or the names of a few variables. */
const MAX_SHORT = 1024

/** Reads the records of one connection. */
export class RecordReader {
  readonly #handler: RecordHandler
  readonly #head = new Uint8Array(HEAD_OCTETS)
  /** Octets of the head that have come; all of them: the content is being read. */
  #headLength = 0
  #type = 0
  #id = 0
  /** Octets of content and of padding that are still to come. */
  #content = 0
  #padding = 0
  #isStream = false
  /** Content of a record that is no stream, where it comes in pieces. */
  #short: Uint8Array | null = null

  constructor(handler: RecordHandler) {
    this.#handler = handler
  }

  /** Whether there is nothing of a next record. */
  get isIdle(): boolean {
    return this.#headLength === 0
  }

  /**
   * Takes one record at most.
   * @returns the offset after what was taken
   * @throws FastcgiError
   */
  take(bytes: Uint8Array, at: number, end: number): number {
    if (this.#headLength === HEAD_OCTETS) return this.#takeContent(bytes, at, end)
    if (this.#headLength === 0 && end - at >= HEAD_OCTETS) {
      this.#begin(bytes, at)
      return this.#takeContent(bytes, at + HEAD_OCTETS, end)
    }
    const to = Math.min(end, at + HEAD_OCTETS - this.#headLength)
    this.#head.set(bytes.subarray(at, to), this.#headLength)
    this.#headLength += to - at
    if (this.#headLength < HEAD_OCTETS) return to
    this.#begin(this.#head, 0)
    return this.#takeContent(bytes, to, end)
  }

  /** A head is complete. */
  #begin(bytes: Uint8Array, at: number): void {
    if (bytes[at] !== VERSION)
      throw new FastcgiError('FASTCGI_VERSION', `Version 1 is spoken here, not ${bytes[at]} (FastCGI §3.3)`)
    this.#headLength = HEAD_OCTETS
    this.#type = bytes[at + 1]!
    this.#id = (bytes[at + 2]! << 8) | bytes[at + 3]!
    this.#content = (bytes[at + 4]! << 8) | bytes[at + 5]!
    this.#padding = bytes[at + 6]!
    this.#isStream = this.#id !== 0 && (this.#type === PARAMS || this.#type === STDIN)
    if (!this.#isStream) this.#checkShort()
    if (this.#content === 0) this.#endEmpty()
  }

  /** Records that are no streams: each has a length, and belongs to a request or to none. */
  #checkShort(): void {
    const type = this.#type
    const isOfRequest = type < GET_VALUES && type !== 0
    if (isOfRequest !== (this.#id !== 0)) throw this.#wrong('FASTCGI_REQUEST_ID', `with the id ${this.#id}`)
    if (isOfRequest && type !== BEGIN_REQUEST && type !== ABORT_REQUEST)
      throw this.#wrong('FASTCGI_TYPE', 'is not for us')
    const isWrong = type === BEGIN_REQUEST ? this.#content !== HEAD_OCTETS : this.#content > MAX_SHORT
    if (isWrong) throw this.#wrong('FASTCGI_LENGTH', `has ${this.#content} octets`)
  }

  #wrong(code: string, what: string): FastcgiError {
    return new FastcgiError(code, `A record of type ${this.#type} ${what} (FastCGI §3.3, §8)`)
  }

  #takeContent(bytes: Uint8Array, at: number, end: number): number {
    const to = Math.min(end, at + this.#content)
    if (to > at) {
      this.#content -= to - at
      this.#handOn(bytes, at, to)
    }
    const after = Math.min(end, to + this.#padding)
    this.#padding -= after - to
    if (this.#content === 0 && this.#padding === 0) this.#headLength = 0
    return after
  }

  #handOn(bytes: Uint8Array, from: number, to: number): void {
    if (this.#isStream) return this.#stream(bytes, from, to)
    if (this.#short === null && this.#content === 0) return this.#endShort(bytes, from, to)
    const short = (this.#short ??= new Uint8Array(to - from + this.#content))
    short.set(bytes.subarray(from, to), short.length - this.#content - (to - from))
    if (this.#content > 0) return
    this.#short = null
    this.#endShort(short, 0, short.length)
  }

  #stream(bytes: Uint8Array, from: number, to: number): void {
    if (this.#type === PARAMS) this.#handler.params(this.#id, bytes, from, to)
    else this.#handler.stdin(this.#id, bytes, from, to)
  }

  /** A record without content: the end of a stream, or one that has none. */
  #endEmpty(): void {
    if (!this.#isStream) this.#endShort(NOTHING, 0, 0)
    else if (this.#type === PARAMS) this.#handler.paramsEnd(this.#id)
    else this.#handler.stdinEnd(this.#id)
  }

  #endShort(bytes: Uint8Array, from: number, to: number): void {
    if (this.#type === BEGIN_REQUEST)
      this.#handler.begin(this.#id, (bytes[from]! << 8) | bytes[from + 1]!, bytes[from + 2]!)
    else if (this.#type === ABORT_REQUEST) this.#handler.abort(this.#id)
    else if (this.#type === GET_VALUES) this.#handler.getValues(bytes.slice(from, to))
    else this.#handler.unknownType(this.#type)
  }
}

const NOTHING = new Uint8Array(0)
