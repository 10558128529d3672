import { requestScanner } from '@tsgi/http1'
import type { HeadScanner, MessageLimits } from '@tsgi/http1'

/**
 * Nearly all heads arrive whole, so that one scanner serves all connections; only a connection whose head is incomplete
 * keeps one. An idle connection weighs 1 KiB less by it.
 */
export class ScannerPool {
  readonly #limits: MessageLimits
  #spare: HeadScanner | null = null

  constructor(limits: MessageLimits) {
    this.#limits = limits
  }

  /** A scanner between two heads. */
  take(): HeadScanner {
    const scanner = this.#spare ?? requestScanner(this.#limits)
    this.#spare = null
    return scanner
  }

  /** Takes one back that has read a whole head. One that has thrown is not worth keeping. */
  giveBack(scanner: HeadScanner): void {
    this.#spare = scanner
  }
}
