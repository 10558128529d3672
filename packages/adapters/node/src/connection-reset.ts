/** What Node tells listeners whose connection is lost. */
export function connectionReset(cause?: unknown): Error {
  return Object.assign(new Error('aborted', cause === undefined ? {} : { cause }), { code: 'ECONNRESET' })
}
