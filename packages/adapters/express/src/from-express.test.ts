import { cascade, mount } from '@tsgi/compose'
import { notFound, stateKey, text } from '@tsgi/message'
import type { Application, Middleware } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { fromExpress, requestOf } from './index.ts'

const user = stateKey<string>('test.user')
const asAda: Middleware = (next) => (request) => next(user.set(request, 'ada'))

function tellingApp(): express.Express {
  const app = express()
  app.get('/{*rest}', ({ baseUrl, originalUrl, url, path, query }, res) => {
    res.json({ baseUrl, originalUrl, url, path, query })
  })
  return app
}

describe('fromExpress', () => {
  it('answers as the application does', async () => {
    const app = express()
    app.post('/hello', express.json(), (req, res) => {
      res
        .status(201)
        .cookie('a', '1')
        .cookie('b', '2')
        .json(req.body as unknown)
    })
    const answer = await client(fromExpress(app)).post('/hello', { json: { name: 'Ada' } })
    expect(answer.status).toBe(201)
    expect(answer.json()).toEqual({ name: 'Ada' })
    expect(answer.headers['set-cookie']).toEqual(['a=1; Path=/', 'b=2; Path=/'])
  })

  it('answers 404 with the page of Express', async () => {
    const answer = await client(fromExpress(express())).get('/none')
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('Cannot GET /none')
  })

  it('keeps the page of Express where a cascade could go on', async () => {
    const app = cascade(fromExpress(express()), () => text('never'))
    expect((await client(app).get('/')).text).toContain('Cannot GET /')
  })

  it('tells Express where it is mounted', async () => {
    const app = mount('/shop', fromExpress(tellingApp()))(notFound)
    expect((await client(app).get('/shop/a%20b?c=1')).json()).toEqual({
      baseUrl: '/shop',
      originalUrl: '/shop/a%20b?c=1',
      url: '/a%20b?c=1',
      path: '/a%20b',
      query: { c: '1' },
    })
  })

  it('gives a mount without a slash its slash, as Express does', async () => {
    const app = mount('/shop', fromExpress(tellingApp()))(notFound)
    expect((await client(app).get('/shop?c=1')).json()).toMatchObject({
      baseUrl: '/shop',
      originalUrl: '/shop?c=1',
      url: '/?c=1',
    })
  })

  it('gives Express the request with its state and exchange', async () => {
    const app = express()
    app.get('/', (req, res) => {
      const request = requestOf(req)!
      request.exchange.onFinish(() => {})
      res.json([user.get(request), request.path, request.exchange.server.spec])
    })
    expect((await client(asAda(fromExpress(app))).get('/')).json()).toEqual(['ada', '/', '1.0'])
  })

  it('takes what middleware outside says about the client', async () => {
    const app = express()
    app.get('/', ({ ip, protocol, secure }, res) => void res.json({ ip, protocol, secure }))
    const behindProxy: Middleware = (next) => (request) =>
      next({ ...request, scheme: 'https', remote: { address: '203.0.113.7', port: 4 } })
    expect((await client(behindProxy(fromExpress(app))).get('/')).json()).toEqual({
      ip: '203.0.113.7',
      protocol: 'https',
      secure: true,
    })
  })

  it('keeps two applications of one process apart', async () => {
    const [one, two] = ['one', 'two'].map((name) => {
      const app = express().set('name', name)
      Object.assign(app.response, { own: () => name })
      app.get('/', async (req, res) => {
        await new Promise((resolve) => void setImmediate(resolve))
        res.json([req.app.get('name') as string, (res as unknown as { own: () => string }).own()])
      })
      return client(fromExpress(app))
    })
    const answers = await Promise.all([one!.get('/'), two!.get('/'), one!.get('/')])
    expect(answers.map((answer) => answer.json())).toEqual([
      ['one', 'one'],
      ['two', 'two'],
      ['one', 'one'],
    ])
  })

  it('shares nothing between requests that run at the same time', async () => {
    const app = express()
    app.use((req, res, next) => {
      res.locals['id'] = req.url
      setImmediate(next)
    })
    app.use((req, res) => void res.send(`${req.url} ${String(res.locals['id'])}`))
    const caller = client(fromExpress(app))
    const targets = Array.from({ length: 50 }, (_, index) => `/${index}`)
    const answers = await Promise.all(targets.map((target) => caller.get(target)))
    expect(answers.map((answer) => answer.text)).toEqual(targets.map((target) => `${target} ${target}`))
  })

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'app'],
    ['an array', [express()]],
    ['an object of Map', new Map()],
    ['a function', () => {}],
    ['a router', express.Router()],
  ])('says that it got %s', (what, app) => {
    expect(() => fromExpress(app as unknown as express.Express)).toThrow(
      `Expected an Express application, got ${what}`,
    )
  })

  it('is called by nobody but its exchange', () => {
    const app: Application = fromExpress(express())
    expect(app).toHaveLength(1)
  })
})
