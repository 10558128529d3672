import type { IncomingHttpHeaders } from 'node:http'

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

/** Sends requests over connections that it keeps. */
export interface Sender {
  /**
   * Sends a request once, over a connection that is there or, at that port, a new one.
   * @throws SendAgain when it may be sent again; anything else when it failed
   */
  send(port: number, ask: Ask): Promise<Answer>
  /** Closes connections that are kept. */
  close(): void
}

/** A request may be sent again. */
export class SendAgain extends Error {
  /**
   * Whether the server said that it has not looked at the request (RFC 9113 §8.7). If not, a connection that had been
   * used before closed ahead of any octet of an answer (RFC 9112 §9.3.1).
   */
  readonly isRefused: boolean

  constructor(message: string, isRefused: boolean) {
    super(message)
    this.isRefused = isRefused
  }
}
