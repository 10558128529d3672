/*
 * Applications of frameworks that go wrong: the client gets what the framework gives on its own server, or a bare 500, or
 * sees that the connection was closed. The next request is answered as if nothing had been.
 */
import { EventEmitter, once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fromExpress, fromExpressMiddleware, toExpress, toExpressMiddleware } from '@tsgi/express'
import { fromFastify, toFastify } from '@tsgi/fastify'
import { fromFetch, toFetch } from '@tsgi/fetch'
import { fromKoa, fromKoaMiddleware, toKoa, toKoaMiddleware } from '@tsgi/koa'
import { fromNode, fromNodeMiddleware, toNode, toNodeMiddleware } from '@tsgi/node'
import type { Application } from '@tsgi/spec'
import fastify from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Koa, express } from '../../src/frameworks.ts'
import { nodeHttp } from '../../src/ways-in/node-http.ts'
import { serverTcp } from '../../src/ways-in/server-tcp.ts'

/** Does something with a request and a response of Node; an error that it returns is told as the framework has it. */
type Listener = (req: IncomingMessage, res: ServerResponse) => unknown

/** Puts a listener into a framework, at `/`; at `/well` all is well. */
const frameworks: Readonly<Record<string, (listener: Listener) => Application>> = {
  'a listener of Node': (listener) =>
    fromNode((req, res) => {
      if (req.url === '/well') return res.end('well')
      const returned = listener(req, res)
      if (returned instanceof Error) throw returned
      return returned
    }),
  Express(listener) {
    const app = express().set('env', 'production')
    app.get('/well', (_req, res) => void res.send('well'))
    app.get('/', (req, res, next) => {
      const returned = listener(req, res)
      if (returned instanceof Error) next(returned)
      return returned
    })
    return fromExpress(app)
  },
  Koa(listener) {
    const app = new Koa()
    app.silent = true
    app.use(async (ctx) => {
      if (ctx.path === '/well') return void (ctx.body = 'well')
      ctx.respond = false
      ctx.status = 200
      const returned = await listener(ctx.req, ctx.res)
      if (returned instanceof Error) throw returned
    })
    return fromKoa(app)
  },
  Fastify(listener) {
    const instance = fastify()
    instance.get('/well', () => 'well')
    instance.get('/', async (incoming, reply) => {
      const returned = await listener(incoming.raw, reply.raw)
      if (returned instanceof Error) return reply.send(returned)
      return reply.hijack()
    })
    return fromFastify(instance).app
  },
}

const fail = (): never => {
  throw new Error('secret')
}

type Fault = readonly [what: string, listener: Listener, status: number | null, text: string]

/** `null`: the connection is closed without an answer. */
const faults: readonly Fault[] = [
  ['throws', fail, 500, ''],
  ['rejects', () => Promise.reject(new Error('secret')), 500, ''],
  ['tells of an error', () => new Error('secret'), 500, ''],
  ['sets an invalid field', (_req, res) => res.setHeader('x', 'a\r\nb: c'), 500, ''],
  ['answers with an invalid status', (_req, res) => res.writeHead(99).end(), 500, ''],
  ['writes after the end', writesAfterTheEnd, 200, 'well'],
  ['ends twice', (_req, res) => void res.end('well').end('again'), 200, 'well'],
  [
    'writes after the end, and does not hear of it',
    (_req, res) => (res.end('well'), void res.write('x')),
    200,
    'well',
  ],
  ['destroys the socket', (req) => void req.socket.destroy(), null, ''],
  ['destroys the request', (req) => void req.destroy(), null, ''],
  ['destroys the response', (_req, res) => void res.destroy(), null, ''],
]

function writesAfterTheEnd(_req: IncomingMessage, res: ServerResponse): void {
  res.on('error', () => {})
  res.end('well')
  res.write('more')
}

const hosts = [serverTcp, nodeHttp]

describe.each(Object.entries(frameworks))('%s', (framework, make) => {
  describe.each(hosts)('through $name', ({ start }) => {
    it.each(faults)('that %s', async (_what, listener, status, text) => {
      const { send, close } = await start(make(listener))
      onTestFinished(close)
      const answer = await send({})
      const received = Buffer.from(answer.body).toString()
      expect([answer.status, status === 200 ? received : '']).toEqual([status, text])
      // The pages of Fastify tell the message.
      expect(received.includes('secret') && framework !== 'Fastify').toBe(false)
      expect(Buffer.from((await send({ target: '/well' })).body).toString()).toBe('well')
    })

    it('that fails in the middle of its answer', async () => {
      const { send, close } = await start(
        make((_req, res) => {
          res.write('begun')
          setImmediate(() => res.destroy(new Error('secret')))
        }),
      )
      onTestFinished(close)
      expect(await send({})).toMatchObject({ status: 200, complete: false })
      expect(Buffer.from((await send({ target: '/well' })).body).toString()).toBe('well')
    })

    it('that never answers, until the client leaves', async () => {
      const seen = new EventEmitter()
      const { url, send, close } = await start(
        make((_req, res) => {
          res.on('close', () => seen.emit('over', res.writableFinished))
          seen.emit('called')
        }),
      )
      onTestFinished(close)
      const called = once(seen, 'called')
      const over = once(seen, 'over')
      const client = request(url)
        .on('error', () => {})
        .end()
      await called
      client.destroy()
      expect(await over).toEqual([false])
      expect(Buffer.from((await send({ target: '/well' })).body).toString()).toBe('well')
    })
  })
})

const answers: ReadonlyArray<readonly [what: string, answer: () => unknown]> = [
  ['throws', fail],
  ['rejects', () => Promise.reject(new Error('secret'))],
  ['answers with nothing', () => undefined],
  ['answers with what is no Response', () => ({ status: 200 })],
  ['answers with an error', () => Response.error()],
  ['answers with a stream that fails', () => new Response(new ReadableStream({ pull: fail }))],
]

describe.each(hosts)('a fetch handler through $name', ({ start }) => {
  it.each(answers)('that %s', async (_what, answer) => {
    const application = fromFetch((({ url }: Request) =>
      url.endsWith('/well') ? new Response('well') : answer()) as () => Response)
    const { send, close } = await start(application)
    onTestFinished(close)
    const { status, body } = await send({})
    expect([status, Buffer.from(body).toString()]).toEqual([500, ''])
    expect(Buffer.from((await send({ target: '/well' })).body).toString()).toBe('well')
  })
})

const nothing: ReadonlyArray<readonly [what: string, value: unknown]> = [
  ['undefined', undefined],
  ['null', null],
  ['a string', 'app'],
  ['an object', { listen() {} }],
]

/** What takes an application or middleware of somebody else. */
const takers: ReadonlyArray<readonly [name: string, take: (value: never) => unknown]> = [
  ['fromNode', fromNode],
  ['fromNodeMiddleware', fromNodeMiddleware],
  ['toNode', toNode],
  ['toNodeMiddleware', toNodeMiddleware],
  ['fromExpress', fromExpress],
  ['fromExpressMiddleware', fromExpressMiddleware],
  ['toExpress', toExpress],
  ['toExpressMiddleware', toExpressMiddleware],
  ['fromKoa', fromKoa],
  ['fromKoaMiddleware', fromKoaMiddleware],
  ['toKoa', toKoa],
  ['toKoaMiddleware', toKoaMiddleware],
  ['fromFetch', fromFetch],
  ['toFetch', toFetch],
  ['fromFastify', fromFastify],
  ['toFastify', toFastify],
]

describe.each(takers)('%s', (_name, take) => {
  it.each(nothing)('refuses %s, and says what came', (_what, value) => {
    const told = value === null || value === undefined ? String(value) : typeof value
    expect(() => take(value as never)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        message: expect.stringMatching(new RegExp(`got .*(${told}|instance)`)) as string,
      }),
    )
  })
})
