import { conformanceApplication, conformanceCases, httpSender, reasonToSkip, runCase } from '@tsgi/testing'
import type { ConformanceCase, Limitations } from '@tsgi/testing'
import type { Application, Middleware } from '@tsgi/spec'
import express from 'express'
import type { ErrorRequestHandler, Express, RequestHandler } from 'express'
import express4 from 'express-4'
import { describe, expect, it } from 'vitest'
import { fromExpress, fromExpressMiddleware, toExpress, toExpressMiddleware } from '../src/index.ts'
import { listenNode, listenOurs } from './servers.ts'

const quiet = { onError: () => {} }

/** As an application of Express has them that tells nobody what went wrong. */
const bare: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
  if (res.headersSent) res.destroy()
  else res.status(statusOf(error)).end()
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

function expressWith(framework: typeof express, ...handlers: readonly RequestHandler[]): Express {
  const app = framework().disable('x-powered-by')
  app.use(...handlers, bare)
  return app
}

const passing: Middleware = (next) => (request) => next(request)

const inExpress: Limitations = {
  lacks: {
    upgrade: 'Express is a listener of requests',
    'any-method': 'the parser of Node has a list of methods',
  },
  exceptions: {
    'method-brew': 'the parser of Node has a list of methods',
    'target-authority': 'Node does not give CONNECT to listeners of requests',
    'call-fall-through': 'what is not its own is for the next handler',
  },
}

type WayIn = readonly [string, Limitations, (application: Application) => Promise<number>]

const waysIn: readonly WayIn[] = [
  [
    'toExpress on node:http',
    inExpress,
    (application) => listenNode(expressWith(express, toExpress(application, quiet))),
  ],
  [
    'toExpress in Express 4',
    inExpress,
    (application) => listenNode(expressWith(express4, toExpress(application, quiet))),
  ],
  [
    'toExpressMiddleware before it',
    inExpress,
    (application) =>
      listenNode(expressWith(express, toExpressMiddleware(passing, quiet), toExpress(application, quiet))),
  ],
  [
    'fromExpress(toExpress) on @tsgi/server',
    inExpress,
    (application) => listenOurs(fromExpress(expressWith(express, toExpress(application, quiet)))),
  ],
  [
    'fromExpressMiddleware on @tsgi/server',
    {
      lacks: {},
      exceptions: { 'request-state': 'what middleware of Node tells further in is in the state' },
    },
    (application) =>
      listenOurs(fromExpressMiddleware(((_req, _res, next) => next()) as RequestHandler)(application)),
  ],
]

describe.each(waysIn)('SPEC.md through %s', (_name, limitations, listen) => {
  for (const entry of conformanceCases) {
    const reason = reasonToSkip(entry, limitations)
    const because = reason === undefined ? '' : `: ${reason}`
    it.skipIf(reason !== undefined)(`${entry.id} (${entry.rules.join(', ')})${because}`, () =>
      assertConformance(entry, listen),
    )
  }

  it('has cases to run', () => {
    const run = conformanceCases.filter((entry) => reasonToSkip(entry, limitations) === undefined)
    expect(run.length).toBeGreaterThan(300)
  })
})

async function assertConformance(entry: ConformanceCase, listen: WayIn[2]): Promise<void> {
  await runCase(entry, httpSender({ host: '127.0.0.1', port: await listen(conformanceApplication()) }))
}
