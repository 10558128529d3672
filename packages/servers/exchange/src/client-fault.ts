/**
 * The status with which an error is the client's fault, else `undefined` (SPEC ERR-3). Never throws, whatever was
 * thrown: an error may be a proxy or have throwing getters.
 */
export function clientFaultStatus(error: unknown): number | undefined {
  try {
    if (typeof error !== 'object' || error === null) return undefined
    const { expose, status } = error as { expose?: unknown; status?: unknown }
    const isClientError = Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 499
    return expose === true && isClientError ? (status as number) : undefined
  } catch {
    return undefined
  }
}
