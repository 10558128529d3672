import { createServer } from 'node:http'
import { withHeader, notFound, readText, text } from '@tsgi/message'
import type { Application, HttpRequest, Middleware } from '@tsgi/spec'
import connect from 'connect'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { toNode, toNodeMiddleware } from '../src/index.ts'
import { exchangeWith } from './exchange-with.ts'
import type { Received } from './exchange-with.ts'
import { listen } from './servers.ts'

type Stack = ReturnType<typeof connect>

async function ask(
  stack: Stack | express.Express,
  path = '/',
  method = 'GET',
  body?: string,
  type?: string,
): Promise<Received> {
  const headers = type === undefined ? {} : { 'Content-Type': type, 'Content-Length': String(body?.length) }
  return exchangeWith(await listen(createServer(stack)), {
    path,
    method,
    headers,
    ...(body !== undefined && { body }),
  })
}

const paths: Application = ({ basePath, path, query }) => text(JSON.stringify([basePath, path, query]))
const upperCase: Middleware = (next) => async (request) => {
  const response = await next(request)
  const { body } = response
  const loud = (chunk: string | Uint8Array): string => String(Buffer.from(chunk as string)).toUpperCase()
  if (body === null) return response
  if (typeof body === 'string' || body instanceof Uint8Array) return { ...response, body: loud(body) }
  const pieces = async function* (): AsyncGenerator<string> {
    for await (const chunk of body) yield loud(chunk)
  }
  return { ...response, body: pieces() }
}

describe('an application in a stack of Node', () => {
  it('answers', async () => {
    expect(await ask(connect().use(toNodeMiddleware(() => text('ours'))))).toMatchObject({
      status: 200,
      body: 'ours',
    })
  })

  it('lets the rest of the stack answer what is not its own (CALL-6)', async () => {
    const stack = connect()
      .use(toNodeMiddleware(notFound))
      .use((_req, res) => res.end('theirs'))
    expect((await ask(stack)).body).toBe('theirs')
  })

  it('answers an ordinary 404 itself', async () => {
    const stack = connect()
      .use(toNodeMiddleware(() => text('ours', { status: 404 })))
      .use((_req, res) => res.end('theirs'))
    expect(await ask(stack)).toMatchObject({ status: 404, body: 'ours' })
  })

  it.each<[string, Application]>([
    [
      'throws',
      () => {
        throw new Error('ours')
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('ours')
      },
    ],
    ['returns what is no response', () => 'ours' as never],
    ['streams what fails at once', () => ({ status: 200, headers: {}, body: failing() })],
  ])('passes to next what it %s', async (_how, application) => {
    const reported: unknown[] = []
    const stack = connect().use(toNodeMiddleware(application, { onError: (error) => reported.push(error) }))
    stack.use(((error: Error, _req, res, _next) =>
      res.writeHead(599).end(error.name)) as connect.ErrorHandleFunction)
    expect((await ask(stack)).status).toBe(599)
    expect(reported).toEqual([])
  })

  it.each<[string, string, unknown]>([
    ['', '/a?b', ['', '/a', 'b']],
    ['/at', '/at/a%2Fb?c', ['/at', '/a%2Fb', 'c']],
    ['/at', '/at/', ['/at', '/', '']],
    ['/at', '/at', ['/at', '', '']],
    ['/at', '/at?b', ['/at', '', 'b']],
  ])('is mounted at "%s": %s', async (mount, target, expected) => {
    const inConnect = connect().use(mount, toNodeMiddleware(paths) as connect.NextHandleFunction)
    const inExpress = express().use(mount === '' ? '/' : mount, toNodeMiddleware(paths))
    expect(JSON.parse((await ask(inConnect, target)).body)).toEqual(expected)
    expect(JSON.parse((await ask(inExpress, target)).body)).toEqual(expected)
  })

  it('keeps a cookie that was set before', async () => {
    const stack = connect().use((_req, res, next) => (res.setHeader('Set-Cookie', 'a=1'), next()))
    stack.use(
      toNodeMiddleware(() => ({ status: 200, headers: { 'set-cookie': ['b=2', 'c=3'] }, body: null })),
    )
    expect((await ask(stack)).lines).toEqual(
      expect.arrayContaining(['Set-Cookie: a=1', 'Set-Cookie: b=2', 'Set-Cookie: c=3']),
    )
  })

  it.each<[string, express.RequestHandler, string, string]>([
    ['JSON', express.json(), 'application/json', '{"a":1}'],
    ['a form', express.urlencoded(), 'application/x-www-form-urlencoded', 'a=1&a=2'],
    ['bytes', express.raw(), 'application/octet-stream', 'hello'],
  ])('reads content that a parser has read: %s', async (_what, parser, type, content) => {
    const stack = express().use(
      parser,
      toNodeMiddleware(async (request) => text(await readText(request))),
    )
    expect((await ask(stack, '/', 'POST', content, type)).body).toBe(content)
  })
})

describe('a middleware in a stack of Node', () => {
  const marking: Middleware = (next) => async (request) => withHeader(await next(request), 'x-mark', '1')

  it('sees an answer that is there as a whole', async () => {
    const stack = express()
      .use(toNodeMiddleware(upperCase))
      .get('/', (_req, res) => void res.send('theirs'))
    expect(await ask(stack)).toMatchObject({ status: 200, body: 'THEIRS' })
  })

  it('sees an answer that is streamed', async () => {
    const stack = connect()
      .use(toNodeMiddleware(upperCase))
      .use((_req, res) => {
        res.write('one ')
        setImmediate(() => (res.write('two '), setImmediate(() => res.end('three'))))
      })
    expect((await ask(stack)).body).toBe('ONE TWO THREE')
  })

  it('keeps what others have written, and their order', async () => {
    const stack = express()
      .use(toNodeMiddleware(marking))
      .get('/', (_req, res) => void res.status(202).json({ a: 1 }))
    const { status, lines, body } = await ask(stack)
    expect([status, body]).toEqual([202, '{"a":1}'])
    expect(lines).toContain('x-mark: 1')
  })

  it('answers instead of others', async () => {
    let calls = 0
    const closed: Middleware = () => () => text('closed', { status: 503 })
    const stack = connect()
      .use(toNodeMiddleware(closed))
      .use((_req, res) => (calls++, res.end()))
    expect(await ask(stack)).toMatchObject({ status: 503, body: 'closed' })
    expect(calls).toBe(0)
  })

  it('is wired once', async () => {
    let wired = 0
    const counting: Middleware = (next) => (wired++, next)
    const port = await listen(
      createServer(
        connect()
          .use(toNodeMiddleware(counting))
          .use((_req, res) => res.end('x')),
      ),
    )
    for (let i = 0; i < 3; i++) await exchangeWith(port)
    // Once to see what it is, once around what comes after it.
    expect(wired).toBe(2)
  })

  it('sees what an error handler answers', async () => {
    const stack = express()
      .use(toNodeMiddleware(marking))
      .get('/', () => {
        throw new Error('theirs')
      })
    stack.use(((_error, _req, res, _next) => void res.status(598).end()) as express.ErrorRequestHandler)
    expect(await ask(stack)).toMatchObject({
      status: 598,
      lines: expect.arrayContaining(['x-mark: 1']) as string[],
    })
  })

  it('derives a request, which the handlers see', async () => {
    const rewriting: Middleware = (next) => (request) =>
      next({ ...request, path: '/b', headers: { 'x-a': '1' } })
    const stack = connect()
      .use(toNodeMiddleware(rewriting))
      .use((req, res) => res.end(`${req.url} ${req.headers['x-a'] as string}`))
    expect((await ask(stack, '/a')).body).toBe('/b 1')
  })

  it('nests', async () => {
    const stack = express()
      .use(toNodeMiddleware(marking), toNodeMiddleware(upperCase))
      .get('/', (_req, res) => void res.send('theirs'))
    expect(await ask(stack)).toMatchObject({
      body: 'THEIRS',
      lines: expect.arrayContaining(['x-mark: 1']) as string[],
    })
  })

  it('stands between wrappers of Node, which see what it makes of an answer', async () => {
    const seen: unknown[] = []
    const stack = connect().use((_req, res, next) => {
      const end = res.end.bind(res)
      res.end = ((chunk: unknown) => (seen.push(String(chunk)), end(chunk))) as typeof end
      next()
    })
    stack.use(toNodeMiddleware(upperCase)).use((_req, res) => res.end('theirs'))
    expect((await ask(stack)).body).toBe('THEIRS')
    expect(seen).toEqual(['THEIRS'])
  })

  it('emits finish and close once', async () => {
    const events: string[] = []
    const stack = connect()
      .use(toNodeMiddleware(marking))
      .use((_req, res) => {
        for (const name of ['prefinish', 'finish', 'close']) res.on(name, () => events.push(name))
        res.end('x')
      })
    await ask(stack)
    expect(events.filter((name) => name !== 'prefinish')).toEqual(['finish', 'close'])
  })
})

async function* failing(): AsyncGenerator<string> {
  yield await Promise.reject(new Error('ours'))
}

it.each([toNodeMiddleware, toNode])('refuses what is no application', (make) => {
  expect(() => make({} as Application)).toThrow('got object')
})

describe('content that a middleware derives', () => {
  const counting =
    (count: (bytes: number) => void): Middleware =>
    (next) =>
    (request) => {
      const { body } = request
      async function* counted(): AsyncGenerator<Uint8Array, void> {
        for await (const chunk of body!) {
          count(chunk.length)
          yield chunk
        }
      }
      return next(body === null ? request : { ...request, body: counted() })
    }
  const doubling: Middleware = (next) => (request) => {
    const { body } = request
    async function* doubled(): AsyncGenerator<Uint8Array, void> {
      for await (const chunk of body!) yield new Uint8Array(Buffer.concat([chunk, chunk]))
    }
    const { 'content-length': _length, ...headers } = request.headers
    return next(body === null ? request : { ...request, headers, body: doubled() })
  }
  const echo: connect.SimpleHandleFunction = (req, res) => void req.pipe(res)
  const large = 'abcdefghij'.repeat(100_000)

  it('is what handlers read', async () => {
    const stack = connect().use(toNodeMiddleware(doubling)).use(echo)
    expect((await ask(stack, '/', 'POST', 'abc', 'text/plain')).body).toBe('abcabc')
  })

  it('is what body parsers read', async () => {
    let bytes = 0
    const app = express().use(toNodeMiddleware(counting((count) => (bytes += count))))
    app.use(express.json({ limit: '2mb' }), (req, res) => void res.json(req.body))
    expect((await ask(app, '/', 'POST', `["${large}"]`, 'application/json')).body).toBe(`["${large}"]`)
    expect(bytes).toBe(large.length + 4)
  })

  it('nests', async () => {
    let bytes = 0
    const count = counting((read) => (bytes += read))
    const stack = connect()
    for (const layer of [doubling, count, doubling, count]) stack.use(toNodeMiddleware(layer))
    stack.use(echo)
    expect((await ask(stack, '/', 'POST', 'abc', 'text/plain')).body).toBe('abcabcabcabc')
    expect(bytes).toBe(6 + 12)
  })

  it('may be there although the client sent none, and not although it did', async () => {
    const having =
      (body: HttpRequest['body']): Middleware =>
      (next) =>
      (request) =>
        next({ ...request, body })
    const stack = (body: HttpRequest['body']): Stack =>
      connect()
        .use(toNodeMiddleware(having(body)))
        .use(echo)
    async function* own(): AsyncGenerator<Uint8Array, void> {
      yield new TextEncoder().encode('own')
    }
    expect((await ask(stack(own()))).body).toBe('own')
    expect((await ask(stack(null), '/', 'POST', 'abc', 'text/plain')).body).toBe('')
  })

  it('may be made of all that came', async () => {
    const whole: Middleware = (next) => async (request) => {
      const content = await readText(request)
      async function* again(): AsyncGenerator<Uint8Array, void> {
        yield new TextEncoder().encode(content.toUpperCase())
      }
      return next({ ...request, body: again() })
    }
    const stack = connect().use(toNodeMiddleware(whole)).use(echo)
    expect((await ask(stack, '/', 'POST', large, 'text/plain')).body).toBe(large.toUpperCase())
  })

  it('that fails is an error to who reads, and the connection stays', async () => {
    const breaking: Middleware = (next) => (request) => {
      async function* broken(): AsyncGenerator<Uint8Array, void> {
        yield new Uint8Array(1)
        throw Object.assign(new Error('too much'), { status: 413, expose: true })
      }
      return next({ ...request, body: broken() })
    }
    const app = express().use(toNodeMiddleware(breaking))
    app.use(express.text(), (_req, res) => void res.end('never'))
    app.use(((error: { status: number; message: string }, _req, res, _next) => {
      res.status(error.status).send(error.message)
    }) as express.ErrorRequestHandler)
    expect(await ask(app, '/', 'POST', 'abc', 'text/plain')).toMatchObject({ status: 413, body: 'too much' })
  })

  it('that nobody reads leaves the connection in order', async () => {
    const app = connect()
      .use(toNodeMiddleware(counting(() => {})))
      .use((_req, res) => res.end('unread'))
    const server = await listen(createServer(app))
    for (let i = 0; i < 3; i++)
      expect((await exchangeWith(server, { path: '/', method: 'POST', body: large })).body).toBe('unread')
  })
})
