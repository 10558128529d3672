/** The peer sent no PROXY header, or a malformed one. No answer fits: close the connection. */
export class ProxyProtocolError extends Error {
  override readonly name = 'ProxyProtocolError'
  /** Stable reason for programs, such as `PROXY_SIGNATURE`. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** The octets are those of something else. */
export function noHeader(): ProxyProtocolError {
  return new ProxyProtocolError('PROXY_SIGNATURE', 'The connection does not start with a PROXY header (§2)')
}
