/** Which time was over. */
export type TimeoutCode =
  /** The application has not answered within `answerMs`. */
  | 'TIMEOUT_ANSWER'
  /** The body of its response gave nothing for `idleMs`. */
  | 'TIMEOUT_IDLE'
  /** Response and body together took more than `totalMs`. */
  | 'TIMEOUT_TOTAL'

/**
 * An application took too long: the reason of its signal, and what the body of its response fails with. Named
 * `AbortError`, as the reasons of these signals are (SPEC EXCH-3), so that what handles a client that left handles this.
 */
export class TimeoutError extends Error {
  override readonly name = 'AbortError'
  /** Stable reason for programs. */
  readonly code: TimeoutCode

  constructor(code: TimeoutCode, message: string) {
    super(message)
    this.code = code
  }
}
