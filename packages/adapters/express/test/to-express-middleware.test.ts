import { mapResponse } from '@tsgi/compose'
import { text, withBody, withHeader } from '@tsgi/message'
import type { Middleware, ResponseBody } from '@tsgi/spec'
import express from 'express'
import type { ErrorRequestHandler, Express, RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { expressRequestOf, toExpressMiddleware } from '../src/index.ts'
import { listenNode } from './servers.ts'

const marked: Middleware = mapResponse((response) =>
  withHeader(response, 'x-marked', String(response.status)),
)

/** Changes content, of whatever kind. */
const shouting: Middleware = mapResponse((response) => withBody(response, shouted(response.body)))

function shouted(body: ResponseBody): ResponseBody {
  if (body === null) return null
  if (typeof body === 'string') return body.toUpperCase()
  if (body instanceof Uint8Array) return Buffer.from(body).toString().toUpperCase()
  return (async function* () {
    for await (const chunk of body)
      yield Buffer.from(chunk as string)
        .toString()
        .toUpperCase()
  })()
}

function stack(layer: Middleware, ...handlers: readonly RequestHandler[]): Express {
  const app = express()
  app.use(toExpressMiddleware(layer, { onError: () => {} }), ...handlers)
  return app
}

async function send(app: Express, target = '/', init: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${await listenNode(app)}${target}`, init)
}

describe('toExpressMiddleware', () => {
  it('sees what res.send answers', async () => {
    const answer = await send(stack(marked, (_req, res) => void res.status(201).send('hello')))
    expect([answer.status, answer.headers.get('x-marked'), await answer.text()]).toEqual([
      201,
      '201',
      'hello',
    ])
  })

  it.each<[string, RequestHandler]>([
    ['res.send', (_req, res) => void res.send('hello')],
    ['res.json', (_req, res) => void res.json('hello')],
    ['res.end', (_req, res) => void res.end('hello')],
    ['writeHead and end', (_req, res) => void res.writeHead(200, { 'X-A': '1' }).end('hello')],
    [
      'write and end',
      (_req, res) => {
        res.write('hel')
        res.end('lo')
      },
    ],
    [
      'writes in time',
      (_req, res) => {
        res.write('hel')
        setImmediate(() => res.end('lo'))
      },
    ],
    [
      'an announced length',
      (_req, res) => {
        res.set('Content-Length', '5')
        res.end('hello')
      },
    ],
  ])('changes what is written by %s', async (_how, handler) => {
    const answer = await send(stack(shouting, handler))
    expect((await answer.text()).replaceAll('"', '')).toBe('HELLO')
    expect(answer.status).toBe(200)
  })

  it('changes content while it streams', async () => {
    let goOn = (): void => {}
    const app = stack(shouting, (_req, res) => {
      res.type('txt').write('first')
      goOn = () => res.end('second')
    })
    const answer = await send(app)
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect(await reader.read()).toEqual({ done: false, value: 'FIRST' })
    goOn()
    expect(await reader.read()).toEqual({ done: false, value: 'SECOND' })
  })

  it('sees the 404 of Express', async () => {
    const answer = await send(stack(marked))
    expect([answer.status, answer.headers.get('x-marked')]).toEqual([404, '404'])
  })

  it('sees what a handler of errors answers', async () => {
    const page: ErrorRequestHandler = (_error, _req, res, _next) => void res.status(503).send('page')
    const app = stack(marked, () => {
      throw new Error('broken')
    })
    app.use(page)
    const answer = await send(app)
    expect([answer.headers.get('x-marked'), await answer.text()]).toEqual(['503', 'page'])
  })

  it('may answer itself', async () => {
    const closed: Middleware = () => () => text('closed', { status: 503 })
    const answer = await send(stack(closed, (_req, res) => void res.send('never')))
    expect([answer.status, await answer.text()]).toEqual([503, 'closed'])
  })

  it('tells handlers of a derived request', async () => {
    const rewriting: Middleware = (next) => (request) => next({ ...request, path: '/new', query: 'a=1' })
    const app = stack(rewriting, (req, res) => void res.json([req.url, req.path]))
    expect(await (await send(app, '/old')).json()).toEqual(['/new?a=1', '/new'])
  })

  it('gives handlers of errors what it throws', async () => {
    const app = stack(() => () => Promise.reject(new Error('broken')))
    const page: ErrorRequestHandler = (error: Error, _req, res, _next) =>
      void res.status(500).send(error.message)
    app.use(page)
    expect(await (await send(app)).text()).toBe('broken')
  })

  it('is wired once, with what comes next', async () => {
    const wired: unknown[] = []
    const counting: Middleware = (next) => {
      wired.push(typeof next)
      return next
    }
    const port = await listenNode(stack(counting, (_req, res) => void res.send('x')))
    for (let turn = 0; turn < 3; turn++) await (await fetch(`http://127.0.0.1:${port}/`)).text()
    expect(wired).toEqual(['function'])
  })

  it('finds the request of Express', async () => {
    const seen: unknown[] = []
    const looking: Middleware = (next) => (request) => {
      seen.push(expressRequestOf(request)!.hostname)
      return next(request)
    }
    await send(stack(looking, (_req, res) => void res.end()))
    expect(seen).toEqual(['127.0.0.1'])
  })

  it('stands in another one', async () => {
    const app = express()
    app.use(toExpressMiddleware(marked), toExpressMiddleware(shouting), (_req, res) => void res.send('hello'))
    const answer = await send(app)
    expect([answer.headers.get('x-marked'), await answer.text()]).toEqual(['200', 'HELLO'])
  })

  it('answers HEAD without content', async () => {
    const answer = await send(
      stack(marked, (_req, res) => void res.send('hello')),
      '/',
      { method: 'HEAD' },
    )
    expect([
      answer.headers.get('x-marked'),
      answer.headers.get('content-length'),
      await answer.text(),
    ]).toEqual(['200', '5', ''])
  })

  it('tells a middleware of the exchange when it is over', async () => {
    const outcomes: Array<number | null> = []
    const logging: Middleware = (next) => (request) => {
      request.exchange.onFinish(({ status }) => outcomes.push(status))
      return next(request)
    }
    await (await send(stack(logging, (_req, res) => void res.status(202).send('x')))).text()
    await expect.poll(() => outcomes).toEqual([202])
  })

  it.each([
    ['undefined', undefined],
    ['an Express application: use it as it is', express()],
  ])('says that it got %s', (what, middleware) => {
    expect(() => toExpressMiddleware(middleware as unknown as Middleware)).toThrow(
      `Expected a middleware, a function from application to application, got ${what}`,
    )
  })
})
