import { Readable } from 'node:stream'
import { toExpressMiddleware } from '@tsgi/express'
import { toKoaMiddleware } from '@tsgi/koa'
import { listen } from '@tsgi/test-servers'
import express from 'express'
import type { RequestHandler } from 'express'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { conditional } from '../src/index.ts'
import { ask } from './ask.ts'

describe('in Express', () => {
  function stack(...handlers: RequestHandler[]): Promise<string> {
    const app = express().set('etag', false)
    app.use(toExpressMiddleware(conditional()), ...handlers)
    return listen(app)
  }

  it.each<[string, RequestHandler]>([
    ['res.json', (_req, res) => void res.json({ hello: 'world' })],
    ['res.send', (_req, res) => void res.send('hello')],
    ['res.end', (_req, res) => void res.end('hello')],
  ])('%s gets a tag, and 304 when it comes back', async (_how, handler) => {
    const url = await stack(handler)
    const first = await ask(url)
    const etag = first.headers.etag!
    expect([first.status, etag]).toEqual([200, expect.stringMatching(/^W\/"[\w-]{28}"$/)])
    const again = await ask(url, { 'if-none-match': etag })
    expect([again.status, again.headers.etag, again.text]).toEqual([304, etag, ''])
    expect(again.headers).not.toHaveProperty('content-type')
  })

  it('leaves streams as they are', async () => {
    const url = await stack((_req, res) => {
      res.write('a')
      setImmediate(() => res.end('b'))
    })
    const answer = await ask(url)
    expect([answer.headers.etag, answer.text]).toEqual([undefined, 'ab'])
  })

  it('keeps the tag, and the 304, of Express', async () => {
    const app = express().use(toExpressMiddleware(conditional()), (_req, res) => void res.send('hello'))
    const url = await listen(app)
    const etag = (await ask(url)).headers.etag!
    expect(etag).toMatch(/^W\/"5-/)
    expect((await ask(url, { 'if-none-match': etag })).status).toBe(304)
  })

  it('does not judge what has been done', async () => {
    const url = await stack((_req, res) => void res.set('etag', '"7"').send('saved'))
    expect((await ask(url, { 'if-match': '"8"' }, 'PUT')).status).toBe(200)
  })
})

describe('in Koa', () => {
  function stack(handler: Koa.Middleware): Promise<string> {
    const app = new Koa().use(toKoaMiddleware(conditional())).use(handler)
    const callback = app.callback()
    return listen((req, res) => void callback(req, res))
  }

  it.each<[string, Koa.Middleware]>([
    ['an object', (ctx) => void (ctx.body = { hello: 'world' })],
    ['a string', (ctx) => void (ctx.body = 'hello')],
    ['a buffer', (ctx) => void (ctx.body = Buffer.from('hello'))],
  ])('%s gets a tag, and 304 when it comes back', async (_what, handler) => {
    const url = await stack(handler)
    const first = await ask(url)
    const etag = first.headers.etag!
    expect([first.status, etag]).toEqual([200, expect.stringMatching(/^W\/"[\w-]{28}"$/)])
    const again = await ask(url, { 'if-none-match': etag })
    expect([again.status, again.headers.etag, again.text]).toEqual([304, etag, ''])
    expect(again.headers).not.toHaveProperty('content-type')
  })

  it('closes a stream that has a tag of its own and is not sent', async () => {
    const stream = new Readable({ read() {} })
    const url = await stack((ctx) => {
      ctx.etag = '7'
      ctx.body = stream
    })
    expect((await ask(url, { 'if-none-match': '"7"' })).status).toBe(304)
    expect(stream.destroyed).toBe(true)
  })
})
