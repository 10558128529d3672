import type { IncomingMessage, ServerResponse } from 'node:http'
import { andThen } from '@tsgi/message'
import type { Application, HttpRequest, Middleware } from '@tsgi/spec'
import { Bridge } from './bridge.ts'
import type { FromNodeOptions } from './from-node.ts'
import { derivedRequest } from './derived-request.ts'
import { kindOf } from './kind-of.ts'
import { writeResponse } from './write-response.ts'

/** Goes on with what is further in, or, with an error, fails. */
export type NodeNext = (error?: unknown) => void

/** Middleware as Connect has it. */
export type NodeMiddleware = (req: IncomingMessage, res: ServerResponse, next: NodeNext) => unknown

/**
 * Makes middleware of a middleware for `node:http`. What it wraps answers through `res`, so that middleware that replaces
 * methods of it sees the answer; what it puts on `req` is there for bridged listeners further in.
 * @throws TypeError when it is no function
 */
export function fromNodeMiddleware(middleware: NodeMiddleware, options: FromNodeOptions = {}): Middleware {
  if (typeof middleware !== 'function')
    throw new TypeError(`Expected a middleware (req, res, next), got ${kindOf(middleware)}`)
  const { prepare } = options
  return (next) => (request) => {
    const bridge = new Bridge(request, false)
    const res = bridge.res as unknown as ServerResponse
    prepare?.(bridge.req, res, request)
    return bridge.run(() =>
      middleware(
        bridge.req,
        res,
        once((error) => goOn(bridge, next, request, error)),
      ),
    )
  }
}

/** A middleware that calls twice must not have two answers. */
function once(next: NodeNext): NodeNext {
  let isCalled = false
  return (error) => {
    if (isCalled) return
    isCalled = true
    next(error)
  }
}

function goOn(bridge: Bridge, next: Application, request: HttpRequest, error: unknown): void {
  // Connect takes whatever is not falsy for an error.
  if (error) return bridge.failed(error)
  try {
    const written = andThen(next(derivedRequest(bridge, request)), (response) =>
      writeResponse(bridge, response),
    )
    if (written instanceof Promise) written.catch((reason: unknown) => bridge.failed(reason))
  } catch (reason) {
    bridge.failed(reason)
  }
}
