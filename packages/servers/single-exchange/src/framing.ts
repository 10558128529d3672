import type { VariablesReader } from '@tsgi/cgi-variables'
import type { ResponseHead } from '@tsgi/exchange'

/**
 * How a protocol puts a request and its response on a connection. A request is a head, which holds variables, and behind
 * it as much content as `CONTENT_LENGTH` says; a response is a head and content up to the end of the connection.
 */
export interface Framing {
  /**
   * How long a head is.
   * @param bytes its octets from `at` on, as many as have come so far, up to `end`
   * @param maxBytes octets that its variables may have
   * @returns octets from the first to the last; 0: these do not tell yet
   * @throws PeerError
   */
  readonly measure: (bytes: Uint8Array, at: number, end: number, maxBytes: number) => number
  /**
   * Gives the variables of a head that is there as a whole to a reader, which is fresh.
   * @throws PeerError; VariablesError of `@tsgi/cgi-variables`
   */
  readonly parse: (bytes: Uint8Array, at: number, end: number, variables: VariablesReader) => void
  /**
   * What a head that is no request is answered with, one character for each octet, without asking the application; `''`: it
   * is a request. Absent: all of them are.
   */
  readonly answerTo?: (bytes: Uint8Array, at: number) => string
  /** Writes the head of a response, its empty line included, one character for each octet (latin-1). */
  readonly formatHead: (head: ResponseHead) => string
}
