/*
 * On a server of Node, a request that says the same outside and inside is the same one: what others have put on it is there.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { withHeader } from '@tsgi/message'
import type { Application, Middleware } from '@tsgi/spec'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { fromNode, fromNodeMiddleware, toNode, toNodeMiddleware } from '../src/index.ts'
import { exchangeWith } from './exchange-with.ts'
import { listen, listenOurs } from './servers.ts'

type WithUser = IncomingMessage & { user?: string; body?: unknown }

/** Listeners of one server, in turn. */
function serverWith(
  ...listeners: ReadonlyArray<(req: WithUser, res: ServerResponse) => void>
): Promise<number> {
  const server = createServer()
  for (const listener of listeners) server.on('request', listener)
  return listen(server)
}

const tellUser = fromNode((req, res) => res.end(String((req as WithUser).user)))
const post = { method: 'POST', body: '{"a":1}', headers: { 'Content-Type': 'application/json' } }

describe('what others have put on a request of Node', () => {
  it('is there inside', async () => {
    const port = await serverWith((req) => void (req.user = 'Ada'), toNode(tellUser))
    expect((await exchangeWith(port)).body).toBe('Ada')
  })

  it('is there when they came through an adapter as well', async () => {
    const port = await serverWith(
      toNode(fromNode((req) => void ((req as WithUser).user = 'Ada'))),
      toNode(tellUser),
    )
    expect((await exchangeWith(port)).body).toBe('Ada')
  })

  it.each<[string, Middleware]>([
    ['has derived another request', (next) => (request) => next({ ...request, path: '/derived' })],
    ['of Node stands between', fromNodeMiddleware((_req, _res, next) => next())],
  ])('is there when middleware %s', async (_what, middleware) => {
    const port = await serverWith((req) => void (req.user = 'Ada'), toNode(middleware(tellUser)))
    expect((await exchangeWith(port)).body).toBe('Ada')
  })

  it('is there with content, which a parser has read', async () => {
    const app = express().use(express.json())
    app.use(toNode(fromNode((req, res) => res.end(JSON.stringify((req as WithUser).body)))))
    expect((await exchangeWith(await listen(createServer(app)), post)).body).toBe('{"a":1}')
  })

  it('is there inside a middleware that sees the answer', async () => {
    const marking: Middleware = (next) => async (request) => withHeader(await next(request), 'x-mark', '1')
    const app = express().use((req, _res, next) => (Object.assign(req, { user: 'Ada' }), next()))
    app.use(toNodeMiddleware(marking), toNode(tellUser))
    const { body, lines } = await exchangeWith(await listen(createServer(app)))
    expect([body, lines.includes('x-mark: 1')]).toEqual(['Ada', true])
  })
})

describe('a request that was derived', () => {
  it('is another one, and the outer one is left as it was', async () => {
    const rename: Middleware = (next) => (request) =>
      next({ ...request, method: 'PUT', path: '/inner', headers: { host: 'inner' } })
    let outer: WithUser | undefined
    const inner = fromNode((req, res) =>
      res.end([req === outer, req.method, req.url, req.headers.host].join()),
    )
    const port = await serverWith((req) => void (outer = req), toNode(rename(inner)))
    expect((await exchangeWith(port)).body).toBe('false,PUT,/inner,inner')
    expect([outer!.method, outer!.url]).toEqual(['GET', '/'])
  })
})

describe('a listener', () => {
  it('is called as a method of its server, as Node does', async () => {
    const seen: unknown[] = []
    const application = fromNode(function (this: unknown, _req, res) {
      seen.push(this)
      res.end()
    })
    const server = createServer(toNode(application))
    await exchangeWith(await listen(server))
    await exchangeWith(await listenOurs(application))
    expect(seen).toEqual([server, undefined])
  })

  it.each<[string, (application: Application) => Promise<number>]>([
    ['@tsgi/server', listenOurs],
    ['toNode on node:http', (application) => listen(createServer(toNode(application)))],
  ])('finds its server through the socket, through %s', async (_name, open) => {
    const server = createServer((req, res) =>
      res.end(typeof (req.socket as { server?: { on?: unknown } }).server?.on),
    )
    expect((await exchangeWith(await open(fromNode(server)))).body).toBe('function')
  })
})
