import type { NodeMiddleware } from '@tsgi/node'
import type { HttpRequest } from '@tsgi/spec'
import type { Request, RequestHandler } from 'express'
import { link } from './link.ts'

/** The way of requests from a handler of Express to an application, which is called at once, as SPEC CALL has it. */
export class Passage {
  #req: Request | undefined

  /** The handler, as one of Express. */
  handler(middleware: NodeMiddleware): RequestHandler {
    return (req, res, next) => {
      this.#req = req
      middleware(req, res, next)
    }
  }

  /** The request for the application that is being called. */
  derive(request: HttpRequest): HttpRequest {
    const req = this.#req!
    link(req, request)
    return asTrusted(request, req)
  }
}

/** Express knows of proxies in front of it, and which of them to trust: `app.set('trust proxy', …)`. */
function asTrusted(request: HttpRequest, req: Request): HttpRequest {
  if (!req.app.get('trust proxy')) return request
  const { ip, protocol } = req
  const scheme = protocol === 'https' ? 'https' : 'http'
  const isForwarded = ip !== undefined && ip !== request.remote?.address
  return { ...request, scheme, remote: isForwarded ? { address: ip, port: 0 } : request.remote }
}
