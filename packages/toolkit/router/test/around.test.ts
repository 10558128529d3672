import { accessLog } from '@tsgi/access-log'
import { fromExpress } from '@tsgi/express'
import { json } from '@tsgi/message'
import { serve } from '@tsgi/server'
import type { Middleware } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { onRoute, router } from '../src/index.ts'

describe('whoever stands outside', () => {
  const told: unknown[] = []
  const listening: Middleware = (next) => (request) =>
    next(onRoute.set(request, (pattern, name) => told.push(name === null ? pattern : { pattern, name })))

  const inner = router()
    .get('/items/:item', () => 'item')
    .get('/', () => 'all')
  const app = router()
    .get('/users/:id', { name: 'user' }, () => 'user')
    .mount('/shops/:shop', inner)
    .mount('/old', () => json('old'))
  app.group('/admin', (next) => next).get('/stats', () => 'stats')

  it.each([
    ['/users/7', [{ pattern: '/users/:id', name: 'user' }]],
    ['/admin/stats', ['/admin/stats']],
    ['/shops/a/items/b', ['/shops/:shop/*', '/shops/:shop/items/:item']],
    ['/old/thing', ['/old/*']],
    ['/nowhere', []],
    ['/admin/nowhere', []],
    ['/%zz', []],
  ])('is told the route of %s', async (target, patterns) => {
    told.length = 0
    await client(listening(app)).get(target)
    expect(told).toEqual(patterns)
  })

  it('is told the route of methods that it does not have', async () => {
    told.length = 0
    await client(listening(app)).post('/users/7')
    expect(told).toEqual([{ pattern: '/users/:id', name: 'user' }])
  })

  it('may be an access log, with a token of its own', async () => {
    const lines: string[] = []
    const patterns = new WeakMap<object, string>()
    const log = accessLog({
      format: ':method :pattern :status',
      sink: (line) => void lines.push(line),
      tokens: { pattern: ({ request }) => patterns.get(request.exchange) },
    })
    const noted: Middleware = (next) => (request) =>
      next(onRoute.set(request, (pattern) => patterns.set(request.exchange, pattern)))
    await client(log(noted(app))).get('/shops/a/items/b')
    await log.flush()
    expect(lines).toEqual(['GET /shops/:shop/items/:item 200'])
  })
})

describe('an application of Express', () => {
  it('is mounted with all that it does', async () => {
    const old = express()
    old.use(express.json())
    old.post('/echo/:id', (request, response) => {
      response.json({
        url: request.originalUrl,
        base: request.baseUrl,
        id: request.params['id'],
        body: request.body as unknown,
      })
    })
    const app = router()
      .get('/new', () => 'new')
      .mount('/old', fromExpress(old))
    const server = await serve(app, { port: 0 })
    try {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' }
      const answer = await fetch(new URL('/old/echo/7', server.url), init)
      expect(await answer.json()).toMatchObject({ url: '/old/echo/7', id: '7', body: { a: 1 } })
      expect(await (await fetch(new URL('/new', server.url))).text()).toBe('new')
    } finally {
      await server.close()
    }
  })
})
