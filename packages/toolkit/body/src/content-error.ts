/** Why the content of a request was refused. */
export type ContentErrorCode =
  /** No content type, a malformed one, or another than expected: 415. */
  | 'BODY_TYPE'
  /** A charset that is not taken: 415. */
  | 'BODY_CHARSET'
  /** A content coding or transfer encoding that nobody undid: 415. */
  | 'BODY_CODING'
  /** More bytes than a limit: 413. */
  | 'BODY_TOO_LARGE'
  /** More fields, parts or files than a limit: 413. */
  | 'BODY_TOO_MANY'
  /** Another length than `content-length` announces: 400. */
  | 'BODY_LENGTH'
  /** Bytes that are no text in their charset: 400. */
  | 'BODY_TEXT'
  /** No JSON: 400. */
  | 'BODY_JSON'
  /** JSON that is nested too deeply: 400. */
  | 'BODY_DEPTH'
  /** A malformed form: 400. */
  | 'BODY_FORM'
  /** Malformed multipart: 400. */
  | 'BODY_MULTIPART'

const statuses: Readonly<Record<ContentErrorCode, 400 | 413 | 415>> = {
  BODY_TYPE: 415,
  BODY_CHARSET: 415,
  BODY_CODING: 415,
  BODY_TOO_LARGE: 413,
  BODY_TOO_MANY: 413,
  BODY_LENGTH: 400,
  BODY_TEXT: 400,
  BODY_JSON: 400,
  BODY_DEPTH: 400,
  BODY_FORM: 400,
  BODY_MULTIPART: 400,
}

/** A place in a text. */
export interface TextPosition {
  /** Characters before it, from 0. */
  readonly offset: number
  /** Line, from 1. */
  readonly line: number
  /** Character in that line, from 1. */
  readonly column: number
}

/** What an error tells besides its message. */
export interface ContentErrorDetails extends ErrorOptions {
  /** Fields for the answer. */
  readonly headers?: Readonly<Record<string, string>>
  /** Where the content is malformed. */
  readonly position?: TextPosition
}

/** The client sent content that this application does not take. Servers answer with `status` (SPEC ERR-3). */
export class ContentError extends Error {
  override readonly name = 'ContentError'
  /** Stable reason for programs. Where `@tsgi/message` has the same reason, it has the same code. */
  readonly code: ContentErrorCode
  /** Status to answer with: 400, 413 or 415. */
  readonly status: 400 | 413 | 415
  /** The client's fault: status and message may be shown, neither repeats what was sent (SPEC ERR-3). */
  readonly expose = true
  /** Fields for the answer, such as `accept` with 415; `@tsgi/errors` sends them. */
  readonly headers: Readonly<Record<string, string>>
  /** Where the content is malformed; `undefined` where no place can be told. */
  readonly position: TextPosition | undefined

  constructor(code: ContentErrorCode, message: string, details: ContentErrorDetails = {}) {
    super(message, details)
    this.code = code
    this.status = statuses[code]
    this.headers = details.headers ?? {}
    this.position = details.position
  }
}
