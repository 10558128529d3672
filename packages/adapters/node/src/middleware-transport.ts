import type { EventEmitter } from 'node:events'
import type { ResponseHead } from '@tsgi/exchange'
import type { Awaitable, ResponseHeaders } from '@tsgi/spec'
import { NodeTransport } from './node-transport.ts'
import type { AnyResponse } from './node-transport.ts'
import type { TwoFaces } from './two-faces.ts'

/** Writes one response, unless somebody else is to answer. */
export class MiddlewareTransport extends NodeTransport {
  /** The states of the response, when others write to it as well. */
  faces: TwoFaces | null = null
  /** Whether what others write has come to its end. */
  isInsideEnded: () => boolean = () => true
  /** Lets somebody else answer, once the exchange is over; `null`: nobody. */
  #elsewhere: (() => void) | null = null
  /** Lets somebody else answer because of a fault that was reported just now. */
  #faulted: (() => void) | null = null

  /** Lets somebody else answer: what the exchange sends goes nowhere. */
  passOn(elsewhere: () => void): void {
    this.#elsewhere = elsewhere
  }

  /**
   * A fault was reported. The answer to it, which follows at once where there is one, is somebody else's.
   * @param report told of a fault that is not answered, such as that of a callback
   */
  reported(elsewhere: () => void, report: () => void): void {
    if (this.#elsewhere !== null) return
    this.#faulted = elsewhere
    queueMicrotask(() => {
      if (this.#faulted === elsewhere) report()
      this.#faulted = null
    })
  }

  override sendWhole(head: ResponseHead, content: string | Uint8Array | null): void {
    if (this.#faulted !== null) this.#elsewhere = this.#faulted
    this.#faulted = null
    if (this.#elsewhere !== null) return
    this.#outside(() => super.sendWhole(head, content))
    this.#written()
  }

  override sendHead(head: ResponseHead, chunk: string | Uint8Array, size: number): Awaitable<void> {
    return this.#outside(() => super.sendHead(head, chunk, size))
  }

  override sendChunk(chunk: string | Uint8Array, size: number): Awaitable<void> {
    return this.#outside(() => super.sendChunk(chunk, size))
  }

  override sendEnd(trailers: Readonly<Record<string, string>> | null): void {
    this.#outside(() => super.sendEnd(trailers))
    this.#written()
  }

  override sendInformational(status: number, headers: ResponseHeaders): void {
    this.#outside(() => super.sendInformational(status, headers))
  }

  override flushed(): Awaitable<void> {
    // Somebody else writes, once the exchange is over.
    if (this.#elsewhere !== null) return undefined
    return this.#outside(() => super.flushed())
  }

  override finished(): void {
    super.finished()
    this.#elsewhere?.()
    this.#elsewhere = null
  }

  /** Of a response with two faces, 'drain' may mean the other one. */
  protected override async drained(): Promise<void> {
    const { res } = this
    if (this.faces === null) return super.drained()
    const { socket } = res
    while (!this.#hasRoom() && !isLost(res)) await moved(res, socket)
  }

  #hasRoom(): boolean {
    return this.#outside(() => this.res.writableLength < this.res.writableHighWaterMark)
  }

  #outside<T>(write: () => T): T {
    return this.faces === null ? write() : this.faces.outside(write)
  }

  #written(): void {
    if (this.isInsideEnded()) this.faces?.stayOutside()
    else this.faces?.outlives()
  }
}

function isLost({ destroyed, socket }: AnyResponse): boolean {
  return destroyed || socket?.destroyed === true
}

/** Resolves when anything has left, or the connection is lost. */
function moved(...emitters: ReadonlyArray<EventEmitter | null>): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const emitter of emitters) emitter?.off('drain', done).off('close', done)
      resolve()
    }
    for (const emitter of emitters) emitter?.on('drain', done).on('close', done)
  })
}
