/** The command cannot go on: one line for the operator, and the code to exit with. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  /** Code to exit with. */
  readonly exitCode: number

  /**
   * @param exitCode one of the documented codes, or 128 + n for signal n
   * @param message what happened and where; shown without a stack
   * @param options `cause`: the error behind it, shown with its stack when `--verbose` is given
   */
  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
