import type { Socket } from 'node:net'

/**
 * The end of a connection after its last answer: our side is ended, and what still comes is thrown away for a while.
 * Closing at once would reset the connection when the client is still sending, and lose the answer (RFC 9112 §9.6).
 */
export class Farewell {
  readonly #socket: Socket
  readonly #drainBytes: number
  #thrownAway = 0

  /**
   * @param drainBytes octets that are thrown away; beyond them the client waits
   * @param said called when the answer is on its way, however slowly the client takes it: then the while begins
   */
  constructor(socket: Socket, drainBytes: number, said: () => void) {
    this.#socket = socket
    this.#drainBytes = drainBytes
    socket.once('finish', said)
    socket.end()
    socket.resume()
  }

  /** Takes note of what was read. */
  throwAway(octets: number): void {
    this.#thrownAway += octets
    // The client gets the time that is left to read the answer.
    if (this.#thrownAway > this.#drainBytes) this.#socket.pause()
  }
}
