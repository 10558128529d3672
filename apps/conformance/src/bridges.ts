/*
 * Each adapter, there and back. Those for middleware stand around and inside an application of their framework, so that all
 * four directions are in one stack.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fromExpress, fromExpressMiddleware, toExpress, toExpressMiddleware } from '@tsgi/express'
import { fromFastify, toFastify } from '@tsgi/fastify'
import { fromFetch, toFetch } from '@tsgi/fetch'
import { fromKoa, fromKoaMiddleware, toKoa, toKoaMiddleware } from '@tsgi/koa'
import { fromNode, fromNodeMiddleware, toNode, toNodeMiddleware } from '@tsgi/node'
import type { Middleware } from '@tsgi/spec'
import fastify from 'fastify'
import type { Bridge } from './bridge.ts'
import { Koa, express } from './frameworks.ts'
import type { ExpressApp, ExpressHandler, KoaApp, KoaMiddleware } from './frameworks.ts'

const quiet = { onError: () => {} }

const passing: Middleware = (next) => (request) => next(request)

const FALL_THROUGH = 'what is not its own is answered by the framework'
const AT_ONCE = 'what Koa writes at once is there as a whole, with its length'
const ROUTED = 'Fastify has routes for the methods it knows'
const FOLDED = 'Headers joins the lines of a field, those of Set-Cookie excepted'
const BODILESS = 'Request refuses content with GET'
const NORMAL = 'a URL has neither dot segments nor backslashes, and escapes what may not stand in it'
const METHOD = 'Request refuses TRACE, and writes get in capitals'

const node: Bridge = {
  name: '@tsgi/node',
  upgrades: true,
  lacks: {},
  exceptions: {},
  thereAndBack(application) {
    const listener = toNode(application, quiet)
    return fromNode(createServer(listener).on('checkContinue', listener).on('upgrade', listener.upgrade))
  },
}

const nodeStack: Bridge = {
  name: '@tsgi/node with middleware',
  upgrades: false,
  lacks: {},
  exceptions: {},
  thereAndBack(application) {
    const last = toNode(application, quiet)
    const first = toNodeMiddleware(passing, quiet)
    const stack = fromNode((req, res) => first(req, res, () => last(req, res)))
    return fromNodeMiddleware((_req, _res, next) => next())(stack)
  },
}

const inExpress: Bridge = {
  name: '@tsgi/express',
  upgrades: false,
  lacks: {},
  exceptions: { 'call-fall-through': FALL_THROUGH },
  thereAndBack: (application) => fromExpress(expressWith(toExpress(application, quiet))),
}

const expressStack: Bridge = {
  name: '@tsgi/express with middleware',
  upgrades: false,
  lacks: {},
  exceptions: { 'call-fall-through': FALL_THROUGH },
  thereAndBack(application) {
    const app = expressWith(toExpressMiddleware(passing, quiet), toExpress(application, quiet))
    return fromExpressMiddleware(((_req, _res, next) => next()) as ExpressHandler)(fromExpress(app))
  },
}

const inKoa: Bridge['exceptions'] = {
  'body-on-same-connection': AT_ONCE,
  'http10-streamed': AT_ONCE,
  'http10-streamed-although-kept': AT_ONCE,
}

const koa: Bridge = {
  name: '@tsgi/koa',
  upgrades: false,
  lacks: {},
  exceptions: inKoa,
  thereAndBack: (application) => fromKoa(koaWith(toKoa(application))),
}

const koaStack: Bridge = {
  name: '@tsgi/koa with middleware',
  upgrades: false,
  lacks: {},
  exceptions: inKoa,
  thereAndBack(application) {
    const app = koaWith(toKoaMiddleware(passing), toKoa(application))
    return fromKoaMiddleware((_ctx, next) => next())(fromKoa(app))
  },
}

const inFetch: Bridge = {
  name: '@tsgi/fetch',
  upgrades: false,
  lacks: {
    'http/1.0': 'a Request does not tell its version',
    informational: 'fetch handlers have no 1xx',
    'target-forms': 'a URL always has a host and a path',
    trailers: 'a Response has no trailers',
  },
  exceptions: {
    'content-chunked-get': BODILESS,
    'content-get': BODILESS,
    'method-lower-case': METHOD,
    'method-trace': METHOD,
    'path-raw-backslash': NORMAL,
    'path-raw-dot-segments': NORMAL,
    'path-raw-escaped-dots': NORMAL,
    'path-raw-too-many-dots': NORMAL,
    'path-raw-unescaped': NORMAL,
    'response-field-link': FOLDED,
    'response-field-several-lines': FOLDED,
    'response-field-www-authenticate': FOLDED,
  },
  thereAndBack: (application) => fromFetch(toFetch(application, quiet)),
}

const inFastify: Bridge = {
  name: '@tsgi/fastify',
  upgrades: false,
  lacks: { 'any-method': ROUTED },
  exceptions: {
    'call-fall-through': FALL_THROUGH,
    'method-brew': ROUTED,
    'method-propfind': ROUTED,
    'path-raw-escaped-octets': 'Fastify refuses paths that are no UTF-8',
    'stream-failing-first': 'the error handler of Fastify answers, with content',
  },
  thereAndBack(application) {
    const instance = fastify()
    void instance.register(toFastify(application))
    return fromFastify(instance).app
  },
}

/** Every adapter. */
export const bridges: readonly Bridge[] = [
  node,
  nodeStack,
  inExpress,
  expressStack,
  koa,
  koaStack,
  inFetch,
  inFastify,
]

/** An application of Express that tells nobody what went wrong (SPEC ERR-1, ERR-3). */
function expressWith(...handlers: readonly ExpressHandler[]): ExpressApp {
  const app = express().disable('x-powered-by')
  for (const handler of handlers) app.use(handler)
  return app.use(bare as unknown as ExpressHandler)
}

function bare(error: unknown, _req: IncomingMessage, res: ServerResponse, _next: () => void): void {
  if (res.headersSent) return void res.destroy()
  res.statusCode = statusOf(error)
  res.end()
}

function statusOf(error: unknown): number {
  try {
    const { expose, status } = error as { expose?: unknown; status?: unknown }
    const isFault = typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 499
    return expose === true && isFault ? status : 500
  } catch {
    return 500
  }
}

function koaWith(...middleware: readonly KoaMiddleware[]): KoaApp {
  const app = new Koa()
  app.silent = true
  for (const each of middleware) app.use(each)
  return app
}
