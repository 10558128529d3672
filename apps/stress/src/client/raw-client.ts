import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** The most that wait at once to be accepted: fewer than fit into the queue of the listening socket. */
const CONNECT_AT_ONCE = 200

/** A connection to do with as one likes: errors of it are nobody's concern. */
export async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** So many of them. */
export async function openSockets(port: number, count: number): Promise<Socket[]> {
  const sockets: Socket[] = []
  while (sockets.length < count) {
    const some = Math.min(CONNECT_AT_ONCE, count - sockets.length)
    sockets.push(...(await Promise.all(Array.from({ length: some }, () => openSocket(port)))))
  }
  return sockets
}

/** Resolves when a connection has closed, with all that it brought, as latin-1. */
export function allThatComes(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')))
  return new Promise((resolve) => socket.once('close', () => resolve(text)))
}

/** Resolves when so many answers, each with a length, came over a connection, with their contents. */
export function answersOn(socket: Socket, count: number): Promise<string[]> {
  const contents: string[] = []
  let text = ''
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(new Error(`closed after ${contents.length} answers`))
    const take = (bytes: Buffer): void => {
      const { answers, rest } = splitAnswers(text + bytes.toString('latin1'))
      contents.push(...answers)
      text = rest
      if (contents.length < count) return
      socket.off('data', take).off('close', closed)
      resolve(contents)
    }
    socket.on('data', take).on('close', closed)
  })
}

/** Contents of the answers in a text, and what is left behind them. */
function splitAnswers(text: string): { answers: string[]; rest: string } {
  const answers: string[] = []
  let at = 0
  for (;;) {
    const headEnd = text.indexOf('\r\n\r\n', at) + 4
    if (headEnd < 4) break
    const length = Number(/content-length: (\d+)/i.exec(text.slice(at, headEnd))?.[1])
    if (!(text.length >= headEnd + length)) break
    answers.push(text.slice(headEnd, headEnd + length))
    at = headEnd + length
  }
  return { answers, rest: text.slice(at) }
}
