/*
 * Listeners of 'upgrade' get a connection, on which they answer themselves: 101 and another protocol, or an ordinary
 * response and its end. So the connection is taken as it is, which ways in on Node offer.
 */
import { Buffer } from 'node:buffer'
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Connection, HttpRequest, HttpResponse } from '@tsgi/spec'
import type { Incoming } from './incoming.ts'
import { nodeExtension } from './node-extension.ts'
import { knowServer } from './served-socket.ts'

const NODE = Symbol.for('tsgi.node')

/** Whether the listeners of 'upgrade' are to answer a request: there are some, and the connection can be had. */
export function isUpgrade(server: EventEmitter, request: HttpRequest): boolean {
  if (request.exchange.upgrade === undefined) return false
  return server.listenerCount('upgrade') > 0 && nodeExtension(request) !== undefined
}

/** Hands a request and its connection to the listeners of 'upgrade'. */
export function upgrade(server: EventEmitter, incoming: Incoming, request: HttpRequest): HttpResponse {
  const [protocol = ''] = request.exchange.upgrade ?? []
  return {
    status: 101,
    headers: { upgrade: protocol },
    body: null,
    upgrade: (connection) => handOver(server, incoming, connection),
  }
}

/** Resolves when the connection is closed: until then it belongs to the exchange. */
function handOver(server: EventEmitter, incoming: Incoming, connection: Connection): Promise<void> {
  const { req } = incoming
  const { socket, head } = connection[NODE] as { socket: Socket; head: Uint8Array }
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
    req.socket = socket
    knowServer(socket, server)
    req.upgrade = true
    incoming.handedOver()
    // As Node itself does: it flows as soon as somebody listens to what comes. When it does not flow, it is read ahead all the
    // same, so that its end shows: sockets that read into a buffer of somebody else's would stop at `pause`.
    Object.assign(socket, { readableFlowing: null, pause: Readable.prototype.pause.bind(socket) })
    socket.read(0)
    server.emit('upgrade', req, socket, Buffer.from(head))
  })
}
