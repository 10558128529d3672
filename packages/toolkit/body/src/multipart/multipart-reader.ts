/*
 * Multipart content, pulled from:
 *
 *     multipart-body = [preamble CRLF] "--" boundary padding CRLF part
 *                      *( CRLF "--" boundary padding CRLF part ) CRLF "--" boundary "--" padding [CRLF epilogue]
 *     part           = *( field CRLF ) CRLF content
 *
 * Who asks for a piece makes the next chunk of the request come; nothing runs ahead of the reader, and nothing is left running
 * when he stops. A piece is a view of the chunk in which it came. What ends before its closing delimiter, and a line that begins
 * like a delimiter without being one, is malformed: parsers that guess guess differently, and whoever filters in front of us
 * would see other parts than we do.
 *
 * RFC 2046 §5.1.1, RFC 7578.
 */
import { Buffer } from 'node:buffer'
import { ContentError } from '../content-error.ts'
import { ByteQueue } from './byte-queue.ts'

const CR_LF = Buffer.from('\r\n')
const EMPTY_LINE = Buffer.from('\r\n\r\n')
const SP = 0x20
const HTAB = 0x09
const DASHES = Buffer.from('--')

/** Limits of the content as a whole. */
export interface ReaderLimits {
  readonly maxBytes: number
  readonly maxHeadBytes: number
}

/** Reads multipart content from chunks: delimiters, heads and pieces of content, in the order in which they come. */
export class MultipartReader {
  /** Bytes that have come so far. */
  received = 0

  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #delimiter: Buffer
  readonly #limits: ReaderLimits
  readonly #queue = new ByteQueue()
  #isReading = false

  constructor(chunks: AsyncIterator<Uint8Array>, boundary: string, limits: ReaderLimits) {
    this.#chunks = chunks
    this.#delimiter = Buffer.from(`\r\n--${boundary}`)
    this.#limits = limits
    // So that a delimiter at the very start is like any other.
    this.#queue.push(CR_LF)
  }

  /** The next piece of what stands before the next delimiter; `null`: the delimiter was reached, and is behind us. */
  async nextPiece(): Promise<Buffer | null> {
    if (this.#isReading)
      throw new TypeError('The content of a part is read already: await one read before the next')
    this.#isReading = true
    try {
      for (;;) {
        const index = this.#queue.indexOf(this.#delimiter)
        if (index === 0) {
          this.#queue.take(this.#delimiter.length)
          return null
        }
        const length = index === -1 ? this.#queue.length - this.#queue.heldBack(this.#delimiter) : index
        if (length > 0) return this.#queue.take(length)
        if (!this.#add(await this.#chunks.next())) throw endedEarly()
      }
    } finally {
      this.#isReading = false
    }
  }

  /** Behind a delimiter: whether a part follows. If not, the rest is read away. */
  async isPartNext(): Promise<boolean> {
    await this.#atLeast(2)
    const isLast = this.#queue.startsWith(DASHES)
    if (isLast) this.#queue.take(2)
    if (await this.#skipBlanks()) await this.#takeLineEnd()
    else if (!isLast) throw endedEarly()
    if (isLast) await this.#readAway()
    return !isLast
  }

  /** The head of the part, without the empty line behind it. */
  async readHead(): Promise<Buffer> {
    const { maxHeadBytes } = this.#limits
    let from = 0
    for (;;) {
      const end = this.#queue.indexOf(EMPTY_LINE, from)
      if ((end === -1 ? this.#queue.length - 3 : end) > maxHeadBytes) {
        throw new ContentError('BODY_TOO_LARGE', `The head of a part has more than ${maxHeadBytes} bytes`)
      }
      if (end !== -1) {
        const head = this.#queue.take(end)
        this.#queue.take(EMPTY_LINE.length)
        await this.#expectNoDelimiter()
        return head
      }
      from = Math.max(0, this.#queue.length - 3)
      if (!this.#add(await this.#chunks.next())) throw endedEarly()
    }
  }

  /** Where the end of a head may also be the beginning of a delimiter, parsers differ. */
  async #expectNoDelimiter(): Promise<void> {
    const dashes = this.#delimiter.subarray(CR_LF.length)
    for (;;) {
      const length = Math.min(this.#queue.length, dashes.length)
      if (!this.#queue.startsWith(dashes.subarray(0, length))) return
      if (length === dashes.length) throw malformed('There is a boundary right behind the head of a part')
      await this.#atLeast(length + 1)
    }
  }

  /** @returns whether there is something behind the blanks */
  async #skipBlanks(): Promise<boolean> {
    while (await this.#tryAtLeast(1)) {
      const byte = this.#queue.at(0)
      if (byte !== SP && byte !== HTAB) return true
      this.#queue.take(1)
    }
    return false
  }

  async #takeLineEnd(): Promise<void> {
    await this.#tryAtLeast(2)
    if (!this.#queue.startsWith(CR_LF)) throw malformed('There is something else on the line of a boundary')
    this.#queue.take(2)
  }

  async #readAway(): Promise<void> {
    do this.#queue.take(this.#queue.length)
    while (this.#add(await this.#chunks.next()))
  }

  async #atLeast(length: number): Promise<void> {
    if (!(await this.#tryAtLeast(length))) throw endedEarly()
  }

  async #tryAtLeast(length: number): Promise<boolean> {
    while (this.#queue.length < length) if (!this.#add(await this.#chunks.next())) return false
    return true
  }

  /** Takes a chunk in. @returns whether there was one */
  #add({ done, value }: IteratorResult<Uint8Array>): boolean {
    if (done === true) return false
    this.received += value.byteLength
    if (this.received > this.#limits.maxBytes) {
      throw new ContentError(
        'BODY_TOO_LARGE',
        `There are more than ${this.#limits.maxBytes} bytes of content`,
      )
    }
    this.#queue.push(value)
    return true
  }
}

function endedEarly(): ContentError {
  return malformed('The content ends before its closing boundary')
}

function malformed(message: string): ContentError {
  return new ContentError('BODY_MULTIPART', `${message} (RFC 2046 §5.1.1)`)
}
