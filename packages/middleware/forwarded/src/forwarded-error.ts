/** Why what trusted proxies told was refused. */
export type ForwardedErrorCode =
  /** `Forwarded` is malformed where proxies have written, which is what a quoted string that a client leaves open does. */
  | 'FORWARDED_SYNTAX'
  /** More proxies than `maxHops`. */
  | 'FORWARDED_HOPS'
  /** A scheme other than http, https, ws and wss. */
  | 'FORWARDED_PROTO'
  /** No `host` or `host:port`. */
  | 'FORWARDED_HOST'
  /** No port from 1 to 65535. */
  | 'FORWARDED_PORT'
  /** No path of whole, plain segments. */
  | 'FORWARDED_PREFIX'

/**
 * A trusted proxy passed on what no proxy writes: most likely a field of the client's that it neither sets nor removes.
 * Servers answer with `status` (SPEC ERR-3).
 */
export class ForwardedError extends Error {
  override readonly name = 'ForwardedError'
  /** Stable reason for programs. */
  readonly code: ForwardedErrorCode
  /** Status to answer with. */
  readonly status = 400
  /** `status` may be shown, and nothing is reported (SPEC ERR-3). */
  readonly expose = true

  /** @param message without anything that came with the request: it may end up in a log */
  constructor(code: ForwardedErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
