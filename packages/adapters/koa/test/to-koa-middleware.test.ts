import { PassThrough, Readable } from 'node:stream'
import { mapRequest, mapResponse } from '@tsgi/compose'
import { closeBody, html, json, stateKey, text, withBody, withHeader, withoutHeader } from '@tsgi/message'
import type { HttpResponse, Middleware, Outcome } from '@tsgi/spec'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { toKoaMiddleware } from '../src/index.ts'
import { listenKoa } from './listen.ts'

async function serveAround(
  middleware: Middleware,
  inside: Koa.Middleware,
  ...outside: Koa.Middleware[]
): Promise<string> {
  const app = new Koa()
  app.silent = true
  for (const one of outside) app.use(one)
  app.use(toKoaMiddleware(middleware)).use(inside)
  return `http://127.0.0.1:${await listenKoa(app)}`
}

/** A middleware that changes nothing, and when and how its exchange has ended. */
function watching(): { middleware: Middleware; finished: Promise<Outcome>; left: Promise<unknown> } {
  let finish: (outcome: Outcome) => void
  let leave: (event: unknown) => void
  const finished = new Promise<Outcome>((resolve) => (finish = resolve))
  const left = new Promise((resolve) => (leave = resolve))
  const middleware: Middleware = (next) => (request) => {
    request.exchange.onFinish((outcome) => finish(outcome))
    request.exchange.signal.addEventListener('abort', (event) => leave(event))
    return next(request)
  }
  return { middleware, finished, left }
}

/** A middleware that changes content, buffered or not. */
const upperCase = mapResponse((response) => {
  const { body } = response
  if (body === null) return response
  if (typeof body === 'string') return withBody(response, body.toUpperCase())
  if (body instanceof Uint8Array) return withBody(response, Buffer.from(body).toString().toUpperCase())
  return withBody(response, upperCased(body))
})

async function* upperCased(body: AsyncIterable<string | Uint8Array>): AsyncGenerator<string, void> {
  for await (const chunk of body)
    yield Buffer.from(chunk as Uint8Array)
      .toString()
      .toUpperCase()
}

describe('toKoaMiddleware', () => {
  it.each<[string, unknown, string]>([
    ['a string', 'content', 'CONTENT'],
    ['a buffer', Buffer.from('content'), 'CONTENT'],
    ['JSON', { content: true }, '{"CONTENT":TRUE}'],
    ['a stream', () => Readable.from(['con', 'tent']), 'CONTENT'],
    ['a web stream', () => new Blob(['content']).stream(), 'CONTENT'],
    ['a blob', new Blob(['content']), 'CONTENT'],
    ['a Response', () => new Response('content'), 'CONTENT'],
  ])('acts on %s that Koa answers', async (_kind, body, expected) => {
    const url = await serveAround(upperCase, (ctx) => {
      ctx.body = typeof body === 'function' ? (body as () => unknown)() : body
    })
    expect(await (await fetch(url)).text()).toBe(expected)
  })

  it('shows status and fields, and takes them back changed', async () => {
    let seen: HttpResponse | undefined
    const url = await serveAround(
      mapResponse((response) => {
        seen = response
        return withHeader(withoutHeader({ ...response, status: 203 }, 'x-gone'), 'x-added', '1')
      }),
      (ctx) => {
        ctx.set({ 'X-Kept': 'yes', 'X-Gone': 'no' })
        ctx.cookies.set('a', '1')
        ctx.body = 'x'
      },
    )
    const { status, headers } = await fetch(url)
    expect(seen).toMatchObject({
      status: 200,
      headers: { 'x-kept': 'yes', 'content-type': 'text/plain; charset=utf-8' },
    })
    expect([status, headers.get('x-kept'), headers.get('x-gone'), headers.get('x-added')]).toEqual([
      203,
      'yes',
      null,
      '1',
    ])
    expect(headers.getSetCookie()).toEqual(['a=1; path=/; httponly'])
  })

  it('leaves alone what it does not change', async () => {
    const content = { an: 'object' }
    let body: unknown
    const url = await serveAround(
      (next) => next,
      (ctx) => void (ctx.body = content),
      async (ctx, next) => {
        await next()
        body = ctx.body
      },
    )
    expect(await (await fetch(url)).json()).toEqual(content)
    expect(body).toBe(content)
  })

  it('may answer instead of Koa', async () => {
    const url = await serveAround(
      () => () => html('<p>closed', { status: 503 }),
      () => expect.unreachable('Koa must not be asked'),
    )
    const response = await fetch(url)
    expect([response.status, await response.text()]).toEqual([503, '<p>closed'])
  })

  it('shows Koa the request that it derives', async () => {
    const user = stateKey<string>('acme.user')
    const url = await serveAround(
      mapRequest((request) =>
        user.set(withHeader({ ...request, path: '/new', query: 'q=2' }, 'x-new', '1'), 'Ada'),
      ),
      (ctx) => void (ctx.body = [ctx.path, ctx.query, ctx.get('x-new'), ctx.state['acme.user']]),
    )
    expect(await (await fetch(`${url}/old?q=1`)).json()).toEqual(['/new', { q: '2' }, '1', 'Ada'])
  })

  it('sees what nobody has answered as a 404 that is "not mine"', async () => {
    const url = await serveAround(
      mapResponse((response) => {
        closeBody(response.body)
        return json([response.status, response[Symbol.for('tsgi.fallThrough')]], { status: 404 })
      }),
      () => {},
    )
    expect(await (await fetch(url)).json()).toEqual([404, true])
  })

  it('leaves errors of Koa to Koa', async () => {
    const url = await serveAround(upperCase, (ctx) => ctx.throw(409, 'not now'))
    const response = await fetch(url)
    expect([response.status, await response.text()]).toEqual([409, 'not now'])
  })

  it('lets pass what is written by hand', async () => {
    const url = await serveAround(upperCase, (ctx) => {
      ctx.respond = false
      ctx.res.end('by hand')
    })
    expect(await (await fetch(url)).text()).toBe('by hand')
  })

  it.each<[string, Koa.Middleware, number, number]>([
    ['a string', (ctx) => Object.assign(ctx, { status: 202, body: 'ü' }), 202, 2],
    ['a stream', (ctx) => void (ctx.body = Readable.from(['one ', 'two'])), 200, 7],
    ['nothing', () => {}, 404, 9],
    ['an error', (ctx) => ctx.throw(409, 'not now'), 409, 7],
    ['no content', (ctx) => void (ctx.status = 204), 204, 0],
    [
      'what is written by hand',
      async (ctx) => {
        ctx.respond = false
        await new Promise((resolve) => setImmediate(resolve))
        ctx.res.writeHead(203).write('686f', 'hex')
        ctx.res.on('error', () => {})
        ctx.res.end('by hand').end('again')
      },
      203,
      9,
    ],
  ])('tells hooks how the exchange ended that Koa answers with %s', async (_what, inside, status, bytes) => {
    const { middleware, finished } = watching()
    await (await fetch(await serveAround(middleware, inside))).text()
    expect(await finished).toMatchObject({ status, bytes, aborted: false, error: null })
  })

  it('tells hooks and the signal that a client leaves while Koa answers', async () => {
    const { middleware, finished, left } = watching()
    const url = await serveAround(middleware, (ctx) => {
      const content = new PassThrough()
      content.write('begun')
      ctx.body = content
    })
    const leaving = new AbortController()
    const response = await fetch(url, leaving)
    await response.body!.getReader().read()
    leaving.abort()
    await left
    expect(await finished).toMatchObject({ status: 200, bytes: 5, aborted: true })
  })

  it('refuses what is no middleware', () => {
    expect(() => toKoaMiddleware(text('x') as unknown as Middleware)).toThrow(
      'Expected middleware, a function from application to application, got an instance of Object',
    )
  })
})
