import type { ResponseHead, Transport } from '@tsgi/exchange'
import type { Awaitable } from '@tsgi/spec'

/** What an exchange sent. */
export interface Sent {
  /** Status of the response; 0: none was sent. */
  status: number
  /** Length of the content. */
  length: number
  /** How it ended. */
  end: 'open' | 'finished' | 'cut'
}

/** A transport that nothing waits for and nothing comes out of: what is left is the exchange. Content is ASCII. */
export class DiscardingTransport implements Transport {
  readonly takesTrailers = false
  readonly sent: Sent = { status: 0, length: 0, end: 'open' }
  readonly #onFinished: ((sent: Sent) => void) | null

  constructor(onFinished: ((sent: Sent) => void) | null = null) {
    this.#onFinished = onFinished
  }

  sendWhole({ status }: ResponseHead, content: string | Uint8Array | null): void {
    this.sent.status = status
    if (content !== null) this.sent.length = content.length
  }

  sendHead({ status }: ResponseHead, _chunk: string | Uint8Array, size: number): Awaitable<void> {
    this.sent.status = status
    this.sent.length = size
  }

  sendChunk(_chunk: string | Uint8Array, size: number): Awaitable<void> {
    this.sent.length += size
  }

  sendEnd(): void {}

  cut(): void {
    this.sent.end = 'cut'
  }

  flushed(): Awaitable<void> {}

  finished(): void {
    if (this.sent.end === 'open') this.sent.end = 'finished'
    this.#onFinished?.(this.sent)
  }

  /** Present, because an exchange that can inform is what HTTP/1.1 has. */
  sendInformational(): void {}
}
