import { setTimeout as sleep } from 'node:timers/promises'
import { isHttp2, isSecure } from '../protocol.ts'
import type { Protocol } from '../protocol.ts'
import { Http1Sender } from './http1-sender.ts'
import { Http2Sender } from './http2-sender.ts'
import { SendAgain } from './sender.ts'
import type { Answer, Ask, Sender } from './sender.ts'

/** A client that keeps the rules, and counts what goes wrong. */
export class HonestClient {
  /** Why requests failed, each reason with its number. */
  readonly failures: Map<string, number> = new Map()
  /** Requests that got a whole answer. */
  answered = 0
  /** Requests sent again because a reused connection had closed before any octet of an answer (RFC 9112 §9.3.1). */
  retried = 0
  /** Requests sent again because the server had told that it did not look at them (RFC 9113 §8.7). */
  refused = 0
  readonly #port: () => number
  readonly #sender: Sender

  /** @param port told for each new connection */
  constructor(port: () => number, protocol: Protocol = 'http') {
    this.#port = port
    this.#sender = new (isHttp2(protocol) ? Http2Sender : Http1Sender)(isSecure(protocol))
  }

  /** All failures together. */
  get failed(): number {
    return [...this.failures.values()].reduce((sum, count) => sum + count, 0)
  }

  /** All failures as text: `3 × ECONNRESET`; `''`: there was none. */
  get failureList(): string {
    return [...this.failures].map(([reason, count]) => `${count} × ${reason}`).join(', ')
  }

  /** Asks, counts, and gives the answer, or `null` where there was none, or one with another status than expected. */
  async ask(ask: Ask = {}, expected = 200): Promise<Answer | null> {
    try {
      const answer = await this.#attempts(ask)
      if (answer.status !== expected) throw new Error(`status ${answer.status}`)
      this.answered++
      return answer
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message
      this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1)
      return null
    }
  }

  /**
   * Asks at even intervals, whether earlier requests were answered or not.
   * @returns milliseconds from when a request was due to the end of its answer
   */
  async askEvenly(perSecond: number, ms: number, ask: Ask = {}): Promise<number[]> {
    const times: number[] = []
    const pending: Array<Promise<void>> = []
    const startedAt = performance.now()
    const count = Math.round((perSecond * ms) / 1000)
    for (let i = 0; i < count; i++) {
      const dueAt = startedAt + (i * 1000) / perSecond
      await sleep(Math.max(0, dueAt - performance.now()))
      // A late timer of ours is no fault of the server.
      const askedAt = performance.now()
      pending.push(this.ask(ask).then(() => void times.push(performance.now() - askedAt)))
    }
    await Promise.all(pending)
    return times
  }

  /** Closes connections that are kept. */
  close(): void {
    this.#sender.close()
  }

  /** A request that the server did not look at may be sent as often as need be, any other twice. */
  async #attempts(ask: Ask): Promise<Answer> {
    let isSecond = false
    for (;;) {
      try {
        return await this.#sender.send(this.#port(), isSecond ? { ...ask, isFresh: true } : ask)
      } catch (error) {
        if (!(error instanceof SendAgain) || (isSecond && !error.isRefused)) throw error
        isSecond ||= !error.isRefused
        if (error.isRefused) this.refused++
        else this.retried++
      }
    }
  }
}
