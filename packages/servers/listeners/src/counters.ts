/** What a server has done since it began; a copy, as plain data. Only `open` and `active` ever get less. */
export interface ServerCounters {
  /** Connections, whatever is spoken over them. */
  readonly connections: {
    /** Open now. */
    readonly open: number
    /** Accepted, those since closed included. */
    readonly accepted: number
    /** Closed at once, because there were `maxConnections`. */
    readonly refused: number
  }
  /** Requests, and with them exchanges. */
  readonly requests: {
    /** Requests that went to the application. What was refused before is in `protocolErrors`. */
    readonly total: number
    /** Those that are not over now. */
    readonly active: number
    /** Those whose answer was not sent whole: the client left, the body failed, or the server gave up. */
    readonly aborted: number
  }
  /** Responses begun, by class of status: informational ones, and answers to refused requests, included. */
  readonly responses: Readonly<Record<StatusClass, number>>
  /** Bytes of HTTP: what TLS adds is not among them, nor what came after a change of protocol. */
  readonly bytes: {
    /** Read. */
    readonly received: number
    /** Handed to the operating system. */
    readonly sent: number
  }
  /** What clients did wrong, timeouts included, by `code` as `onClientError` is told. Inherits nothing. */
  readonly protocolErrors: Readonly<Record<string, number>>
  /** Faults of the application or of the server itself, as `onError` is told. */
  readonly faults: number
}

/** First digit of a status. */
export type StatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx'

/** Counts for one server. Nothing here allocates, but for the first error of a kind. */
export class Counters {
  /** Requests that are not over. */
  active = 0
  #requests = 0
  #aborted = 0
  #accepted = 0
  #closed = 0
  #refused = 0
  #received = 0
  #sent = 0
  #faults = 0
  /** By first digit of the status. */
  readonly #responses = [0, 0, 0, 0, 0, 0]
  readonly #protocolErrors = Object.create(null) as Record<string, number>

  /** A connection was accepted. */
  connectionOpened(): void {
    this.#accepted++
  }

  /** A connection that was accepted is gone. */
  connectionClosed(): void {
    this.#closed++
  }

  /** A connection was closed at once. */
  connectionRefused(): void {
    this.#refused++
  }

  /** A request goes to the application. */
  requestBegun(): void {
    this.#requests++
    this.active++
  }

  /** Its exchange is over. @param isWhole whether a complete answer was sent, or the connection was given away */
  requestOver(isWhole: boolean): void {
    this.active--
    if (!isWhole) this.#aborted++
  }

  /** A response begins. @param status 100–599 */
  responseBegun(status: number): void {
    this.#responses[Math.trunc(status / 100)]!++
  }

  /** Bytes were read. */
  received(bytes: number): void {
    this.#received += bytes
  }

  /** Bytes were written. */
  sent(bytes: number): void {
    this.#sent += bytes
  }

  /** A client did something wrong. @param code one of ours, so that there are not many */
  protocolError(code: string): void {
    this.#protocolErrors[code] = (this.#protocolErrors[code] ?? 0) + 1
  }

  /** A fault was reported. */
  fault(): void {
    this.#faults++
  }

  /** All of it, at this moment. */
  snapshot(): ServerCounters {
    const [, informational, successful, redirected, refused, failed] = this.#responses
    return {
      connections: { open: this.#accepted - this.#closed, accepted: this.#accepted, refused: this.#refused },
      requests: { total: this.#requests, active: this.active, aborted: this.#aborted },
      responses: {
        '1xx': informational!,
        '2xx': successful!,
        '3xx': redirected!,
        '4xx': refused!,
        '5xx': failed!,
      },
      bytes: { received: this.#received, sent: this.#sent },
      protocolErrors: Object.assign(Object.create(null) as Record<string, number>, this.#protocolErrors),
      faults: this.#faults,
    }
  }
}
