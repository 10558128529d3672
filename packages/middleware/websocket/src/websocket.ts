/*
 * A WebSocket as an answer: a request is judged (handshake.ts), refused by an ordinary response or accepted by one with
 * status 101, which goes out through the whole stack. Only then is there a socket (socket.ts): `ws` speaks the protocol
 * over the connection that the server hands over.
 *
 *   request ──► readHandshake ──► 400, 403, 405, 426
 *                   └──► 101 ──► upgrade(connection) ──► openSocket ──► handler … closed
 */
import type { Application, Awaitable, Connection, HttpRequest } from '@tsgi/spec'
import type { WebSocket } from 'ws'
import { closeOnAbort, keepAlive } from './care.ts'
import { acceptanceFields, isRefusal, readHandshake } from './handshake.ts'
import type { Handshake } from './handshake.ts'
import { resolveOptions } from './options.ts'
import type { WebSocketOptions } from './options.ts'
import { socketOpener } from './socket.ts'

/**
 * Talks over one socket. It is called once the socket is open; messages that arrive before it listens for them are lost,
 * so it should do that before it awaits anything. The promise it may return should settle when the socket has closed.
 * @param socket of the package `ws`
 * @param request the one that opened it
 */
export type WebSocketHandler = (socket: WebSocket, request: HttpRequest) => Awaitable<void>

/**
 * Makes an application that takes WebSocket connections and refuses everything else.
 *
 * What the handler throws or rejects with, and what its listeners do, closes the socket with 1011 and is reported as a
 * fault of the application. The exchange lasts as long as the socket.
 * @throws TypeError for options that are wrong
 * @see RFC 6455
 */
export function websocket(handler: WebSocketHandler, options: WebSocketOptions = {}): Application {
  const { rules, limits, pingIntervalMs } = resolveOptions(options)
  const openSocket = socketOpener(limits)

  async function converse(connection: Connection, handshake: Handshake, request: HttpRequest): Promise<void> {
    const { socket, stream } = openSocket(connection, handshake)
    socket.onFault = (fault) => reportFault(fault, request)
    const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()))
    keepAlive(socket, stream, pingIntervalMs)
    closeOnAbort(socket, request.exchange.signal)
    request.exchange.waitUntil(socket.guard(() => handler(socket, request)))
    await closed
  }

  return (request) => {
    const handshake = readHandshake(request, rules)
    if (isRefusal(handshake)) return handshake
    return {
      status: 101,
      headers: acceptanceFields(handshake),
      body: null,
      upgrade: (connection) => converse(connection, handshake, request),
    }
  }
}

/** By `waitUntil`, because a fault may come when the exchange is over. That a wait was aborted is no fault. */
function reportFault(fault: unknown, { exchange }: HttpRequest): void {
  const isAbort = fault instanceof Error && fault.name === 'AbortError' && exchange.signal.aborted
  if (!isAbort) exchange.waitUntil(Promise.reject(fault))
}
