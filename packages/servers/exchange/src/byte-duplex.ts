import type { Socket } from 'node:net'
import type { ByteDuplex } from '@tsgi/spec'

/** A socket as bytes in both directions, for `Transport.switchProtocols`; `head` is what was read before it changed hands. */
export function byteDuplex(socket: Socket, head: Uint8Array): ByteDuplex {
  return {
    readable: readAll(socket, head),
    write(chunk) {
      if (socket.write(chunk) || socket.destroyed) return undefined
      return new Promise((resolve) => {
        const done = (): void => {
          socket.off('drain', done)
          socket.off('close', done)
          resolve()
        }
        socket.on('drain', done)
        socket.on('close', done)
      })
    },
    end() {
      return new Promise((resolve) => void socket.end(resolve))
    },
    destroy(error) {
      socket.destroy(error instanceof Error ? error : undefined)
    },
  }
}

async function* readAll(socket: Socket, head: Uint8Array): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  // Leaving the loop must not end our own side: the application may still be writing.
  yield* socket.iterator({ destroyOnReturn: false })
}
