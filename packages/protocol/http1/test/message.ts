/** A request as some parser has read it. Octets are characters of latin-1. */
export interface Message {
  readonly method: string
  /** Of the target, without scheme and authority. */
  readonly path: string
  readonly query: string
  /** Values by lower-case name, those of repeated lines joined, in the order of the first lines. */
  readonly fields: Readonly<Record<string, string>>
  /** What has arrived of its content. */
  content: string
  /** Whether it has arrived to its end. */
  isComplete: boolean
}

/** What a parser has read of a connection. */
export interface Reading {
  readonly messages: readonly Message[]
  /** Why there are no more; `undefined`: the bytes are used up, or the last message says that it is the last. */
  readonly error: string | undefined
}
