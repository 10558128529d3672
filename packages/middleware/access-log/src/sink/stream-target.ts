import type { Target } from './target.ts'

/** Streams that cannot end the process any more by failing. One listener each, however many logs there are. */
const silenced = new WeakSet<NodeJS.WritableStream>()

/** A stream that belongs to somebody else: it is written to, and never ended. */
export class StreamTarget implements Target {
  readonly losesOnError = true
  readonly #stream: NodeJS.WritableStream

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream
    if (silenced.has(stream)) return
    silenced.add(stream)
    // A pipe whose reader has gone: the callback of the write tells it.
    stream.on('error', () => {})
  }

  /** Resolves when the stream has handed the octets on, so that no more than that wait in its buffer. */
  write(octets: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#stream.write(octets, (error) => {
        if (error) reject(error)
        else resolve(octets.length)
      })
    })
  }

  writeNow(octets: Uint8Array): void {
    this.#stream.write(octets)
  }

  async close(): Promise<void> {}
}
