/** The peer sent bytes that HTTP/1.1 forbids or that exceed a limit. After answering, the connection must close. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  /** Stable reason for programs, such as `HTTP1_CHUNK_SIZE`. */
  readonly code: string
  /** Status to answer with while no response has started. */
  readonly status: number
  /** The client is at fault and may be told the status, wherever the error comes up (SPEC ERR-3). */
  readonly expose = true

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}
