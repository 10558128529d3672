/**
 * What the web server sent is not FastCGI, or exceeds a limit. Where it concerns one request, that is answered with
 * `status`; otherwise the connection is closed.
 */
export class FastcgiError extends Error {
  override readonly name = 'FastcgiError'
  /** Stable reason for programs, such as `FASTCGI_VERSION`. */
  readonly code: string
  /** Status to answer with, where there is a request to answer. */
  readonly status: number
  /** Not a fault of the application (SPEC ERR-3). */
  readonly expose = true

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}
