import { ExchangeAborted, IncomingBody } from '@tsgi/exchange'
import type { BodySource } from '@tsgi/exchange'
import type { RequestBody } from '@tsgi/spec'
import { CgiError } from './cgi-error.ts'

/** Octets that may wait for the application before reading stops. */
const BACKLOG_BYTES = 65_536

/** How long what nobody reads is waited for, without any of it coming. */
const DISCARD_IDLE_MS = 5000

/** What is read of standard input: as much as was announced, and only when the application asks for it. */
export class Input implements BodySource {
  readonly #body: IncomingBody
  readonly #stream: NodeJS.ReadStream
  readonly #maxBytes: number
  /** Infinity: standard input ends where the content does. */
  #remaining: number
  #received = 0
  #isOpen = false
  #idle: NodeJS.Timeout | null = null
  readonly #over: Promise<void>
  #finish: () => void = () => {}

  /**
   * @param length octets of content, 1 or more; `null`: what there is up to the end
   * @param maxBytes octets that may come in that case; 0: any number
   */
  constructor(stream: NodeJS.ReadStream, length: number | null, maxBytes: number) {
    this.#stream = stream
    this.#remaining = length ?? Infinity
    this.#maxBytes = length === null ? maxBytes : 0
    this.#body = new IncomingBody(this)
    this.#over = new Promise((resolve) => (this.#finish = resolve))
  }

  /** What the application gets. */
  get content(): RequestBody {
    return this.#body.content
  }

  /** The rest will not come, or is no longer wanted. */
  fail(error: unknown): void {
    this.#body.fail(error)
    this.#stream.destroy()
    this.#end()
  }

  /**
   * Throws away what still comes, until all has come. Web servers send all of a request before they look at the answer, and
   * under mod_cgid, where standard input is a socket, an answer is lost when that is closed with something unread in it.
   */
  discard(): Promise<void> {
    this.#body.fail(
      new ExchangeAborted(
        'CONTENT_DISCARDED',
        'The exchange is over, what was left of its content is discarded',
      ),
    )
    if (this.#remaining > 0) this.leave()
    return this.#over
  }

  pull(): void {
    if (!this.#isOpen) this.#open()
    this.#stream.resume()
  }

  leave(): void {
    this.#idle ??= setTimeout(() => this.#end(), DISCARD_IDLE_MS)
    this.pull()
  }

  #open(): void {
    this.#isOpen = true
    this.#stream.on('data', (bytes: Uint8Array) => this.#take(bytes))
    this.#stream.on('end', () => this.#ended(this.#remaining === Infinity))
    this.#stream.on('error', () => this.#ended(false))
  }

  #take(bytes: Uint8Array): void {
    const chunk = bytes.length > this.#remaining ? bytes.subarray(0, this.#remaining) : bytes
    this.#remaining -= chunk.length
    this.#received += chunk.length
    this.#idle?.refresh()
    if (this.#maxBytes > 0 && this.#received > this.#maxBytes) this.#body.fail(tooMuch(this.#maxBytes))
    else if (chunk.length > 0) this.#body.push(chunk)
    if (this.#remaining === 0) this.#end()
    else if (this.#idle === null && this.#body.backlog >= BACKLOG_BYTES) this.#stream.pause()
  }

  #ended(isWhole: boolean): void {
    const cutOff = 'Standard input ended before all content had come'
    if (!isWhole) this.#body.fail(new ExchangeAborted('CLIENT_LEFT', cutOff))
    this.#end()
  }

  /** Nothing more is read. */
  #end(): void {
    this.#remaining = 0
    this.#body.end()
    this.#stream.pause()
    if (this.#idle !== null) clearTimeout(this.#idle)
    this.#finish()
  }
}

/** The error of content that is larger than the limit. */
export function tooMuch(maxBytes: number): CgiError {
  return new CgiError('CONTENT_SIZE', `More content than the ${maxBytes} octets that are read`, 413)
}
