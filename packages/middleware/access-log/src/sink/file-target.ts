import { close, constants, open, openSync, write, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Target } from './target.ts'

const openFile = promisify(open)
const closeFile = promisify(close)
const writeFile = promisify(write)

/**
 * Lines are appended, so that several processes can share a file and a file that was cut short does not get a hole. A
 * FIFO that nobody empties must not hold a thread: it answers EAGAIN.
 */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0)
/** Lines tell who asked for what: not for everybody's eyes. */
const MODE = 0o640

/** A file, opened by its path, at once. */
export class FileTarget implements Target {
  readonly losesOnError = false
  readonly #path: string | URL
  #descriptor: number

  /** @throws what opening it throws */
  constructor(path: string | URL) {
    this.#path = path
    this.#descriptor = openSync(path, FLAGS, MODE)
  }

  async write(octets: Uint8Array): Promise<number> {
    try {
      const { bytesWritten } = await writeFile(this.#descriptor, octets, 0, octets.length, null)
      return bytesWritten
    } catch (error) {
      if (isFull(error)) return 0
      throw error
    }
  }

  writeNow(octets: Uint8Array): void {
    for (let start = 0; start < octets.length;) start += writeSync(this.#descriptor, octets, start)
  }

  /** Opens the path again, which may be another file by now. When that fails, the old one stays. */
  async reopen(): Promise<void> {
    const descriptor = await openFile(this.#path, FLAGS, MODE)
    const old = this.#descriptor
    this.#descriptor = descriptor
    await closeFile(old)
  }

  async close(): Promise<void> {
    await closeFile(this.#descriptor)
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN'
}
