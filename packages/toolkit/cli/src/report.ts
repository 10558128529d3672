import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { createOutput } from './output.ts'
import { detailsOf } from './thrown.ts'

/**
 * Tells the operator what ended the command: one line, or with `verbose` the stack behind it as well.
 * @returns the code to exit with
 */
export function report(error: unknown, verbose: boolean): number {
  const output = createOutput()
  if (!(error instanceof CommandError)) {
    output.error(`this is a bug in tsgi, please report it: ${detailsOf(error)}`)
    return exitCodes.internal
  }

  output.error(error.message)
  if (verbose && error.cause !== undefined) output.error(detailsOf(error.cause))
  return error.exitCode
}
