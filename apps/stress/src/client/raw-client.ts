import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { connect as secure } from 'node:tls'
import { AUTHORITY } from '../certificates.ts'
import { isHttp2, isSecure } from '../protocol.ts'
import type { Protocol } from '../protocol.ts'

/** The most that wait at once to be accepted: fewer than fit into the queue of the listening socket. */
const CONNECT_AT_ONCE = 200

const authority = readFileSync(AUTHORITY)
/** What carries a connection with TLS. */
const carriers = new WeakMap<Socket, Socket>()

/** A connection to do with as one likes: errors of it are nobody's concern. */
export async function openSocket(port: number, protocol: Protocol = 'http'): Promise<Socket> {
  const carrier = connect({ host: '127.0.0.1', port, noDelay: true })
  carrier.on('error', () => {})
  await once(carrier, 'connect')
  if (!isSecure(protocol)) return carrier
  const ALPNProtocols = [isHttp2(protocol) ? 'h2' : 'http/1.1']
  const socket = secure({ socket: carrier, ca: authority, servername: 'localhost', ALPNProtocols })
  await once(socket, 'secureConnect')
  socket.on('error', () => {})
  carriers.set(socket, carrier)
  return socket
}

/** So many of them. */
export async function openSockets(port: number, count: number, protocol?: Protocol): Promise<Socket[]> {
  const sockets: Socket[] = []
  while (sockets.length < count) {
    const some = Math.min(CONNECT_AT_ONCE, count - sockets.length)
    sockets.push(...(await Promise.all(Array.from({ length: some }, () => openSocket(port, protocol)))))
  }
  return sockets
}

/** Breaks a connection off with a reset, whatever is under way. */
export function reset(socket: Socket): void {
  const carrier = carriers.get(socket) ?? socket
  carrier.resetAndDestroy()
  socket.destroy()
}

/** Resolves when a connection has closed, for whatever reason. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

/** Resolves when a connection has closed, with all that it brought, as latin-1. */
export async function allThatComes(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')))
  await closed(socket)
  return text
}

/** Resolves when so many answers, each with a length, came over a connection, with their contents. */
export function answersOn(socket: Socket, count: number): Promise<string[]> {
  const contents: string[] = []
  let text = ''
  return new Promise((resolve, reject) => {
    const cut = (): void => reject(new Error(`closed after ${contents.length} answers`))
    const take = (bytes: Buffer): void => {
      const { answers, rest } = splitAnswers(text + bytes.toString('latin1'))
      contents.push(...answers)
      text = rest
      if (contents.length < count) return
      socket.off('data', take).off('close', cut)
      resolve(contents)
    }
    socket.on('data', take).on('close', cut)
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
