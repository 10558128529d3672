import { setImmediate as turn } from 'node:timers/promises'
import { PREFACE, onGoaway } from './http2-frames.ts'
import { FLOODS } from './http2-floods.ts'
import { openSocket } from './raw-client.ts'

/** How a flood ended. */
export interface FloodEnd {
  /** Milliseconds until the client was told that it is over, or cut off. */
  readonly ms: number
  /** The error code of the GOAWAY that came; `null`: none came. */
  readonly code: number | null
}

/** Floods a server over one connection, without TLS, until that is over. */
export async function flood(port: number, name: string): Promise<FloodEnd> {
  const { opening, octets } = FLOODS.get(name)!
  const socket = await openSocket(port)
  const startedAt = performance.now()
  let end: FloodEnd | null = null
  const over = (code: number | null): void => void (end ??= { ms: performance.now() - startedAt, code })
  onGoaway(socket, (code) => {
    // A client that goes on would lose what it has not read to a reset.
    socket.end()
    if (code !== 0) over(code)
  })
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  void closed.then(() => over(null))
  socket.write(PREFACE)
  if (opening !== undefined) socket.write(opening)
  for (let round = 0; socket.writable; round++) {
    if (socket.write(octets(round))) await turn()
    else await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))])
  }
  await closed
  return end!
}
