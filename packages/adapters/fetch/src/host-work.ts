/** Work that goes on after a response, each piece of which the host hears of: Workers end what nobody waits for. */
export class HostWork extends Set<Promise<unknown>> {
  readonly #host: { waitUntil(work: Promise<unknown>): void }

  constructor(host: { waitUntil(work: Promise<unknown>): void }) {
    super()
    this.#host = host
  }

  override add(work: Promise<unknown>): this {
    this.#host.waitUntil(work)
    return super.add(work)
  }
}
