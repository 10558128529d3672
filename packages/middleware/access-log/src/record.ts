import type { HttpRequest, HttpResponse, Outcome } from '@tsgi/spec'

/** What is known about an exchange when it is over. Values that came from the client are as they came: not escaped, not redacted. */
export interface AccessRecord {
  /** The request, as it came to the middleware. */
  readonly request: HttpRequest
  /** What the wrapped application answered; `null`: it did not, or what it answered was no response. */
  readonly response: HttpResponse | null
  /** How the exchange ended: the status that was sent, octets of content, whether it was cut. */
  readonly outcome: Outcome
  /** When the request came, in milliseconds since 1970. */
  readonly startedAt: number
  /** Milliseconds until the head of the response and its first chunk were handed on; `null`: there was no response. */
  readonly firstByteMs: number | null
  /** Milliseconds until the exchange was over. */
  readonly totalMs: number
  /** Octets of content of the request that the application has read. */
  readonly bytesIn: number
  /** Pattern of the route that answered, `'/users/:id'`, where a router has told it; `null`: none has. */
  readonly route: string | null
}

/** What has to be watched besides the end of the exchange, because a format tells it. */
export type Need = 'response' | 'firstByte' | 'content' | 'route'

/** Status of requests whose client left before there was a response, as nginx logs it. */
export const CLIENT_CLOSED_REQUEST = 499

const NOT_OVER: Outcome = Object.freeze({ status: null, bytes: 0, aborted: false, error: null })

/** A record in the making. */
export class Entry implements AccessRecord {
  readonly request: HttpRequest
  response: HttpResponse | null = null
  outcome: Outcome = NOT_OVER
  firstByteMs: number | null = null
  totalMs = 0
  bytesIn = 0
  route: string | null = null
  readonly #startedAt = performance.now()

  constructor(request: HttpRequest) {
    this.request = request
  }

  get startedAt(): number {
    return wallClock(this.#startedAt)
  }

  /** What is about to be sent; of several, the last one is. */
  answer(response: HttpResponse): void {
    this.response = response
    this.firstByteMs = null
  }

  noteFirstByte(): void {
    this.firstByteMs = performance.now() - this.#startedAt
  }

  finish(outcome: Outcome): void {
    this.totalMs = performance.now() - this.#startedAt
    this.outcome = outcome
    if (outcome.status === null) this.firstByteMs = null
    else this.firstByteMs ??= this.totalMs
  }
}

let offset = 0
let comparedAt = -Infinity

/** Milliseconds since 1970 at a moment of `performance.now()`, whole ones. Asks the clock once a second, as it may be set. */
function wallClock(moment: number): number {
  if (moment - comparedAt > 1000) {
    const now = performance.now()
    offset = Date.now() - now
    comparedAt = now
  }
  return Math.round(moment + offset)
}
