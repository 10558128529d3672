/** Why content in a coding was refused. */
export type DecompressErrorCode =
  /** It is not what its coding says, is cut off, or goes on behind its end: 400. */
  | 'DECOMPRESS_DATA'
  /** More octets than `maxBytes`: 413. */
  | 'DECOMPRESS_TOO_LARGE'
  /** More octets than `maxRatio` times those that were sent: 413. */
  | 'DECOMPRESS_RATIO'

/** The client sent content that cannot be decoded, or not within limits. Servers answer with `status` (SPEC ERR-3). */
export class DecompressError extends Error {
  override readonly name = 'DecompressError'
  /** Stable reason for programs. */
  readonly code: DecompressErrorCode
  /** Status to answer with. */
  readonly status: 400 | 413
  /** The client's fault: `status` may be shown (SPEC ERR-3). */
  readonly expose = true

  constructor(code: DecompressErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.status = code === 'DECOMPRESS_DATA' ? 400 : 413
  }
}
