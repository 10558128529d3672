import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { DirectWriter } from './direct-writer.ts'
import type { Counters } from '../counters.ts'

/** Bytes up to this size join the text around them, which is cheaper than buffers of their own. */
const JOINED_BYTES = 4096

/** So much text may be held back: answers to requests that arrived together may be many, and large. */
const HELD_CHARACTERS = 65_536

/**
 * What goes out on one socket. Text is collected until `flush`, so that a head and its content, the answers to requests
 * that arrived together, or the chunks that an application makes without waiting for anything, leave in one write.
 */
export class Output {
  readonly #socket: Socket
  readonly #writer: DirectWriter
  readonly #counters: Counters
  readonly #drained: () => void
  /** Text not yet written, one character for each octet. */
  #text = ''
  /** Whether `flush` is put off until `release`. */
  #isHeld = false
  #isFlushingSoon = false
  #waiters: Array<() => void> = []
  /** Octets that waited for the client when it last moved, and when that was. */
  #stalledAt = 0
  #stalledSince = 0

  /** @param drained called when the client has caught up */
  constructor(socket: Socket, counters: Counters, drained: () => void) {
    this.#socket = socket
    this.#counters = counters
    this.#drained = drained
    this.#writer = new DirectWriter(socket, () => this.#caughtUp())
    socket.on('drain', () => this.#caughtUp())
    socket.on('close', () => this.#wake())
  }

  /** Whether the client is slower than we are. */
  get isFull(): boolean {
    return this.#writer.isBehind || this.#socket.writableNeedDrain
  }

  /** Whether the client has taken nothing of what is waiting for so many milliseconds; 0: it may take for ever. */
  isStalled(now: number, milliseconds: number): boolean {
    const waiting = this.#socket.writableLength + this.#writer.waiting
    if (waiting === 0 || waiting !== this.#stalledAt) {
      this.#stalledAt = waiting
      this.#stalledSince = now
      return false
    }
    return milliseconds > 0 && now - this.#stalledSince >= milliseconds
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

  /** Adds content of that many bytes, strings as UTF-8. */
  content(content: string | Uint8Array, size: number): void {
    // A string with as many bytes as characters is ASCII.
    if (typeof content === 'string' && content.length === size) this.#text += content
    else if (size <= JOINED_BYTES) this.#text += latin1.call(bytesOf(content), 0, size)
    else this.#bytes(bytesOf(content))
  }

  /** Adds large content in parts, all in one system call. */
  parts(parts: readonly Uint8Array[]): void {
    this.#socket.cork()
    this.#bytes(parts[0]!)
    for (let i = 1; i < parts.length; i++) this.#bytes(parts[i]!)
    this.#socket.uncork()
  }

  /** Writes what there is, unless it is being held and little. */
  flush(): void {
    if (this.#text === '' || (this.#isHeld && this.#text.length < HELD_CHARACTERS)) return
    const text = this.#text
    this.#text = ''
    this.#counters.sent(text.length)
    this.#writer.write(text)
  }

  /** Writes what there is when everything that is ready to run has run, or now when it is much. */
  flushSoon(): void {
    if (this.#text.length >= HELD_CHARACTERS) return this.flush()
    if (this.#isFlushingSoon) return
    this.#isFlushingSoon = true
    process.nextTick(() => {
      this.#isFlushingSoon = false
      this.flush()
    })
  }

  /** Resolves when the client has caught up or has gone; `undefined`: it has not fallen behind. */
  drained(): Promise<void> | undefined {
    // A destroyed socket is waited for as well: who went on at once would never let its 'close' happen.
    if (!this.isFull && !this.#socket.destroyed) return undefined
    return new Promise((resolve) => this.#waiters.push(resolve))
  }

  /** Resolves when all was handed to the operating system or the socket has gone; `undefined`: it already was. */
  flushed(): Promise<void> | undefined {
    this.release()
    if (this.#socket.destroyed) return this.drained()
    if (this.#socket.writableLength === 0 && !this.#writer.isBehind) return undefined
    return new Promise((resolve) => {
      // Behind the end nothing can be written, which would be an error and close the socket.
      if (this.#socket.writableEnded) return void this.#socket.once('finish', resolve).once('close', resolve)
      // When it fails, 'close' follows, of which the exchange hears first.
      this.#socket.write('', (error) => (error ? this.#waiters.push(resolve) : resolve()))
    })
  }

  #caughtUp(): void {
    this.#wake()
    this.#drained()
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) waiter()
  }

  #bytes(bytes: Uint8Array): void {
    const text = this.#text
    this.#text = ''
    this.#counters.sent(text.length + bytes.length)
    this.#socket.cork()
    if (text !== '') this.#socket.write(text, 'latin1')
    this.#socket.write(bytes)
    this.#socket.uncork()
  }
}

const latin1 = Buffer.prototype.latin1Slice as (this: Uint8Array, start: number, end: number) => string

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content
}
