/** Takes the content out of a message's bytes, piece by piece. */
export interface ContentDecoder {
  /** The content found by the last call, a copy that belongs to the receiver; `null`: none. */
  readonly content: Uint8Array | null
  /** Octets that are still to come, as far as the message tells; `Infinity` for chunks. */
  readonly remaining: number
  /**
   * Goes on with more bytes.
   * @returns the offset in `bytes` after the message, or -1 when all was taken and more is needed
   * @throws ProtocolError
   */
  decode(bytes: Uint8Array, from: number, to: number): number
}
