/** The path of a request has percent-escapes that stand for no text. Servers answer with `status` (SPEC ERR-3). */
export class PathError extends Error {
  override readonly name = 'PathError'
  /** Stable reason for programs. */
  readonly code = 'ROUTER_PATH'
  /** Status to answer with. */
  readonly status = 400
  /** The client's fault: `status` may be shown (SPEC ERR-3). */
  readonly expose = true

  constructor() {
    super('The path has percent-escapes that are broken or not UTF-8 (RFC 3986 §2.1)')
  }
}
