/** Reasons of {@link ExchangeAborted}. */
export type AbortCode =
  /** The client ended or lost the connection. */
  | 'CLIENT_LEFT'
  /** The server was told to close, and its time is over. */
  | 'SERVER_CLOSING'
  /** The application took longer to answer than the server allows. */
  | 'REQUEST_TIMEOUT'
  /** The body of the response failed after the head. */
  | 'RESPONSE_FAILED'
  /** The response was complete before the content of the request was: what was left of that is thrown away. */
  | 'CONTENT_DISCARDED'

/** Why an exchange, or the content of its request, ended early. Named `AbortError`, as the reason of a signal is (SPEC EXCH-3). */
export class ExchangeAborted extends Error {
  override readonly name = 'AbortError'
  /** Stable reason for programs. */
  readonly code: AbortCode

  constructor(code: AbortCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
