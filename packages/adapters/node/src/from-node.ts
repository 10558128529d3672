import { EventEmitter } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Application, HttpRequest } from '@tsgi/spec'
import { Bridge } from './bridge.ts'
import { kindOf } from './kind-of.ts'
import { InheritingMessages } from './messages.ts'
import type { MessagePrototypes } from './messages.ts'
import { knowServer, serverOf } from './served-socket.ts'
import { isUpgrade, upgrade } from './upgrade.ts'

/** Who answers requests of Node: a listener of 'request', or a server that has such listeners and does not listen itself. */
export type NodeListener = ((req: IncomingMessage, res: ServerResponse) => unknown) | Server

/** Options of {@link fromNode}. */
export interface FromNodeOptions {
  /**
   * Called before the listener, with the request that `req` was made of: for adapters that add what their framework
   * expects, such as `req.originalUrl`. Default: nothing.
   */
  readonly prepare?: (req: IncomingMessage, res: ServerResponse, request: HttpRequest) => void
  /**
   * What `req` and `res` are made to inherit from, for adapters of frameworks that else would give each of them another
   * prototype, which costs time. The objects inherit from the prototypes of Node's own messages; they may be exchanged
   * later. Default: `IncomingMessage.prototype` and `ServerResponse.prototype`.
   */
  readonly prototypes?: MessagePrototypes
}

/**
 * Makes an application of a listener of `node:http`.
 * @throws TypeError when it is no listener
 */
export function fromNode(listener: NodeListener, options: FromNodeOptions = {}): Application {
  const call = callerOf(listener)
  const server = listener instanceof EventEmitter && typeof listener !== 'function' ? listener : null
  const { prepare, prototypes } = options
  const messages = prototypes && new InheritingMessages(prototypes)
  const application: Application = (request) => {
    const bridge = new Bridge(request, true, messages)
    prepare?.(bridge.req, bridge.res, request)
    if (server !== null && isUpgrade(server, request)) return upgrade(server, bridge.incoming, request)
    return bridge.run(call)
  }
  made.add(application)
  return application
}

const made = new WeakSet<Application>()

/** Whether an application is nothing but a listener, which takes whatever Node takes. */
export function isListener(application: Application): boolean {
  return made.has(application)
}

/** As Node's own. */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i

type Called = (this: unknown, req: IncomingMessage, res: ServerResponse) => unknown

function callerOf(listener: unknown): (req: IncomingMessage, res: ServerResponse) => unknown {
  // Node calls listeners as methods of their server.
  if (typeof listener === 'function')
    return (req, res) => (listener as Called).call(serverOf(req.socket), req, res)
  if (!(listener instanceof EventEmitter)) {
    throw new TypeError(`Expected a listener (req, res) or a server of node:http, got ${kindOf(listener)}`)
  }
  return (req, res) => {
    knowServer(req.socket, listener)
    const isExpected = CONTINUE.test(req.headers.expect ?? '') && listener.listenerCount('checkContinue') > 0
    listener.emit(isExpected ? 'checkContinue' : 'request', req, res)
  }
}
