/**
 * The meta-variables of a request contradict each other, or what a client has put into them is no request that the HTTP
 * server would let through. To be answered with 400, without calling the application.
 */
export class VariablesError extends Error {
  override readonly name = 'VariablesError'
  /** Status to answer with. */
  readonly status = 400
  /** The client's fault, or that of the front server's configuration: not an error of the application (SPEC ERR-3). */
  readonly expose = true
  /** Stable reason for programs. */
  readonly code = 'BAD_VARIABLES'
}
