import type { Awaitable, HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { connectionReset } from './connection-reset.ts'
import type { Response } from './internals.ts'
import { NodeResponse } from './node-response.ts'
import { Outgoing } from './outgoing.ts'
import type { OutgoingOwner } from './outgoing.ts'

/** Makes a response of what others write to a response of Node. */
export class Capture implements OutgoingOwner {
  readonly outgoing: Outgoing
  readonly #inform: (status: number, headers: ResponseHeaders) => void
  readonly #report: (error: unknown) => void
  #waiting: { resolve(response: HttpResponse): void; reject(error: unknown): void } | null = null

  /**
   * @param inform sends a 1xx
   * @param report told of errors of which nobody else hears
   */
  constructor(
    res: Response,
    inform: (status: number, headers: ResponseHeaders) => void,
    report: (error: unknown) => void,
  ) {
    this.outgoing = new Outgoing(res, this)
    this.#inform = inform
    this.#report = report
    res.once('close', () => this.#lost())
  }

  /** Lets others write. @returns what they have written, at once when they do so at once */
  run(next: () => void): Awaitable<HttpResponse> {
    next()
    if (this.outgoing.isHeadFixed) return new NodeResponse(this.outgoing)
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }))
  }

  headFixed(): void {
    // When it is ended in the same call, it is there as a whole.
    if (this.#waiting !== null) queueMicrotask(() => this.#respond())
  }

  ended(): void {
    this.#respond()
  }

  dropped(): void {
    this.outgoing.discard()
  }

  informational(status: number, headers: ResponseHeaders): void {
    this.#inform(status, headers)
  }

  unheard(error: unknown): void {
    this.#report(error)
  }

  #respond(): void {
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve(new NodeResponse(this.outgoing))
  }

  #lost(): void {
    const error = connectionReset()
    this.#waiting?.reject(error)
    this.#waiting = null
    if (!this.outgoing.isEnded) this.outgoing.fail(error)
  }
}
