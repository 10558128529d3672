import { Buffer } from 'node:buffer'
import type { Writable } from 'node:stream'

/**
 * Standard output, for the response alone. What the application prints with `console.log`, or writes to `process.stdout`,
 * goes to standard error from here on: in the response it would be a malformed head, or content that nobody asked for.
 */
export class Output {
  readonly #stream: NodeJS.WriteStream
  readonly #write: Writable['write']
  /** Resolves when the last of what was written has left, or never will. */
  #written: Promise<void> = Promise.resolve()

  /** @param lost called when nobody reads any more */
  constructor(stream: NodeJS.WriteStream, elsewhere: NodeJS.WriteStream, lost: () => void) {
    this.#stream = stream
    this.#write = stream.write.bind(stream) as Writable['write']
    stream.write = elsewhere.write.bind(elsewhere)
    stream.on('error', lost)
  }

  /** Writes a head, one character for each octet, and the content that goes with it. */
  head(head: string, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    this.#send(Buffer.concat([Buffer.from(head, 'latin1'), bytes]))
  }

  /** Writes content, strings as UTF-8. */
  content(content: string | Uint8Array): void {
    this.#send(content)
  }

  /** Resolves when there is room for more, or nobody reads any more; `undefined`: there is room. */
  drained(): Promise<void> | undefined {
    return this.#stream.writableNeedDrain ? this.#written : undefined
  }

  /** Resolves when all that was written has left, or never will. */
  flushed(): Promise<void> {
    return this.#written
  }

  #send(content: string | Uint8Array): void {
    this.#written = new Promise((resolve) => {
      this.#write(content, () => resolve())
    })
  }
}
