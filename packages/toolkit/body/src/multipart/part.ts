import type { HttpRequest } from '@tsgi/spec'
import { ContentError } from '../content-error.ts'
import { readBytes, readText } from '../read-text.ts'
import type { PartHead, PartHeaders } from './part-head.ts'

/** A field or file of a multipart form, on its way. */
export interface Part {
  /** Name of the field. */
  readonly name: string
  /**
   * What the client calls the file, without folders and controls, `''` when it says nothing; `undefined`: the part is no
   * file. Two files may have one name, and a name may be `nul` or `index.html`: store files under names of your own.
   */
  readonly filename: string | undefined
  /** Media type in lower case without parameters, as the client says: `'image/png'`. Not verified. */
  readonly type: string
  /** Fields of the part by lower-case name. */
  readonly headers: PartHeaders
  /** The content, to be iterated once, before the next part is asked for. What is not read is passed over. */
  readonly body: AsyncIterable<Uint8Array>
  /** Reads all of the content. */
  bytes(): Promise<Uint8Array>
  /** Reads all of the content as text, in UTF-8 or the charset that the part names. */
  text(): Promise<string>
}

/** Gives the next piece of the content of the current part; `null`: that was all. */
export type NextPiece = () => Promise<Uint8Array | null>

/** Limits of one part. */
export interface PartLimits {
  readonly maxBytes: number
  readonly charsets: readonly string[]
}

/** A part whose content is pulled from the request. */
export class IncomingPart implements Part {
  readonly name: string
  readonly filename: string | undefined
  readonly type: string
  readonly headers: PartHeaders
  readonly body: AsyncIterable<Uint8Array>

  readonly #request: HttpRequest
  readonly #limits: PartLimits
  readonly #nextPiece: NextPiece
  #size = 0
  #isTaken = false
  #isEnded = false
  #isPassedOver = false

  constructor(request: HttpRequest, head: PartHead, limits: PartLimits, nextPiece: NextPiece) {
    this.name = head.name
    this.filename = head.filename
    this.type = head.type
    this.headers = head.headers
    this.body = { [Symbol.asyncIterator]: () => this.#take() }
    this.#request = request
    this.#limits = limits
    this.#nextPiece = nextPiece
  }

  bytes(): Promise<Uint8Array> {
    return readBytes(this.#asRequest(), { maxBytes: this.#limits.maxBytes })
  }

  text(): Promise<string> {
    return readText(this.#asRequest(), this.#limits)
  }

  /** Passes over what was not read, within the limits, so that the next part can be. */
  async passOver(): Promise<void> {
    this.#isPassedOver = true
    while (!this.#isEnded) await this.#pull()
  }

  /** There is nothing more to be read: the loop over the parts was left. */
  abandon(): void {
    this.#isPassedOver = true
  }

  /** The content of a part is read as that of a request: by the same readers. */
  #asRequest(): HttpRequest {
    const headers = Object.create(null) as Record<string, string | undefined>
    headers['content-type'] = this.headers['content-type']
    return { ...this.#request, headers, body: this.body }
  }

  #take(): AsyncIterator<Uint8Array> {
    if (this.#isTaken) throw new TypeError(`The content of a part can be read once: '${this.name}' was`)
    this.#isTaken = true
    return { next: () => this.#next(), return: () => ENDED }
  }

  #next(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#isPassedOver) return this.#isEnded ? ENDED : this.#pull()
    const message = `The part '${this.name}' was passed over: read it before asking for the next one`
    return Promise.reject(new TypeError(message))
  }

  async #pull(): Promise<IteratorResult<Uint8Array>> {
    const piece = await this.#nextPiece()
    if (piece === null) {
      this.#isEnded = true
      return END
    }
    this.#size += piece.byteLength
    if (this.#size > this.#limits.maxBytes) {
      const what = this.filename === undefined ? 'A field' : 'A file'
      throw new ContentError('BODY_TOO_LARGE', `${what} has more than ${this.#limits.maxBytes} bytes`)
    }
    return { done: false, value: piece }
  }
}

const END: IteratorResult<Uint8Array> = Object.freeze({ done: true, value: undefined })
const ENDED: Promise<IteratorResult<Uint8Array>> = Promise.resolve(END)
