/** Where a queue of lines puts them. One call of `write` at a time. */
export interface Target {
  /**
   * Puts octets there. Resolves with how many it took: fewer than it was given mean that it is full for now.
   * @throws when it failed
   */
  write(octets: Uint8Array): Promise<number>
  /** Whether the octets are gone when `write` failed; else it is worth trying again with the same ones. */
  readonly losesOnError: boolean
  /** Puts octets there at once, because the process ends. @throws when they do not fit */
  writeNow(octets: Uint8Array): void
  /** Closes what it has opened. */
  close(): Promise<void>
}
