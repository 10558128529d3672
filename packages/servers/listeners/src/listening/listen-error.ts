/** It is not possible to listen at an address. Has the shape of Node's own errors. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
  /** Stable reason: a code of the system, such as `EADDRINUSE`. */
  readonly code: string
  readonly syscall = 'listen'

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
