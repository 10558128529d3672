import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'

/** The connection ended where more was due. */
export class CutOff extends Error {
  override readonly name = 'CutOff'
}

/** Reads what a socket brings, as much as is asked for and no more. */
export class ByteReader {
  readonly #socket: Socket
  readonly #chunks: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.#socket = socket
    this.#chunks = socket.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
  }

  /** Bytes that have arrived but were not asked for. */
  get unread(): number {
    return this.#rest.length
  }

  /** One line without its CR LF. @throws CutOff; Error for a line that ends in another way */
  async line(): Promise<string> {
    let end = this.#rest.indexOf('\n')
    while (end === -1) {
      if (!(await this.#more()))
        throw new CutOff(`the connection ended in a line: ${this.#rest.toString('latin1')}`)
      end = this.#rest.indexOf('\n')
    }
    const line = this.#take(end + 1).toString('latin1')
    if (!line.endsWith('\r\n') || line.indexOf('\r') !== line.length - 2) {
      throw new Error(`A line that does not end with CR LF: ${JSON.stringify(line)}`)
    }
    return line.slice(0, -2)
  }

  /** At least one byte and at most so many; `null` at the end. @throws CutOff when the connection was reset */
  async some(most: number): Promise<Buffer | null> {
    if (this.#rest.length === 0 && !(await this.#more())) return null
    return this.#take(Math.min(most, this.#rest.length))
  }

  /**
   * Whether the end was a reset. Node tells a reset that comes together with data as an ordinary end; but then nothing
   * can be written any more.
   */
  async wasReset(): Promise<boolean> {
    return new Promise((resolve) => this.#socket.write('\r\n', (error) => resolve(error != null)))
  }

  /** All that comes, until the end. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const chunk = await this.some(Infinity)
      if (chunk === null) return
      yield chunk
    }
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    return taken
  }

  async #more(): Promise<boolean> {
    let next: IteratorResult<Buffer>
    try {
      next = await this.#chunks.next()
    } catch (error) {
      throw new CutOff('the connection was reset', { cause: error })
    }
    if (next.done === true) return false
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value])
    return true
  }
}
