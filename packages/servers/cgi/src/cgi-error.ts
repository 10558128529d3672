/** The content of a request is too large, or did not come as announced. */
export class CgiError extends Error {
  override readonly name = 'CgiError'
  /** Stable reason for programs: `CONTENT_SIZE`. */
  readonly code: string
  /** Status to answer with. */
  readonly status: number
  /** Not a fault of the application (SPEC ERR-3). */
  readonly expose = true

  constructor(code: string, message: string, status: number) {
    super(message)
    this.code = code
    this.status = status
  }
}
