import { fromNode } from '@tsgi/node'
import type { Application } from '@tsgi/spec'
import type { Express } from 'express'
import { describe } from './describe.ts'
import { isExpress } from './is-express.ts'
import { prepare } from './prepare.ts'

/**
 * Makes an application of an Express application. That one does not notice: it gets a request and a response of Node, and
 * what it answers is what it would answer on a server of its own, with its own pages for 404 and for errors.
 *
 * Below a mount, `req.baseUrl` tells it where; `requestOf(req)` gives it the request.
 * @throws TypeError when it is no Express application
 */
export function fromExpress(app: Express): Application {
  if (!isExpress(app)) throw new TypeError(`Expected an Express application, got ${describeApp(app)}`)
  return fromNode(app, { prepare, prototypes: app })
}

function describeApp(app: unknown): string {
  const isRouter = typeof app === 'function' && 'handle' in app
  return isRouter ? 'a router: use it in an application, or fromExpressMiddleware(router)' : describe(app)
}
