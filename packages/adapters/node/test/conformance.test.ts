import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  HTTP2_LIMITATIONS,
  conformanceApplication,
  conformanceCases,
  http2Sender,
  httpSender,
  reasonToSkip,
  runCase,
} from '@tsgi/testing'
import type { Limitations, Send } from '@tsgi/testing'
import type { Application, Middleware } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { fromNode, fromNodeMiddleware, toNode, toNodeMiddleware } from '../src/index.ts'
import { listenHttp2, listenNode, listenOurs } from './servers.ts'

const overHttp1: Limitations = {
  lacks: { 'any-method': 'the parser of Node has a list of methods' },
  exceptions: {
    'method-brew': 'the parser of Node has a list of methods',
    'target-authority': 'Node does not give CONNECT to listeners of requests',
  },
}
const overHttp2: Limitations = HTTP2_LIMITATIONS

const http1 = async (application: Application): Promise<Send> =>
  httpSender({ host: '127.0.0.1', port: await listenNode(application) })
const http2 = async (application: Application): Promise<Send> =>
  http2Sender({ host: '127.0.0.1', port: await listenHttp2(application) })

const onServer: Limitations = { lacks: {}, exceptions: {} }
const server = async (application: Application): Promise<Send> =>
  httpSender({ host: '127.0.0.1', port: await listenOurs(application) })

/** The application as a server that does not listen, and that as an application again. */
function thereAndBack(application: Application): Application {
  const listener = toNode(application, { onError: () => {} })
  return fromNode(createServer(listener).on('checkContinue', listener).on('upgrade', listener.upgrade))
}

/** The application inside a middleware of Node that does nothing. */
const insideMiddleware = (application: Application): Application =>
  fromNodeMiddleware((_req, _res, next) => next())(application)

/** The application after a middleware of ours, in a stack of Node. */
function afterMiddleware(application: Application): Application {
  const first = toNodeMiddleware(((next) => (request) => next(request)) satisfies Middleware, {
    onError: () => {},
  })
  const last = toNode(application, { onError: () => {} })
  return fromNode((req: IncomingMessage, res: ServerResponse) => first(req, res, () => last(req, res)))
}

const inMiddleware = ({ lacks, exceptions }: Limitations): Limitations => ({
  lacks,
  exceptions: { ...exceptions, 'request-state': 'middleware of Node leaves its request in the state' },
})

const withoutUpgrade: Limitations = {
  ...overHttp1,
  lacks: { ...overHttp1.lacks, upgrade: 'these are listeners of requests' },
}

const waysIn: ReadonlyArray<
  readonly [string, Limitations, (application: Application) => Promise<Send>, (a: Application) => Application]
> = [
  ['toNode on node:http', overHttp1, http1, (application) => application],
  ['toNode on node:http2', overHttp2, http2, (application) => application],
  ['toNode(fromNode(toNode())) on node:http', overHttp1, http1, thereAndBack],
  ['fromNodeMiddleware on node:http', inMiddleware(overHttp1), http1, insideMiddleware],
  ['toNodeMiddleware on node:http', withoutUpgrade, http1, afterMiddleware],
  ['fromNode on @tsgi/server', onServer, server, thereAndBack],
  ['fromNodeMiddleware on @tsgi/server', inMiddleware(onServer), server, insideMiddleware],
]

const assertConformance = runCase

describe.each(waysIn)('SPEC.md through %s', (_name, limitations, open, wrap) => {
  for (const entry of conformanceCases) {
    const reason = reasonToSkip(entry, limitations)
    const because = reason === undefined ? '' : `: ${reason}`
    it.skipIf(reason !== undefined)(`${entry.id} (${entry.rules.join(', ')})${because}`, async () => {
      await assertConformance(entry, await open(wrap(conformanceApplication())))
    })
  }

  it('has cases to run', () => {
    const run = conformanceCases.filter((entry) => reasonToSkip(entry, limitations) === undefined)
    expect(run.length).toBeGreaterThan(100)
  })
})
