/** Why an exchange ended early. Named `AbortError`, as the reason of a signal is (SPEC EXCH-3). */
export class ExchangeAborted extends Error {
  override readonly name = 'AbortError'
  /** `CLIENT_LEFT`, `SERVER_CLOSING` or `RESPONSE_FAILED`. */
  readonly code: string

  constructor(code: 'CLIENT_LEFT' | 'SERVER_CLOSING' | 'RESPONSE_FAILED', message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
