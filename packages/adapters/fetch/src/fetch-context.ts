import type { Exchange } from '@tsgi/spec'

const NONE = Object.freeze({})

/** The third argument of a fetch handler, as Workers have it. */
export class FetchContext {
  /** For compatibility with the context of Workers. */
  readonly props: Readonly<Record<string, unknown>> = NONE
  readonly #exchange: Exchange

  constructor(exchange: Exchange) {
    this.#exchange = exchange
  }

  /** Work that goes on after the response: `exchange.waitUntil`. */
  waitUntil(work: Promise<unknown>): void {
    this.#exchange.waitUntil(work)
  }

  /** Does nothing: there is no origin behind this server to which a failing request could go. */
  passThroughOnException(): void {}
}
