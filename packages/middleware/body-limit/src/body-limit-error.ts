/** Why content was refused. */
export type BodyLimitErrorCode =
  /** More bytes than the limit: 413. */
  | 'BODY_TOO_LARGE'
  /** No announced length, where one is asked for: 411. */
  | 'BODY_LENGTH_REQUIRED'

const statuses: Readonly<Record<BodyLimitErrorCode, 411 | 413>> = {
  BODY_TOO_LARGE: 413,
  BODY_LENGTH_REQUIRED: 411,
}

/** The client sent more content than is taken, or does not say how much. Servers answer with `status` (SPEC ERR-3). */
export class BodyLimitError extends Error {
  override readonly name = 'BodyLimitError'
  /** Stable reason for programs. */
  readonly code: BodyLimitErrorCode
  /** Status to answer with: 413 or 411. */
  readonly status: 411 | 413
  /** The client's fault: `status` may be shown (SPEC ERR-3). */
  readonly expose = true

  constructor(code: BodyLimitErrorCode, message: string) {
    super(message)
    this.code = code
    this.status = statuses[code]
  }
}
