import { ExchangeAborted, IncomingBody } from '@tsgi/exchange'
import type { BodySource } from '@tsgi/exchange'
import type { RequestBody } from '@tsgi/spec'

/** Octets that may wait for the application before reading stops. */
const BACKLOG_BYTES = 65_536

/** What is read of standard input: as much as was announced, and only when the application asks for it. */
export class Input implements BodySource {
  readonly #body: IncomingBody
  readonly #stream: NodeJS.ReadStream
  #remaining: number
  #isOpen = false

  /** @param length octets of content, 1 or more */
  constructor(stream: NodeJS.ReadStream, length: number) {
    this.#stream = stream
    this.#remaining = length
    this.#body = new IncomingBody(this)
  }

  /** What the application gets. */
  get content(): RequestBody {
    return this.#body.content
  }

  /** The rest will not come, or is no longer wanted. */
  fail(error: unknown): void {
    this.#body.fail(error)
    this.leave()
  }

  pull(): void {
    if (!this.#isOpen) this.#open()
    this.#stream.resume()
  }

  leave(): void {
    // What nobody wants stays where it is: the web server notices that nobody reads.
    if (this.#isOpen) this.#stream.destroy()
  }

  #open(): void {
    this.#isOpen = true
    this.#stream.on('data', (bytes: Uint8Array) => this.#take(bytes))
    const cutOff = (): void => {
      this.#body.fail(new ExchangeAborted('CLIENT_LEFT', 'Standard input ended before all content had come'))
    }
    this.#stream.on('end', cutOff).on('error', cutOff)
  }

  #take(bytes: Uint8Array): void {
    const chunk = bytes.length > this.#remaining ? bytes.subarray(0, this.#remaining) : bytes
    this.#remaining -= chunk.length
    if (chunk.length > 0) this.#body.push(chunk)
    if (this.#remaining === 0) this.#body.end()
    if (this.#remaining === 0 || this.#body.backlog >= BACKLOG_BYTES) this.#stream.pause()
  }
}
