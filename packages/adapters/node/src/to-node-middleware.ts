import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Gateway } from '@tsgi/exchange'
import { andThen, closeBody, isFallThrough } from '@tsgi/message'
import type { Application, Awaitable, HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import type { NodeMiddleware, NodeNext } from './from-node-middleware.ts'
import { kindOf } from './kind-of.ts'
import { MiddlewareTransport } from './middleware-transport.ts'
import { NextHandlers } from './next-handlers.ts'
import { extensionOf, readIncoming, refuse, run, takesTrailers } from './serve-request.ts'
import { gatewayOf } from './to-node.ts'
import type { ToNodeOptions } from './to-node.ts'

/** On the exchange, for the application that a middleware is wrapped around. */
const NEXT = Symbol('tsgi.node-next')

/** Stands for the response of somebody else. */
const ELSEWHERE: HttpResponse = Object.freeze({ status: 404, headers: Object.freeze({}), body: null })

/**
 * Makes a middleware for `node:http`, Connect or Express of an application or of a middleware.
 *
 * An application answers. What it says is not its own goes on to `next` (SPEC CALL-6), and so does what it throws. A
 * middleware is wrapped around what comes after it: it sees the request, and the answer that others write, over HTTP/1.1.
 * Which of both it is shows at the first request: called with that, a middleware returns a function, or what it was
 * called with.
 * @throws TypeError when it is no function
 */
export function toNodeMiddleware(application: Application, options?: ToNodeOptions): NodeMiddleware
export function toNodeMiddleware(middleware: Middleware, options?: ToNodeOptions): NodeMiddleware
export function toNodeMiddleware(
  inner: Application | Middleware,
  options: ToNodeOptions = {},
): NodeMiddleware {
  if (typeof inner !== 'function')
    throw new TypeError(`Expected an application or a middleware, got ${kindOf(inner)}`)
  const gateway = gatewayOf(asApplication(inner), options)
  return (req, res, next) => serve(gateway, req, res, next)
}

function asApplication(inner: Application | Middleware): Application {
  let wrapped: Application | null = null
  return (request) => {
    if (wrapped !== null) return wrapped(request)
    const answer: unknown = inner(request as HttpRequest & Application)
    if (typeof answer !== 'function' && answer !== request) return answer as Awaitable<HttpResponse>
    wrapped = (inner as Middleware)(goOn)
    return wrapped(request)
  }
}

/** What a middleware is wrapped around. */
function goOn(request: HttpRequest): Awaitable<HttpResponse> {
  return (request.exchange[NEXT] as NextHandlers).answer(request)
}

function serve(gateway: Gateway, req: IncomingMessage, res: ServerResponse, next: NodeNext): void {
  const incoming = readIncoming(req, res, false)
  if (incoming === undefined) return refuse(res)
  const extension = extensionOf(req, res, incoming)
  const transport = new MiddlewareTransport(res, takesTrailers(incoming), extension)
  const handlers = new NextHandlers(req, res, next, transport)
  const own: Gateway = {
    ...gateway,
    application: (request) => orElsewhere(gateway.application, request, handlers),
    report: (error, request) =>
      transport.reported(
        () => handlers.fail(error),
        () => gateway.report(error, request),
      ),
  }
  run(own, { ...incoming, extensions: { [NEXT]: handlers } }, transport, res)
}

function orElsewhere(
  application: Application,
  request: HttpRequest,
  handlers: NextHandlers,
): Awaitable<HttpResponse> {
  handlers.original = request
  const failed = (error: unknown): never => {
    // The exchange ends as it would here; what it answers goes nowhere.
    if (!handlers.haveBegun) handlers.transport.passOn(() => handlers.fail(error))
    throw error
  }
  const answered = (response: HttpResponse): HttpResponse => {
    if (handlers.haveBegun || !isFallThrough(response)) return response
    closeBody(response.body)
    handlers.transport.passOn(() => handlers.goOn())
    return ELSEWHERE
  }
  try {
    const answer = andThen(application(request), answered)
    return answer instanceof Promise ? answer.catch(failed) : answer
  } catch (error) {
    return failed(error)
  }
}
