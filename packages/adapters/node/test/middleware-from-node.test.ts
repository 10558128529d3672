import type { IncomingMessage } from 'node:http'
import { compose } from '@tsgi/compose'
import { notFound, readText, text } from '@tsgi/message'
import type { Application, HttpResponse } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { fromNode, fromNodeMiddleware } from '../src/index.ts'
import type { NodeMiddleware } from '../src/index.ts'
import { exchangeWith } from './exchange-with.ts'
import { listenOurs } from './servers.ts'

interface User {
  user?: string
}

const login: NodeMiddleware = (req, _res, next) => {
  ;(req as IncomingMessage & User).user = 'Ada'
  next()
}
const whoami = fromNode((req, res) => res.end((req as IncomingMessage & User).user))
/** As middleware that watches or changes what is written does it. */
const shouting: NodeMiddleware = (_req, res, next) => {
  const write = res.write.bind(res)
  const end = res.end.bind(res)
  res.write = ((chunk: string) => write(loud(chunk))) as typeof res.write
  res.end = ((chunk?: string) => (chunk === undefined ? end() : end(loud(chunk)))) as typeof res.end
  next()
}

function loud(chunk: string): string {
  return chunk.toUpperCase()
}

describe('middleware of Node in a stack of ours', () => {
  it('goes on with what it wraps', async () => {
    const app = client(fromNodeMiddleware((_req, _res, next) => next())(() => text('inner')))
    expect(await app.get('/')).toMatchObject({ status: 200, text: 'inner' })
    expect(app.errors).toEqual([])
  })

  it('answers itself', async () => {
    let calls = 0
    const app = client(
      fromNodeMiddleware((_req, res) => res.writeHead(403).end('no'))(() => (calls++, text('inner'))),
    )
    expect(await app.get('/')).toMatchObject({ status: 403, text: 'no' })
    expect(calls).toBe(0)
  })

  it('sets fields, which those of the answer replace, cookies apart', async () => {
    const middleware: NodeMiddleware = (_req, res, next) => {
      res.setHeader('X-Frame-Options', 'DENY').setHeader('Content-Type', 'text/plain')
      res.setHeader('Set-Cookie', 'a=1')
      next()
    }
    const inner = (): HttpResponse => ({
      status: 200,
      headers: { 'content-type': 'text/html', 'set-cookie': 'b=2' },
      body: '',
    })
    const { headers } = await client(fromNodeMiddleware(middleware)(inner)).get('/')
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'content-type': 'text/html',
      'set-cookie': ['a=1', 'b=2'],
    })
  })

  it('leaves an answer that nobody looks at as it is', async () => {
    const answer = notFound()
    const application = fromNodeMiddleware((_req, _res, next) => next())(() => answer)
    const seen: unknown[] = []
    const app = client((request) => {
      const response = application(request)
      seen.push(response === answer)
      return response
    })
    await app.get('/')
    expect(seen).toEqual([true])
  })

  it('sees the answer when it has replaced methods of res', async () => {
    const app = client(fromNodeMiddleware(shouting)(() => text('inner')))
    expect(await app.get('/')).toMatchObject({ text: 'INNER' })
  })

  it('sees a streamed answer piece by piece', async () => {
    async function* pieces(): AsyncGenerator<string> {
      yield 'one '
      yield 'two'
    }
    const app = client(fromNodeMiddleware(shouting)(() => ({ status: 200, headers: {}, body: pieces() })))
    const { chunks } = await app.stream('GET', '/')
    let seen = ''
    for await (const chunk of chunks) seen += String(Buffer.from(chunk))
    expect(seen).toBe('ONE TWO')
  })

  it('is told of the end with the status that was sent', async () => {
    const statuses: number[] = []
    const middleware: NodeMiddleware = (_req, res, next) => {
      res.on('finish', () => statuses.push(res.statusCode))
      next()
    }
    const port = await listenOurs(fromNodeMiddleware(middleware)(() => text('x', { status: 418 })))
    await exchangeWith(port)
    expect(statuses).toEqual([418])
  })

  it('reports what it passes to next as the fault of the application', async () => {
    const fault = new Error('no')
    const app = client(fromNodeMiddleware((_req, _res, next) => next(fault))(() => text('inner')))
    expect(await app.get('/')).toMatchObject({ status: 500, text: '' })
    expect(app.errors).toEqual([fault])
  })

  it.each<[string, Application]>([
    [
      'throws',
      () => {
        throw new Error('inner')
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('inner')
      },
    ],
  ])('lets through what the application %s', async (_how, inner) => {
    const app = client(fromNodeMiddleware((_req, _res, next) => next())(inner))
    expect(await app.get('/')).toMatchObject({ status: 500 })
    expect(app.errors).toMatchObject([{ message: 'inner' }])
  })

  it('answers once, however often it calls next', async () => {
    let calls = 0
    const app = client(
      fromNodeMiddleware((_req, _res, next) => (next(), next()))(() => (calls++, text('inner'))),
    )
    await app.get('/')
    expect(calls).toBe(1)
  })
})

describe('what middleware of Node puts on req', () => {
  it('is there for a listener further in', async () => {
    const app = client(
      compose(
        fromNodeMiddleware(login),
        fromNodeMiddleware((_q, _s, next) => next()),
      )(whoami),
    )
    expect((await app.get('/')).text).toBe('Ada')
  })

  it('is there when the request was derived on the way, which req then tells', async () => {
    const inner = fromNode((req, res) =>
      res.end(JSON.stringify([(req as User).user, req.url, req.headers['x-a'], req.method])),
    )
    const app = client(
      fromNodeMiddleware(login)((request) =>
        inner({
          ...request,
          path: '/b',
          query: 'c',
          method: 'PUT',
          headers: { ...request.headers, 'x-a': '1' },
        }),
      ),
    )
    expect((await app.get('/a')).json()).toEqual(['Ada', '/b?c', '1', 'PUT'])
  })

  it('is there when the content was replaced on the way', async () => {
    async function* replaced(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode('replaced')
    }
    const inner = fromNode(async (req, res) => {
      let content = ''
      for await (const chunk of req) content += String(chunk)
      res.end(`${(req as User).user}: ${content}`)
    })
    const app = client(fromNodeMiddleware(login)((request) => inner({ ...request, body: replaced() })))
    expect((await app.post('/', { body: 'original' })).text).toBe('Ada: replaced')
  })
})

describe('content that middleware of Node has read', () => {
  it.each<[string, NodeMiddleware, string, string]>([
    ['JSON', express.json() as NodeMiddleware, 'application/json', '{"a":1}'],
    [
      'a form',
      express.urlencoded({ extended: true }) as NodeMiddleware,
      'application/x-www-form-urlencoded',
      'a=1&b%5Bc%5D=2',
    ],
    ['text', express.text() as NodeMiddleware, 'text/plain', 'hello'],
    ['bytes', express.raw() as NodeMiddleware, 'application/octet-stream', 'hello'],
  ])('can be read again: %s', async (_what, parser, type, content) => {
    const app = client(fromNodeMiddleware(parser)(async (request) => text(await readText(request))))
    const answer = await app.post('/', { body: content, headers: { 'content-type': type } })
    expect(answer.text).toBe(content)
    expect(app.errors).toEqual([])
  })

  it('is passed on when it was not read', async () => {
    const app = client(
      fromNodeMiddleware((_q, _s, next) => next())(async (request) => text(await readText(request))),
    )
    expect((await app.post('/', { body: 'hello' })).text).toBe('hello')
  })

  it('is there for a listener further in as the parser has left it', async () => {
    const inner = fromNode((req, res) => res.end(JSON.stringify((req as { body?: unknown }).body)))
    const app = client(fromNodeMiddleware(express.json() as NodeMiddleware)(inner))
    expect((await app.post('/', { json: { a: 1 } })).json()).toEqual({ a: 1 })
  })
})

it('refuses what is no middleware', () => {
  expect(() => fromNodeMiddleware({} as NodeMiddleware)).toThrow(
    'Expected a middleware (req, res, next), got object',
  )
})
