import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { createGateway } from '@tsgi/exchange'
import type { Gateway } from '@tsgi/exchange'
import type { Application, HttpRequest, ServerInfo } from '@tsgi/spec'
import { isListener } from './from-node.ts'
import { kindOf } from './kind-of.ts'
import { serveRequest, serveUpgrade } from './serve-request.ts'

/** Options of {@link toNode}. */
export interface ToNodeOptions {
  /** Told of each fault of the application once, with the request where there is one. Default: `console.error`. */
  readonly onError?: (error: unknown, request: HttpRequest | null) => void
}

/** A listener of 'request', and of other events of a server of `node:http`. */
export interface NodeRequestListener extends RequestListener {
  /** A listener of 'upgrade', for applications that change the protocol: `server.on('upgrade', listener.upgrade)`. */
  readonly upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void
}

const INFO: ServerInfo = Object.freeze({
  name: '@tsgi/node',
  version: '0.0.0',
  spec: '1.0',
  runtime: `node/${process.versions.node}`,
})

/**
 * Makes a listener of an application, for `http.createServer`, `https.createServer`, `http2.createServer` and whatever
 * takes such listeners.
 * @throws TypeError when it is no function
 */
export function toNode(application: Application, options: ToNodeOptions = {}): NodeRequestListener {
  if (typeof application !== 'function')
    throw new TypeError(
      `Expected an application, a function from request to response, got ${kindOf(application)}`,
    )
  const gateway = gatewayOf(application, options)
  const isLenient = isListener(application)
  const listener = (req: IncomingMessage, res: ServerResponse): void =>
    serveRequest(gateway, req, res, isLenient)
  const upgrade = (req: IncomingMessage, socket: Duplex, head: Buffer): void =>
    serveUpgrade(gateway, req, socket, head, isLenient)
  return Object.assign(listener, { upgrade })
}

/** What all exchanges of an application share. */
export function gatewayOf(application: Application, { onError }: ToNodeOptions): Gateway {
  return createGateway(application, INFO, onError ?? ((error) => console.error(error)))
}
