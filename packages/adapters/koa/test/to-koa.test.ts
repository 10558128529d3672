import { compose } from '@tsgi/compose'
import { json, notFound, readText, stateKey, text, withHeader } from '@tsgi/message'
import type { Application, HttpResponse } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import Koa from 'koa'
import bodyParser from 'koa-bodyparser'
import compress from 'koa-compress'
import { describe, expect, it } from 'vitest'
import { contextOf, toKoa } from '../src/index.ts'
import { listenKoa } from './listen.ts'

const checked = compose(
  validator({
    onViolation: (violation) => {
      throw violation
    },
  }),
)

/** Serves an application within Koa, between middleware. */
async function serveIn(application: Application, ...outside: Koa.Middleware[]): Promise<string> {
  const app = new Koa()
  app.silent = true
  for (const middleware of outside) app.use(middleware)
  app.use(toKoa(checked(application)))
  return `http://127.0.0.1:${await listenKoa(app)}`
}

/** Mounts as koa-mount does. */
function mounted(prefix: string, middleware: Koa.Middleware): Koa.Middleware {
  return async (ctx, next) => {
    const { path } = ctx
    if (path !== prefix && !path.startsWith(`${prefix}/`)) return next()
    ctx.path = path.slice(prefix.length) || '/'
    await middleware(ctx, next)
    ctx.path = path
  }
}

describe('toKoa', () => {
  it('shows status, fields and content to middleware further out, which may change them', async () => {
    const seen: unknown[] = []
    const url = await serveIn(
      () => withHeader(text('inner', { status: 201 }), 'x-inner', '1'),
      async (ctx, next) => {
        await next()
        seen.push(ctx.status, ctx.body, ctx.response.get('x-inner'), ctx.type)
        ctx.body = `<${String(ctx.body)}>`
      },
    )
    const response = await fetch(url)
    expect(seen).toEqual([201, 'inner', '1', 'text/plain'])
    expect([response.status, await response.text()]).toEqual([201, '<inner>'])
  })

  it('lets koa-compress compress strings and streams', async () => {
    const url = await serveIn(
      ({ path }) => text('x'.repeat(5000), { headers: { 'x-path': path } }),
      compress({ threshold: 100 }) as Koa.Middleware,
    )
    const response = await fetch(url, { headers: { 'accept-encoding': 'gzip' } })
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(await response.text()).toHaveLength(5000)
  })

  it.each([
    ['/mount', '/mount', ''],
    ['/mount/', '/mount', '/'],
    ['/mount/a%2Fb/c?q=1', '/mount', '/a%2Fb/c'],
    ['/elsewhere', '', '/elsewhere'],
  ])('is mounted by what is taken off ctx.path: %s', async (target, basePath, path) => {
    const application = toKoa(checked((request) => json([request.basePath, request.path])))
    const app = new Koa()
    app.use(mounted('/mount', application)).use(application)
    const url = `http://127.0.0.1:${await listenKoa(app)}`
    expect(await (await fetch(url + target)).json()).toEqual([basePath, path])
  })

  it('goes on with the next middleware when the answer is "not mine"', async () => {
    const app = new Koa()
    app.use(toKoa(checked(() => notFound())))
    app.use((ctx) => void (ctx.body = ctx.path === '/koa' ? 'by Koa' : undefined))
    app.use((ctx) => void ctx.res)
    const url = `http://127.0.0.1:${await listenKoa(app)}`
    expect(await (await fetch(`${url}/koa`)).text()).toBe('by Koa')
  })

  it('answers with its own 404 when nobody else has an answer', async () => {
    const url = await serveIn(() => ({ ...notFound(), body: 'a page of ours' }))
    const response = await fetch(url)
    expect([response.status, await response.text()]).toEqual([404, 'a page of ours'])
  })

  it('reads content that koa-bodyparser has read', async () => {
    const url = await serveIn(async (request) => {
      const { 'content-length': length, 'content-encoding': coding } = request.headers
      return json([await readText(request), length, coding ?? null])
    }, bodyParser())
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"ä":1}',
    })
    expect(await response.json()).toEqual(['{"ä":1}', '8', null])
  })

  it('gives the state of Koa, entries with typed keys also as state of the request', async () => {
    const user = stateKey<string>('acme.user')
    const url = await serveIn(
      (request) => json([user.get(request), contextOf(request)?.state['plain']]),
      (ctx, next) => {
        ctx.state['acme.user'] = 'Ada'
        ctx.state['plain'] = 'Grace'
        return next()
      },
    )
    expect(await (await fetch(url)).json()).toEqual(['Ada', 'Grace'])
  })

  it('believes a proxy when Koa does', async () => {
    const tell: Application = ({ scheme, authority, remote }) => json([scheme, authority, remote?.address])
    const headers = {
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-host': 'a.example',
      'x-forwarded-proto': 'https',
    }
    const trusting = new Koa({ proxy: true })
    trusting.use(toKoa(tell))
    const port = await listenKoa(trusting)
    expect(await (await fetch(`http://127.0.0.1:${port}`, { headers })).json()).toEqual([
      'https',
      'a.example',
      '203.0.113.7',
    ])
    const url = await serveIn(tell)
    expect(await (await fetch(url, { headers })).json()).toEqual(['http', new URL(url).host, '127.0.0.1'])
  })

  it('adds cookies and vary to those of middleware further out', async () => {
    const url = await serveIn(
      () => text('x', { headers: { 'set-cookie': ['b=2', 'c=3'], vary: 'accept' } }),
      (ctx, next) => {
        ctx.cookies.set('a', '1')
        ctx.vary('Origin')
        return next()
      },
    )
    const { headers } = await fetch(url)
    expect(headers.getSetCookie()).toEqual(['a=1; path=/; httponly', 'b=2', 'c=3'])
    expect(headers.get('vary')).toBe('Origin, accept')
  })

  it('throws into Koa what the application throws', async () => {
    const failure = Object.assign(new Error('no'), { status: 402, expose: true })
    const url = await serveIn(
      () => Promise.reject(failure),
      async (ctx, next) => {
        try {
          await next()
        } catch (error) {
          ctx.status = 418
          ctx.body = error === failure ? 'the very error' : 'another one'
        }
      },
    )
    const response = await fetch(url)
    expect([response.status, await response.text()]).toEqual([418, 'the very error'])
  })

  it('tells the error event of errors that nobody catches, and the client only a status', async () => {
    const app = new Koa()
    const told: unknown[] = []
    app.on('error', (error) => told.push(error))
    const failure = new Error('secret')
    app.use(toKoa(() => Promise.reject(failure)))
    const port = await listenKoa(app)
    const response = await fetch(`http://127.0.0.1:${port}`)
    expect([response.status, await response.text(), told]).toEqual([500, '', [failure]])
  })

  it('closes a stream when middleware further out replaces it', async () => {
    let close: () => void
    const closed = new Promise<void>((resolve) => (close = resolve))
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: () => close(),
    })
    const url = await serveIn(
      (): HttpResponse => ({ status: 200, headers: { 'content-type': 'text/plain' }, body }),
      async (ctx, next) => {
        await next()
        ctx.body = 'something else'
      },
    )
    expect(await (await fetch(url)).text()).toBe('something else')
    await closed
  })

  it.each([
    [undefined, 'undefined'],
    [{}, 'an instance of Object'],
    [new Koa(), 'an instance of Application'],
  ])('refuses what is no application: %s', (value, got) => {
    expect(() => toKoa(value as unknown as Application)).toThrow(
      `Expected an application, a function from request to response, got ${got}`,
    )
  })
})
