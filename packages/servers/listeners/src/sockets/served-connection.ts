/** What a server does with each of its connections, whatever is spoken over it. */
export interface ServedConnection {
  /** Takes no further request; closes when none is under way. */
  shutdown(): void
  /** Gives up what is under way and closes. */
  destroy(): void
  /** Ends what has taken too long, at a time of the watch. */
  check(now: number): void
}
