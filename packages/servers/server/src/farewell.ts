import type { Socket } from 'node:net'

/** How much may still come behind a last answer, and for how long. */
export interface FarewellLimits {
  /** Octets that are thrown away; beyond them the client waits. */
  readonly drainBytes: number
  /** Milliseconds from when the answer has left to when the connection is dropped. */
  readonly drainMs: number
}

/**
 * Ends our side of a socket and throws away what still comes, for a while. Closing at once would reset the connection
 * when the client is still sending, and lose the last answer (RFC 9112 §9.6).
 * @returns to be told of each read, in octets
 */
export function sayFarewell(
  socket: Socket,
  { drainBytes, drainMs }: FarewellLimits,
): (octets: number) => void {
  let thrownAway = 0
  // The while begins when the answer is on its way, however slowly the client takes it.
  socket.once('finish', () => {
    const timer = setTimeout(() => socket.destroy(), drainMs)
    socket.once('close', () => clearTimeout(timer))
  })
  socket.end()
  socket.resume()
  return (octets) => {
    thrownAway += octets
    // The client gets the time that is left to read the answer.
    if (thrownAway > drainBytes) socket.pause()
  }
}
