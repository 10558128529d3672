/** Why the content of a request was refused. */
export type BodyErrorCode =
  /** More bytes than the limit: 413. */
  | 'BODY_TOO_LARGE'
  /** A content type that is malformed or another than expected: 415. */
  | 'BODY_TYPE'
  /** A content coding, such as gzip, that nobody undid: 415. */
  | 'BODY_CODING'
  /** A charset other than UTF-8: 415. */
  | 'BODY_CHARSET'
  /** Bytes that are not UTF-8: 400. */
  | 'BODY_UTF8'
  /** No JSON, or JSON with a key that could pollute prototypes: 400. */
  | 'BODY_JSON'

const statuses: Readonly<Record<BodyErrorCode, 400 | 413 | 415>> = {
  BODY_TOO_LARGE: 413,
  BODY_TYPE: 415,
  BODY_CODING: 415,
  BODY_CHARSET: 415,
  BODY_UTF8: 400,
  BODY_JSON: 400,
}

/** The client sent content that this application does not take. Servers answer with `status` (SPEC ERR-3). */
export class BodyError extends Error {
  override readonly name = 'BodyError'
  /** Stable reason for programs. */
  readonly code: BodyErrorCode
  /** Status to answer with: 400, 413 or 415. */
  readonly status: 400 | 413 | 415
  /** The client's fault: `status` may be shown (SPEC ERR-3). */
  readonly expose = true

  constructor(code: BodyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.status = statuses[code]
  }
}
