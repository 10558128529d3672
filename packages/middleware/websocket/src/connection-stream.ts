import { Buffer } from 'node:buffer'
import { Duplex } from 'node:stream'
import type { ByteDuplex } from '@tsgi/spec'

type Settled = (error?: Error | null) => void

/** Up to this, buffers are joined to be written at once: the head of a frame and its payload are two. */
const JOINED_BYTES = 65_536

/** A connection as the stream that `ws` works on. Until it is connected, what is written goes nowhere. */
export class ConnectionStream extends Duplex {
  #connection: ByteDuplex | null = null
  #chunks: AsyncIterator<Uint8Array> | null = null

  /** Starts to carry bytes. */
  connect(connection: ByteDuplex): void {
    this.#connection = connection
    this.#chunks = connection.readable[Symbol.asyncIterator]()
  }

  override _read(): void {
    if (this.#chunks !== null) void this.#pull(this.#chunks)
  }

  async #pull(chunks: AsyncIterator<Uint8Array>): Promise<void> {
    try {
      const { done, value } = await chunks.next()
      if (!this.destroyed) this.push(done === true ? null : value)
    } catch (error) {
      this.destroy(error as Error)
    }
  }

  override _writev(chunks: Array<{ chunk: Buffer }>, settled: Settled): void {
    if (this.#connection === null) return settled()
    const buffers = joined(chunks.map(({ chunk }) => chunk))
    writeAll(this.#connection, buffers).then(() => settled(), settled)
  }

  override _final(settled: Settled): void {
    Promise.resolve(this.#connection?.end()).then(() => settled(), settled)
  }

  override _destroy(error: Error | null, settled: Settled): void {
    this.#connection?.destroy(error ?? undefined)
    settled(error)
  }
}

async function writeAll(connection: ByteDuplex, buffers: Iterable<Buffer>): Promise<void> {
  for (const buffer of buffers) await connection.write(buffer)
}

function* joined(chunks: readonly Buffer[]): Generator<Buffer> {
  let group: Buffer[] = []
  let size = 0
  for (const chunk of chunks) {
    if (group.length > 0 && size + chunk.length > JOINED_BYTES) {
      yield Buffer.concat(group, size)
      group = []
      size = 0
    }
    group.push(chunk)
    size += chunk.length
  }
  yield group.length === 1 ? group[0]! : Buffer.concat(group, size)
}
