import { Agent, request } from 'node:http'
import type { IncomingHttpHeaders, RequestOptions } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** What to ask for. */
export interface Ask {
  readonly path?: string
  readonly method?: string
  readonly content?: string | Uint8Array
  /** Whether to ask over a connection of its own. */
  readonly isFresh?: boolean
}

/** An answer that came whole. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** A client that keeps the rules, Node's own, and counts what goes wrong. */
export class HonestClient {
  /** Why requests failed, each reason with its number. */
  readonly failures: Map<string, number> = new Map()
  /** Requests that got a whole answer. */
  answered = 0
  /** Requests sent again because a reused connection had closed before any octet of an answer (RFC 9112 §9.3.1). */
  retried = 0
  readonly #port: () => number
  readonly #agent: Agent

  /** @param port told anew for each request */
  constructor(port: () => number) {
    this.#port = port
    this.#agent = new Agent({ keepAlive: true })
  }

  /** All failures together. */
  get failed(): number {
    return [...this.failures.values()].reduce((sum, count) => sum + count, 0)
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
    this.#agent.destroy()
  }

  async #attempts(ask: Ask): Promise<Answer> {
    try {
      return await attempt(this.#options(ask), ask.content)
    } catch (error) {
      if (!(error instanceof ClosedWhileIdle)) throw error
      this.retried++
      return attempt(this.#options({ ...ask, isFresh: true }), ask.content)
    }
  }

  #options({ path = '/', method, content, isFresh = false }: Ask): RequestOptions {
    return {
      host: '127.0.0.1',
      port: this.#port(),
      path,
      method: method ?? (content === undefined ? 'GET' : 'POST'),
      agent: isFresh ? false : this.#agent,
    }
  }
}

/** The server closed a connection while a request was on its way. */
class ClosedWhileIdle extends Error {}

function attempt(options: RequestOptions, content: string | Uint8Array | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (incoming) => {
      let text = ''
      incoming.setEncoding('latin1')
      incoming.on('data', (piece: string) => (text += piece))
      incoming.on('error', () => reject(new Error('truncated')))
      incoming.on('end', () => resolve({ status: incoming.statusCode!, headers: incoming.headers, text }))
    })
    outgoing.on('error', (error) => reject(outgoing.reusedSocket ? new ClosedWhileIdle() : error))
    outgoing.end(content)
  })
}
