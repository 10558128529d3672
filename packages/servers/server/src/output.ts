import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'

/** Bytes up to this size are copied behind the text before them, which is cheaper than a second buffer to write. */
const COPIED_BYTES = 16_384

/** So much text may be held back: answers to requests that arrived together may be many, and large. */
const HELD_CHARACTERS = 65_536

/**
 * What goes out on one socket. Text is collected until `flush`, so that a head and its content, or the answers to
 * requests that arrived together, leave in one write.
 */
export class Output {
  readonly #socket: Socket
  /** Text not yet written, one character for each octet. */
  #text = ''
  /** Whether `flush` is put off until `release`. */
  #isHeld = false
  #waiters: Array<() => void> = []

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('drain', () => this.#wake())
    socket.on('close', () => this.#wake())
  }

  /** Whether the client is slower than we are. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain
  }

  /** Collects writes until `release`. */
  hold(): void {
    this.#isHeld = true
  }

  /** Writes what was collected since `hold`. */
  release(): void {
    this.#isHeld = false
    this.flush()
  }

  /** Adds text of which each character is one octet: heads and framing. */
  octets(text: string): void {
    this.#text += text
  }

  /** Adds content of that many bytes, strings as UTF-8, and the octets that follow it. */
  content(content: string | Uint8Array, size: number, suffix = ''): void {
    // A string with as many bytes as characters is ASCII: it can join the text.
    if (typeof content !== 'string') this.#bytes(content, suffix)
    else if (content.length === size) this.#text += content + suffix
    else this.#bytes(Buffer.from(content), suffix)
  }

  /** Writes what there is, unless it is being held and little. */
  flush(): void {
    if (this.#text === '' || (this.#isHeld && this.#text.length < HELD_CHARACTERS)) return
    const text = this.#text
    this.#text = ''
    this.#socket.write(text, 'latin1')
  }

  /** Resolves when the client has caught up or has gone; `undefined`: it has not fallen behind. */
  drained(): Promise<void> | undefined {
    // A destroyed socket is waited for as well: who went on at once would never let its 'close' happen.
    if (!this.#socket.writableNeedDrain && !this.#socket.destroyed) return undefined
    return new Promise((resolve) => this.#waiters.push(resolve))
  }

  /** Resolves when all was handed to the operating system or the socket has gone; `undefined`: it already was. */
  flushed(): Promise<void> | undefined {
    this.release()
    if (this.#socket.destroyed) return this.drained()
    if (this.#socket.writableLength === 0) return undefined
    return new Promise((resolve) => {
      // When it fails, 'close' follows, of which the exchange hears first.
      this.#socket.write('', (error) => (error ? this.#waiters.push(resolve) : resolve()))
    })
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) waiter()
  }

  #bytes(bytes: Uint8Array, suffix: string): void {
    const text = this.#text
    this.#text = ''
    if (bytes.length <= COPIED_BYTES) {
      const joined = Buffer.allocUnsafe(text.length + bytes.length + suffix.length)
      joined.write(text, 'latin1')
      joined.set(bytes, text.length)
      joined.write(suffix, text.length + bytes.length, 'latin1')
      this.#socket.write(joined)
      return
    }
    this.#socket.cork()
    if (text !== '') this.#socket.write(text, 'latin1')
    this.#socket.write(bytes)
    if (suffix !== '') this.#socket.write(suffix, 'latin1')
    this.#socket.uncork()
  }
}
