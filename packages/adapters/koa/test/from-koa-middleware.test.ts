import { cascade, compose } from '@tsgi/compose'
import { json, notFound, stateKey, text, withHeader } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { contextOf, fromKoa, fromKoaMiddleware, requestOf } from '../src/index.ts'

describe('fromKoaMiddleware', () => {
  it('sees the inner response after next(), and may change it', async () => {
    const seen: unknown[] = []
    const app = fromKoaMiddleware(async (ctx, next) => {
      await next()
      seen.push(ctx.status, ctx.body, ctx.response.get('x-inner'))
      ctx.status = 202
      ctx.set('X-Outer', '1')
      ctx.body = { was: ctx.body as unknown }
    })(() => withHeader(text('inner', { status: 201 }), 'x-inner', '1'))
    const answer = await client(app).get('/')
    expect(seen).toEqual([201, 'inner', '1'])
    expect(answer).toMatchObject({ status: 202, text: '{"was":"inner"}' })
    expect(answer.headers).toMatchObject({ 'x-inner': '1', 'x-outer': '1' })
  })

  it('gives the inner response as it is when nobody changes it', async () => {
    const app = fromKoaMiddleware((_ctx, next) => next())(({ path }) => json({ path }))
    const answer = await client(app).get('/a?b')
    expect([answer.status, answer.headers['content-type'], answer.json()]).toEqual([
      200,
      'application/json',
      { path: '/a' },
    ])
  })

  it('answers without the application when it does not call next()', async () => {
    const app = fromKoaMiddleware((ctx) => void (ctx.body = 'by Koa'))(() =>
      expect.unreachable('not to be called'),
    )
    expect((await client(app).get('/')).text).toBe('by Koa')
  })

  it('streams what is streamed, chunk by chunk', async () => {
    let pulled = 0
    const koa = new Koa()
    koa.silent = true
    const app = fromKoaMiddleware(koa)(() => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: (async function* () {
        while (pulled < 1000) yield `${String(pulled++)}\n`.padStart(10_000)
      })(),
    }))
    const answer = await client(app).stream('GET', '/')
    for await (const chunk of answer.chunks) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    expect(pulled).toBeLessThan(20)
    answer.abort()
  })

  it('releases the head with an empty chunk', async () => {
    let goOn = (): void => {}
    const isSeen = new Promise<void>((resolve) => (goOn = resolve))
    const app = fromKoaMiddleware((_ctx, next) => next())(() => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: (async function* () {
        yield ''
        await isSeen
        yield 'content'
      })(),
    }))
    const answer = await client(app).stream('GET', '/')
    goOn()
    let content = ''
    for await (const chunk of answer.chunks) content += String(Buffer.from(chunk))
    expect(content).toBe('content')
  })

  it('keeps the mark "not mine", so that others may go on', async () => {
    const app = cascade(
      fromKoaMiddleware((_ctx, next) => next())(() => notFound()),
      () => text('the second one'),
    )
    expect((await client(app).get('/')).text).toBe('the second one')
  })

  it('connects the states', async () => {
    const user = stateKey<string>('acme.user')
    const session = stateKey<number>('acme.session')
    const outer = fromKoaMiddleware((ctx, next) => {
      ctx.state['acme.session'] = user.get(requestOf(ctx))?.length
      ctx.state['plain'] = `${String(ctx.state['acme.user'])} was here`
      return next()
    })
    const app: Application = (request) => json([session.get(request), contextOf(request)?.state['plain']])
    const answer = await client((request) => outer(app)(user.set(request, 'Ada'))).get('/')
    expect(answer.json()).toEqual([3, 'Ada was here'])
  })

  it('shares its state with a bridged application further in', async () => {
    const inner = new Koa()
    inner.use((ctx) => {
      ctx.state['seen'] = true
      ctx.body = ctx.state['user'] as string
    })
    let seen: unknown
    const app = fromKoaMiddleware(async (ctx, next) => {
      ctx.state['user'] = 'Ada'
      await next()
      seen = ctx.state['seen']
    })(fromKoa(inner))
    expect((await client(app).get('/')).text).toBe('Ada')
    expect(seen).toBe(true)
  })

  it('uses the settings of an application', async () => {
    const app = new Koa({ keys: ['a key'], proxy: true })
    app.use(async (ctx, next) => {
      ctx.cookies.set('a', '1', { signed: true })
      await next()
      ctx.set('x-ip', ctx.ip)
    })
    const answer = await client(fromKoaMiddleware(app)(() => text('x'))).get('/', {
      headers: { 'x-forwarded-for': '203.0.113.7' },
    })
    expect(answer.headers['x-ip']).toBe('203.0.113.7')
    expect(answer.headers['set-cookie']).toHaveLength(2)
    expect(app.middleware).toHaveLength(1)
  })

  it('lets errors of the application pass to whoever is further out', async () => {
    const failure = new Error('from the inside')
    const tested = client(
      compose(
        (next) => async (request) => {
          try {
            return await next(request)
          } catch (error) {
            return text(error === failure ? 'the very error' : 'another one')
          }
        },
        fromKoaMiddleware((_ctx, next) => next()),
      )(() => Promise.reject(failure)),
    )
    expect((await tested.get('/')).text).toBe('the very error')
  })

  it('lets Koa middleware catch errors of the application', async () => {
    const app = fromKoaMiddleware(async (ctx, next) => {
      try {
        await next()
      } catch (error) {
        ctx.body = `caught: ${(error as Error).message}`
      }
    })(() => Promise.reject(new Error('from the inside')))
    expect((await client(app).get('/')).text).toBe('caught: from the inside')
  })

  it('answers errors of Koa middleware as Koa does', async () => {
    const app = fromKoaMiddleware((ctx) => ctx.throw(401, 'who?'))(() => text('x'))
    expect(await client(app).get('/')).toMatchObject({ status: 401, text: 'who?' })
  })

  it('works twice, one in the other', async () => {
    const tag =
      (name: string): Koa.Middleware =>
      async (ctx, next) => {
        await next()
        ctx.append('X-Order', name)
      }
    const app = compose(fromKoaMiddleware(tag('outer')), fromKoaMiddleware(tag('inner')))(() => text('x'))
    expect((await client(app).get('/')).headers['x-order']).toEqual(['inner', 'outer'])
  })

  it('lets the protocol be changed', async () => {
    const app = fromKoaMiddleware((_ctx, next) => next())(() => ({
      status: 101,
      headers: { upgrade: 'echo' },
      body: null,
      upgrade: async (connection) => {
        const duplex = connection.accept()
        await duplex.write(new TextEncoder().encode('hello'))
        await duplex.end()
      },
    }))
    const answer = await client(app).stream('GET', '/', {
      headers: { upgrade: 'echo', connection: 'upgrade' },
    })
    expect(answer.status).toBe(101)
  })

  it.each<[unknown, string]>([
    ['mw', 'a string'],
    [null, 'null'],
    [{}, 'an instance of Object'],
  ])('refuses what is no middleware: %s', (value, got) => {
    expect(() => fromKoaMiddleware(value as Koa.Middleware)).toThrow(
      `Expected Koa middleware or one Koa application, got ${got}`,
    )
  })
})

describe('fromKoa', () => {
  it('gives Koa the state of the request, and the request itself', async () => {
    const user = stateKey<string>('acme.user')
    const koa = new Koa()
    koa.use((ctx) => void (ctx.body = [ctx.state['acme.user'], user.get(requestOf(ctx))]))
    const app = fromKoa(koa)
    const answer = await client((request) => app(user.set(request, 'Ada'))).get('/')
    expect(answer.json()).toEqual(['Ada', 'Ada'])
  })

  it('leaves the application as it is', async () => {
    const koa = new Koa()
    koa.use((ctx) => void (ctx.body = ctx.app === koa))
    const before = Reflect.ownKeys(koa)
    expect((await client(fromKoa(koa)).get('/')).text).toBe('true')
    expect(Reflect.ownKeys(koa)).toEqual(before)
  })

  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [new Koa().callback(), 'the function handleRequest'],
    [{ callback: () => {} }, 'an instance of Object'],
  ])('refuses what is no Koa application: %s', (value, got) => {
    expect(() => fromKoa(value as Koa)).toThrow(`Expected a Koa application, got ${got}`)
  })

  it('tells who asks that a context did not come from TSGI', () => {
    expect(() => requestOf({ req: {} } as Koa.Context)).toThrow(
      'This context did not come from a TSGI request',
    )
  })
})
