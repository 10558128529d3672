/*
 * What bridges of others have got wrong, as far as the other tests do not show it already.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { IncomingMessage, ServerResponse, createServer } from 'node:http'
import { Readable } from 'node:stream'
import { text } from '@tsgi/message'
import { client } from '@tsgi/testing'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { fromNode, toNode } from '../src/index.ts'
import { exchangeWith } from './exchange-with.ts'
import { listen, listenNode, listenOurs } from './servers.ts'

const PLAIN = { 'content-type': 'text/plain' }

describe.each([
  ['@tsgi/server', listenOurs],
  ['toNode on node:http', listenNode],
])('through %s', (_name, open) => {
  it('a body parser reads the content (22)', async () => {
    const app = express()
      .use(express.json())
      .post('/', (req, res) => void res.json({ got: req.body as unknown }))
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '7' }
    const answer = await exchangeWith(await open(fromNode(app)), { method: 'POST', body: '{"a":1}', headers })
    expect(answer).toMatchObject({ status: 200, body: '{"got":{"a":1}}' })
  })

  it('what runs in an async context stays in it while content is read (25)', async () => {
    const context = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    const app = fromNode((req, res) =>
      context.run('here', () => {
        req.on('data', () => seen.push(context.getStore()))
        req.on('end', () => {
          seen.push(context.getStore())
          res.end()
        })
      }),
    )
    await exchangeWith(await open(app), { method: 'POST', body: 'hello' })
    expect(seen).toEqual(['here', 'here'])
  })

  it('a client of HTTP/1.1 can go on when content was not read (14)', async () => {
    const port = await open(fromNode((_req, res) => res.end('fine')))
    for (const path of ['/a', '/b'])
      expect(await exchangeWith(port, { method: 'POST', path, body: 'hello' })).toMatchObject({
        body: 'fine',
      })
  })

  it('much content goes through without being held (38)', async () => {
    const size = 256 * 1_048_576
    const chunk = Buffer.alloc(65_536)
    const app = fromNode((_req, res) => {
      let left = size
      Readable.from(
        (function* () {
          for (; left > 0; left -= chunk.length) yield chunk
        })(),
      ).pipe(res)
    })
    const port = await open(app)
    const before = process.memoryUsage().rss
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    let received = 0
    for await (const piece of answer.body!) received += piece.length
    expect(received).toBe(size)
    expect(process.memoryUsage().rss - before).toBeLessThan(size)
  })

  it('exchanges that overlap have nothing in common (39)', async () => {
    const app = fromNode((req, res) => void setTimeout(() => res.end(req.url), Math.random() * 20))
    const port = await open(app)
    const paths = Array.from({ length: 50 }, (_, index) => `/${index}`)
    const answers = await Promise.all(paths.map((path) => exchangeWith(port, { path })))
    expect(answers.map(({ body }) => body)).toEqual(paths)
  })

  it('two Express apps, one inside the other, do not disturb each other (29)', async () => {
    const inner = express().get('/', (_req, res) => void res.send('inner'))
    const outer = express()
      .use('/in', inner)
      .get('/', (_req, res) => void res.send('outer'))
    const port = await open(fromNode(outer))
    const other = await open(fromNode(express().get('/', (_req, res) => void res.send('other'))))
    expect((await exchangeWith(port, { path: '/in' })).body).toBe('inner')
    expect((await exchangeWith(other)).body).toBe('other')
    expect((await exchangeWith(port)).body).toBe('outer')
  })
})

describe('what a listener gets', () => {
  it('is real, also without a connection', async () => {
    const app = fromNode((req, res) =>
      res.writeHead(200, PLAIN).end(String([req instanceof IncomingMessage, res instanceof ServerResponse])),
    )
    expect((await client(app).get('/')).text).toBe('true,true')
  })

  it('survives another prototype, without the methods of its own one', async () => {
    const app = fromNode((req, res) => {
      Object.setPrototypeOf(req, Object.create(IncomingMessage.prototype) as object)
      Object.setPrototypeOf(res, Object.create(ServerResponse.prototype) as object)
      req.resume().on('end', () => res.writeHead(200, PLAIN).end('fine'))
    })
    expect((await client(app).post('/', { body: 'hello' })).text).toBe('fine')
  })

  it('tells of the client what the request tells (31, 37)', async () => {
    const app = fromNode(({ socket, headers }, res) =>
      res.setHeader('content-type', 'application/json').end(
        JSON.stringify({
          address: socket.remoteAddress,
          port: socket.remotePort,
          family: socket.remoteFamily,
          encrypted: (socket as { encrypted?: boolean }).encrypted,
          readable: socket.readable,
          writable: socket.writable,
          forwarded: headers['x-forwarded-proto'],
        }),
      ),
    )
    const seen = async (init: Parameters<ReturnType<typeof client>['get']>[1]): Promise<unknown> =>
      (await client(app).get('/', init)).json()
    const open = { readable: true, writable: true }
    expect(await seen({ remote: { address: '203.0.113.7', port: 5 } })).toEqual({
      ...{ address: '203.0.113.7', port: 5, family: 'IPv4' },
      ...open,
    })
    expect(await seen({ remote: { address: '2001:db8::1', port: 5 }, scheme: 'https' })).toEqual({
      ...{ address: '2001:db8::1', port: 5, family: 'IPv6', encrypted: true },
      ...open,
    })
    expect(await seen({ remote: null, headers: { 'x-forwarded-proto': 'https' } })).toEqual({
      ...open,
      forwarded: 'https',
    })
  })

  it('is told of the end when middleware has dropped what it writes', async () => {
    const events: string[] = []
    const app = fromNode((_req, res) => {
      for (const name of ['finish', 'close', 'error']) res.on(name, () => events.push(name))
      res.writeHead(200, PLAIN)
      Readable.from(['a', 'b'], { highWaterMark: 1 }).pipe(res, { end: false })
    })
    const outer = client(async (request) => {
      const { body } = await app(request)
      await (body as AsyncIterable<unknown>)[Symbol.asyncIterator]().return?.()
      return text('another')
    })
    expect((await outer.get('/')).text).toBe('another')
    await new Promise((resolve) => setImmediate(resolve))
    expect(events).toEqual(['finish', 'close'])
  })

  it('has its content again when it is served by a listener that has read it (21)', async () => {
    const raw = createServer((req, res) => {
      const chunks: Buffer[] = []
      req.on('data', (chunk: Buffer) => chunks.push(chunk))
      req.on('end', () => {
        Object.assign(req, { rawBody: Buffer.concat(chunks) })
        setImmediate(() => app(req, res))
      })
    })
    const app = toNode(fromNode((req, res) => void req.pipe(res)))
    expect(await exchangeWith(await listen(raw), { method: 'POST', body: 'hello' })).toMatchObject({
      body: 'hello',
    })
  })
})
