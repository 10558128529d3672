/** The application returned something that SPEC.md does not allow; answered with 500 and reported. */
export class ResponseError extends TypeError {
  override readonly name = 'ResponseError'
  /** The rule of SPEC.md that was broken, such as `HEAD-6`. */
  readonly code: string

  constructor(rule: string, message: string) {
    super(`${message} (SPEC ${rule})`)
    this.code = rule
  }
}
