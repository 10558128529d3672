/** What is wrong in one place of a value. */
export interface ValidationIssue {
  /** What the schema says, for people. Some validators repeat the value in it. */
  readonly message: string
  /** Keys and indexes that lead to the place, outermost first; empty: the value itself. */
  readonly path: ReadonlyArray<string | number>
  /** The same as a JSON pointer in a fragment, as in problem details: `'#/lines/0/amount'` (RFC 6901 §6). */
  readonly pointer: string
}

/** The client sent a well-formed value that the schema does not take. Servers answer with 422 (SPEC ERR-3). */
export class ValidationError extends Error {
  override readonly name = 'ValidationError'
  /** Stable reason for programs. */
  readonly code = 'BODY_INVALID'
  /** Status to answer with: 422 (RFC 9110 §15.5.21). */
  readonly status = 422
  /** The client's fault: status, message and issues may be shown (SPEC ERR-3). */
  readonly expose = true
  /** What is wrong, in the order of the schema; at most 100. */
  readonly issues: readonly ValidationIssue[]

  constructor(message: string, issues: readonly ValidationIssue[]) {
    super(message)
    this.issues = issues
  }
}
