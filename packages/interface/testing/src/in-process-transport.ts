import { Buffer } from 'node:buffer'
import type { ResponseHead, Transport } from '@tsgi/exchange'
import { CONNECTION_FIELDS } from '@tsgi/fields/connection'
import type { Awaitable, ByteDuplex, ResponseHeaders } from '@tsgi/spec'
import { duplexPair } from './duplex-pair.ts'

/** What the client's side learns of a response, in the order in which it happens. */
export interface Receiver {
  /** A 1xx response. */
  informationalResponse(status: number, headers: ResponseHeaders): void
  /** The head of the final response. */
  head(status: number, headers: ResponseHeaders): void
  /** The whole response has been sent. */
  end(trailers: Readonly<Record<string, string>> | null): void
  /** The response broke off, or never came. */
  broken(error: unknown): void
  /** The connection speaks another protocol now. */
  upgraded(headers: ResponseHeaders, connection: ByteDuplex): void
}

/** The wire of an exchange that happens in this process: chunks wait here until the client takes them. */
export class InProcessTransport implements Transport {
  readonly takesTrailers: boolean
  readonly #receiver: Receiver
  readonly #chunks: Uint8Array[] = []
  #isOver = false
  /** Wakes the client, which waits for a chunk. */
  #arrived: () => void = () => {}
  /** Wakes the exchange, which waits until the client has taken all chunks. */
  #taken: () => void = () => {}

  constructor(receiver: Receiver, takesTrailers: boolean) {
    this.#receiver = receiver
    this.takesTrailers = takesTrailers
  }

  sendWhole(head: ResponseHead, content: string | Uint8Array | null): void {
    this.#sendFields(head)
    if (content !== null && content.length > 0) this.#push(content)
    this.#end(null)
  }

  sendHead(head: ResponseHead, chunk: string | Uint8Array): Awaitable<void> {
    this.#sendFields(head)
    return this.sendChunk(chunk)
  }

  sendChunk(chunk: string | Uint8Array): Awaitable<void> {
    if (chunk.length === 0) return undefined
    this.#push(chunk)
    return new Promise((resolve) => (this.#taken = resolve))
  }

  sendEnd(trailers: Readonly<Record<string, string>> | null): void {
    this.#end(trailers)
  }

  cut(error: unknown): void {
    this.disconnect(error)
  }

  /** Neither side sends any more. */
  disconnect(error: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#receiver.broken(error)
    this.#taken()
    this.#arrived()
  }

  flushed(): Awaitable<void> {
    return undefined
  }

  finished(): void {}

  sendInformational(status: number, headers: ResponseHeaders): void {
    this.#receiver.informationalResponse(status, { ...headers })
  }

  switchProtocols(headers: ResponseHeaders): ByteDuplex {
    const [ours, theirs] = duplexPair()
    this.#isOver = true
    this.#receiver.upgraded({ ...headers }, theirs)
    return ours
  }

  /** The chunks, as the client takes them; the exchange waits for it (SPEC BODY-13). */
  async *chunks(): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk !== undefined) {
        yield chunk
        continue
      }
      if (this.#isOver) return
      this.#taken()
      if (this.#chunks.length === 0 && !this.#isOver)
        await new Promise<void>((resolve) => (this.#arrived = resolve))
    }
  }

  #sendFields({ status, headers, contentLength }: ResponseHead): void {
    // Any name is data, `__proto__` too.
    const sent = Object.create(null) as Record<string, string | readonly string[]>
    for (const [name, value] of Object.entries(headers)) {
      const isOwned = CONNECTION_FIELDS.has(name) && !(status === 426 && name === 'upgrade')
      if (!isOwned && name !== 'content-length') sent[name] = value
    }
    sent['date'] ??= new Date().toUTCString()
    if (contentLength !== undefined) sent['content-length'] = String(contentLength)
    this.#receiver.head(status, sent)
  }

  #push(chunk: string | Uint8Array): void {
    // A copy: the client must not see what the application does with its bytes later.
    this.#chunks.push(new Uint8Array(Buffer.from(chunk as Uint8Array)))
    this.#arrived()
  }

  #end(trailers: Readonly<Record<string, string>> | null): void {
    this.#isOver = true
    this.#receiver.end(trailers)
    this.#arrived()
  }
}
