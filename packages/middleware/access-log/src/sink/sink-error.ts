/** What a {@link SinkError} is about. */
export type SinkErrorCode =
  /** Writing failed. The cause tells why; lines that were not written are kept, as far as there is room, and tried again. */
  | 'LOG_WRITE_FAILED'
  /** The sink does not take lines as fast as they come: lines are being dropped. */
  | 'LOG_STUCK'
  /** The sink takes lines again. The message tells how many were dropped. */
  | 'LOG_DROPPED'

/** Trouble with the place that lines go to. It never reaches a client. */
export class SinkError extends Error {
  override readonly name = 'SinkError'
  /** Stable reason for programs. */
  readonly code: SinkErrorCode

  constructor(code: SinkErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
