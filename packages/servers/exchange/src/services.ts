import type { Exchange, HttpRequest, Outcome, ServerInfo } from '@tsgi/spec'
import type { ExchangeAborted } from './abort.ts'
import { FinishHooks } from './finish.ts'
import type { Gateway } from './gateway.ts'

/** What an application can ask of its exchange. Nothing is made before somebody asks for it. */
export class ExchangeServices implements Exchange {
  /** Present only on requests that offer a protocol this server can switch to. */
  declare upgrade?: readonly string[];
  readonly [extension: symbol]: unknown

  /** The request as the server made it, for reports. */
  protected request: HttpRequest | null = null
  readonly #gateway: Gateway
  #controller: AbortController | null = null
  #abortReason: ExchangeAborted | null = null
  #hooks: FinishHooks | null = null

  constructor(gateway: Gateway) {
    this.#gateway = gateway
  }

  get server(): ServerInfo {
    return ExchangeServices.#self(this).#gateway.info
  }

  get signal(): AbortSignal {
    const self = ExchangeServices.#self(this)
    if (self.#controller === null) {
      self.#controller = new AbortController()
      if (self.#abortReason !== null) self.#controller.abort(self.#abortReason)
    }
    return self.#controller.signal
  }

  onFinish(callback: (outcome: Outcome) => void): void {
    const self = ExchangeServices.#self(this)
    self.#hooks ??= new FinishHooks((error) => self.report(error))
    self.#hooks.add(callback)
  }

  waitUntil(promise: Promise<unknown>): void {
    const self = ExchangeServices.#self(this)
    const { work } = self.#gateway
    const settled: Promise<unknown> = Promise.resolve(promise)
      .catch((error: unknown) => self.report(error))
      .finally(() => work.delete(settled))
    work.add(settled)
  }

  /** Why the exchange was aborted; `null`: it was not. */
  protected get abortReason(): ExchangeAborted | null {
    return this.#abortReason
  }

  /** Whether somebody wants to know how the exchange ends. */
  protected get isWatched(): boolean {
    return this.#hooks !== null || this.#controller !== null
  }

  protected abortSignal(reason: ExchangeAborted): void {
    this.#abortReason = reason
    this.#controller?.abort(reason)
  }

  protected finish(outcome: Outcome): void {
    this.#hooks?.run(outcome)
  }

  protected report(error: unknown): void {
    this.#gateway.report(error, this.request)
  }

  /** Middleware may derive an exchange whose prototype is this one: private members are only here (SPEC EXCH-1). */
  static #self(derived: ExchangeServices): ExchangeServices {
    let exchange: object = derived
    while (!(#gateway in exchange)) exchange = Object.getPrototypeOf(exchange) as object
    return exchange
  }
}
