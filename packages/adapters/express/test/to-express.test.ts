import { json, notFound, readText, text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import express from 'express'
import type { ErrorRequestHandler, Express } from 'express'
import { describe, expect, it } from 'vitest'
import { expressRequestOf, fromExpress, requestOf, toExpress } from '../src/index.ts'
import { listenNode } from './servers.ts'

const tell: Application = ({ basePath, path, query }) => json({ basePath, path, query })
const echo: Application = async (request) => text(await readText(request))

/** Sends a request to an Express application. */
async function send(app: Express, target: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${await listenNode(app)}${target}`, init)
}

describe('toExpress', () => {
  it.each([
    ['/shop/a%2Fb?c=%20', { basePath: '/shop', path: '/a%2Fb', query: 'c=%20' }],
    ['/shop/', { basePath: '/shop', path: '/', query: '' }],
    ['/shop', { basePath: '/shop', path: '', query: '' }],
    ['/shop?c', { basePath: '/shop', path: '', query: 'c' }],
  ])('tells the application where it is mounted: %s', async (target, told) => {
    const app = express()
    app.use('/shop', toExpress(tell))
    expect(await (await send(app, target)).json()).toEqual(told)
  })

  it('tells of mounts in mounts', async () => {
    const app = express()
    app.use('/a', express.Router().use('/:b', toExpress(tell)))
    expect(await (await send(app, '/a/x/y')).json()).toEqual({ basePath: '/a/x', path: '/y', query: '' })
  })

  it('answers a route', async () => {
    const app = express()
    app.get('/route', toExpress(tell))
    expect(await (await send(app, '/route')).json()).toEqual({ basePath: '', path: '/route', query: '' })
  })

  it.each([
    ['JSON', express.json(), 'application/json', '{"a":[1,"ü"]}'],
    ['a form', express.urlencoded({ extended: true }), 'application/x-www-form-urlencoded', 'a%5Bb%5D=1'],
    ['text', express.text(), 'text/plain', 'größe'],
    ['bytes', express.raw(), 'application/octet-stream', 'bytes'],
    ['what nobody has read', express.text(), 'application/x-other', 'content'],
  ])('reads %s after a parser', async (_what, parser, type, body) => {
    const app = express()
    app.use(parser, toExpress(echo))
    const answer = await send(app, '/', { method: 'POST', headers: { 'content-type': type }, body })
    expect(await answer.text()).toBe(body)
  })

  it('reads the raw content that a parser has kept', async () => {
    const app = express()
    const keep = express.json({ verify: (req, _res, bytes) => void Object.assign(req, { rawBody: bytes }) })
    app.use(keep, toExpress(echo))
    const headers = { 'content-type': 'application/json' }
    expect(await (await send(app, '/', { method: 'POST', headers, body: '{ "a" : 1 }' })).text()).toBe(
      '{ "a" : 1 }',
    )
  })

  it('streams', async () => {
    const app = express()
    const streamed: Application = () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: (async function* () {
        yield 'one '
        yield 'two'
      })(),
    })
    app.use(toExpress(streamed))
    expect(await (await send(app, '/')).text()).toBe('one two')
  })

  it('keeps the fields that handlers before have set', async () => {
    const app = express()
    app.use((_req, res, next) => {
      res.cookie('a', '1').set('X-Before', '1')
      next()
    })
    const cookies: Application = () => ({
      status: 200,
      headers: { 'set-cookie': ['b=2', 'c=3'] },
      body: null,
    })
    app.use(toExpress(cookies))
    const { headers } = await send(app, '/')
    expect(headers.get('x-before')).toBe('1')
    expect(headers.getSetCookie()).toEqual(expect.arrayContaining(['b=2', 'c=3']))
  })

  it('leaves what is not its own to the next handler', async () => {
    const app = express()
    app.use('/shop', toExpress(notFound))
    app.get('/shop/x', (req, res) => void res.send(`next ${req.url}`))
    expect(await (await send(app, '/shop/x')).text()).toBe('next /shop/x')
  })

  it('answers a 404 of its own', async () => {
    const app = express()
    app.use(
      toExpress(() => text('mine', { status: 404 })),
      (_req, res) => void res.send('next'),
    )
    expect(await (await send(app, '/')).text()).toBe('mine')
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken')
      },
    ],
    ['rejects with', () => Promise.reject(new Error('broken'))],
  ])('gives handlers of errors what the application %s', async (_how, application) => {
    const app = express()
    const page: ErrorRequestHandler = (error: Error, _req, res, _next) =>
      void res.status(500).send(error.message)
    app.use(toExpress(application as Application), page)
    const answer = await send(app, '/')
    expect([answer.status, await answer.text()]).toEqual([500, 'broken'])
  })

  it('gives the application the request of Express', async () => {
    const app = express()
    app.use((req, _res, next) => {
      Object.assign(req, { user: { name: 'ada' } })
      next()
    })
    app.use(toExpress((request) => json(expressRequestOf(request)!.user)))
    expect(await (await send(app, '/')).json()).toEqual({ name: 'ada' })
  })

  it('keeps requests apart that run at the same time', async () => {
    const app = express()
    app.use(
      toExpress(async (request) => {
        await new Promise((resolve) => void setImmediate(resolve))
        return text(`${request.path} ${expressRequestOf(request)!.path}`)
      }),
    )
    const port = await listenNode(app)
    const paths = Array.from({ length: 20 }, (_, index) => `/${index}`)
    const answers = await Promise.all(paths.map((path) => fetch(`http://127.0.0.1:${port}${path}`)))
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(
      paths.map((path) => `${path} ${path}`),
    )
  })

  const about: Application = ({ scheme, remote }) => json({ scheme, address: remote?.address })
  const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' }

  it('believes the proxies that Express trusts', async () => {
    const app = express().set('trust proxy', 'loopback')
    app.use(toExpress(about))
    expect(await (await send(app, '/', { headers: forwarded })).json()).toEqual({
      scheme: 'https',
      address: '203.0.113.9',
    })
  })

  it('believes nobody unless Express does', async () => {
    const app = express()
    app.use(toExpress(about))
    expect(await (await send(app, '/', { headers: forwarded })).json()).toEqual({
      scheme: 'http',
      address: '127.0.0.1',
    })
  })

  it('carries an Express application inside', async () => {
    const inner = express()
    inner.get('/x', (req, res) => void res.json([req.baseUrl, req.originalUrl, requestOf(req)!.basePath]))
    const app = express()
    app.use('/inner', toExpress(fromExpress(inner)))
    expect(await (await send(app, '/inner/x?y')).json()).toEqual(['/inner', '/inner/x?y', '/inner'])
  })

  it.each([
    ['undefined', undefined],
    ['an object of Promise', Promise.resolve(tell)],
    ['an Express application: use it as it is', express()],
  ])('says that it got %s', (what, application) => {
    expect(() => toExpress(application as unknown as Application)).toThrow(
      `Expected an application, a function from request to response, got ${what}`,
    )
  })
})

describe('requestOf', () => {
  it('is undefined on a server of Express itself', async () => {
    const app = express()
    app.get('/', (req, res) => void res.send(typeof requestOf(req)))
    expect(await (await send(app, '/')).text()).toBe('undefined')
  })
})
