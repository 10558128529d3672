/** How much of a message's framing a peer may send. Exceeding one is an error, nothing is ever cut short silently. */
export interface MessageLimits {
  /** Bytes of the request line without its end. Default 8192; beyond it: 414. */
  readonly maxRequestLineBytes: number
  /** Bytes of the head, all line ends and an empty line before it included. Default 16384; beyond it: 431. */
  readonly maxHeadBytes: number
  /** Field lines of a head. Default 100; beyond it: 431. */
  readonly maxFields: number
  /** Bytes of all chunk extensions of a message together. Default 16384; beyond it: 400. */
  readonly maxChunkExtensionBytes: number
  /** Bytes of a trailer section. Default 8192; beyond it: 431. */
  readonly maxTrailerBytes: number
  /** Field lines of a trailer section. Default 32; beyond it: 431. */
  readonly maxTrailerFields: number
}

/** The limits that apply unless a server chooses others. */
export const DEFAULT_LIMITS: MessageLimits = {
  maxRequestLineBytes: 8192,
  maxHeadBytes: 16_384,
  maxFields: 100,
  maxChunkExtensionBytes: 16_384,
  maxTrailerBytes: 8192,
  maxTrailerFields: 32,
}

/**
 * Fills in the defaults and checks what was given.
 * @throws TypeError for a limit that is not a positive safe integer, or that does not exist
 */
export function messageLimits(given: Partial<MessageLimits> = {}): MessageLimits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) throw new TypeError(`Unknown limit '${name}'`)
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new TypeError(`${name} is a positive integer, got ${String(value)}`)
    }
  }
  return { ...DEFAULT_LIMITS, ...given }
}
