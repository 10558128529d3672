import type { Socket } from 'node:net'

const WAKING = ['drain', 'close', 'finish']

/** Sends a piece again and again, as fast as it is taken, until that many octets were sent or the connection is over. */
export async function sendOn(socket: Socket, piece: Uint8Array, bytes: number): Promise<void> {
  for (let sent = 0; sent < bytes && socket.writable; sent += piece.length) {
    if (!socket.write(piece)) await drained(socket)
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      for (const event of WAKING) socket.off(event, wake)
      resolve()
    }
    for (const event of WAKING) socket.on(event, wake)
  })
}
