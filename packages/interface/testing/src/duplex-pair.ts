import type { ByteDuplex } from '@tsgi/spec'

/** Two ends of a connection in this process: what one writes, the other reads. */
export function duplexPair(): [ByteDuplex, ByteDuplex] {
  const there = new Pipe()
  const back = new Pipe()
  return [end(back, there), end(there, back)]
}

function end(incoming: Pipe, outgoing: Pipe): ByteDuplex {
  return {
    readable: incoming,
    write: (chunk) => outgoing.push(new Uint8Array(chunk)),
    end: () => outgoing.close(),
    destroy() {
      incoming.close()
      outgoing.close()
    },
  }
}

class Pipe implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = []
  #isClosed = false
  #wake: () => void = () => {}

  push(chunk: Uint8Array): void {
    if (!this.#isClosed) this.#chunks.push(chunk)
    this.#wake()
  }

  close(): void {
    this.#isClosed = true
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk !== undefined) yield chunk
      else if (this.#isClosed) return
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
