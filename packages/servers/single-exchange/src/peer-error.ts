/** What came over a connection, or did not come in time, was refused; the connection is closed. */
export class PeerError extends Error {
  override readonly name = 'PeerError'
  /** Stable reason for programs, such as `HEAD_TIMEOUT`. */
  readonly code: string
  /** Status to answer with; 0: none, since whoever is there would not understand it. */
  readonly status: number
  /** Not a fault of the application (SPEC ERR-3). */
  readonly expose = true

  constructor(code: string, message: string, status = 0) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** The head has more octets than `maxVariablesBytes`. */
export function headTooLarge(octets: number, maxBytes: number): PeerError {
  return new PeerError('HEAD_SIZE', `Variables of ${octets} octets, at most ${maxBytes} are read`, 431)
}

/** The peer has left before its head was complete. */
export function headCutOff(): PeerError {
  return new PeerError('HEAD_CUT_OFF', 'The connection ended before the head was complete')
}

/** The head took longer than `headTimeoutMs`. */
export function headTooSlow(): PeerError {
  return new PeerError('HEAD_TIMEOUT', 'The head took too long')
}

/** The content came more slowly than `minContentRate`. */
export function contentTooSlow(): PeerError {
  return new PeerError('CONTENT_TIMEOUT', 'The content took too long (RFC 9110 §15.5.9)', 408)
}

/** There is more content than `maxContentBytes`. */
export function contentTooLarge(octets: number, maxBytes: number): PeerError {
  const message = `Content of ${octets} octets, at most ${maxBytes} are read (RFC 9110 §15.5.14)`
  return new PeerError('CONTENT_SIZE', message, 413)
}
