import type { Awaitable, HttpResponse, ResponseHeaders } from '@tsgi/spec'
import type { Response } from './internals.ts'
import { NodeResponse } from './node-response.ts'
import { Outgoing } from './outgoing.ts'
import type { OutgoingOwner } from './outgoing.ts'

/** Makes a response of what others write to a response of Node. */
export class Capture implements OutgoingOwner {
  readonly outgoing: Outgoing
  readonly #inform: (status: number, headers: ResponseHeaders) => void
  #waiting: { resolve(response: HttpResponse): void; reject(error: unknown): void } | null = null

  /** @param inform sends a 1xx */
  constructor(res: Response, inform: (status: number, headers: ResponseHeaders) => void) {
    this.outgoing = new Outgoing(res, this)
    this.#inform = inform
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

  #respond(): void {
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve(new NodeResponse(this.outgoing))
  }

  #lost(): void {
    const error = Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
    this.#waiting?.reject(error)
    this.#waiting = null
    if (!this.outgoing.isEnded) this.outgoing.fail(error)
  }
}
