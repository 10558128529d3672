import { describe, expect, it } from 'vitest'
import { compose, mount } from '@tsgi/compose'
import { notFound } from '@tsgi/message'
import { client } from '@tsgi/testing'
import { fetchHostOf, fromFetch, httpRequestOf, toFetch } from './index.ts'
import type { FetchContext, FetchHandler } from './index.ts'

const hello = (): Response => new Response('hello')

describe('what fromFetch takes', () => {
  it('is a function', async () => {
    expect((await client(fromFetch(hello)).get('/')).text).toBe('hello')
  })

  it('is an object with fetch, called as its method', async () => {
    class App {
      readonly greeting = 'hello from the app'
      fetch(): Response {
        return new Response(this.greeting)
      }
    }
    expect((await client(fromFetch(new App())).get('/')).text).toBe('hello from the app')
  })

  it('is a function with fetch, as some frameworks make', async () => {
    const app = Object.assign(() => new Response('called'), { fetch: () => new Response('fetched') })
    expect((await client(fromFetch(app)).get('/')).text).toBe('fetched')
  })

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['app', 'string'],
    [{ handle() {} }, 'an object of Object'],
    [{ fetch: 'no' }, 'an object of Object'],
  ])('is not %j', (handler, what) => {
    expect(() => fromFetch(handler as unknown as FetchHandler)).toThrow(`got ${what}`)
  })
})

describe('what the handler gets', () => {
  it('is a Request', async () => {
    const seen: unknown[] = []
    const app = fromFetch(async (request) => {
      seen.push(request.method, request.url, request.headers.get('x-a'), await request.text())
      return hello()
    })
    await client(app).post('/a%2Fb?c=d', { headers: { 'x-a': 'b' }, body: 'content' })
    expect(seen).toEqual(['POST', 'http://localhost/a%2Fb?c=d', 'b', 'content'])
  })

  it.each([false, true])('leads back to the request of the server (native: %s)', async (native) => {
    const app = fromFetch(
      (request) => {
        expect(httpRequestOf(new Request('http://a.example/'))).toBeUndefined()
        expect(httpRequestOf(request.clone())).toBeUndefined()
        return Response.json(httpRequestOf(request)?.remote)
      },
      { native },
    )
    expect((await client(app).get('/')).json()).toEqual({ address: '127.0.0.1', port: 50_000 })
  })

  it('is a native Request on demand', async () => {
    const seen: unknown[] = []
    const app = fromFetch(
      async (request) => {
        seen.push(
          Object.getPrototypeOf(request) === Request.prototype,
          request.headers.get('x-a'),
          await request.text(),
        )
        return hello()
      },
      { native: true },
    )
    await client(app).post('/', { headers: { 'x-a': 'b' }, body: 'content' })
    expect(seen).toEqual([true, 'b', 'content'])
  })

  it('has an environment and a context', async () => {
    const seen: unknown[] = []
    const handler = (_request: Request, env: unknown, context: FetchContext): Response => {
      seen.push(env)
      context.passThroughOnException()
      context.waitUntil(Promise.resolve().then(() => seen.push('worked')))
      return hello()
    }
    await client(fromFetch(handler)).get('/')
    await client(fromFetch(handler, { env: { KEY: 'value' } })).get('/')
    const inside = client(fromFetch(handler, { env: ({ path }) => path }))
    await inside.get('/path')
    await inside.settled()
    expect(seen.filter((value) => value !== 'worked')).toEqual([{}, { KEY: 'value' }, '/path'])
    expect(seen).toHaveLength(6)
  })

  it('sees the path below a mount, or all of it', async () => {
    const where = ({ url }: Request): Response => new Response(url)
    const app = compose(
      mount('/a', fromFetch(where)),
      mount('/b', fromFetch(where, { keepBasePath: true })),
    )(() => notFound())
    expect((await client(app).get('/a/x?y')).text).toBe('http://localhost/x?y')
    expect((await client(app).get('/a')).text).toBe('http://localhost/')
    expect((await client(app).get('/b/x')).text).toBe('http://localhost/b/x')
  })

  it('has work and an address where srvx and h3 look for them', async () => {
    const seen: unknown[] = []
    const app = fromFetch((request) => {
      const { ip, waitUntil } = request as { ip?: string; waitUntil?: FetchContext['waitUntil'] }
      seen.push(ip)
      waitUntil!.call(
        request,
        Promise.resolve().then(() => seen.push('worked')),
      )
      return hello()
    })
    const inside = client(app)
    await inside.get('/')
    await inside.settled()
    expect(seen).toEqual(['127.0.0.1', 'worked'])
  })
})

describe('what fetch cannot say', () => {
  it.each(['CONNECT', 'TRACE', 'TRACK', 'trace', 'get', 'Post'])(
    '%s is answered with 501',
    async (method) => {
      expect((await client(fromFetch(hello), { validate: false }).request(method, '/')).status).toBe(501)
    },
  )

  it.each(['PATCH', 'patch', 'PURGE', 'M-SEARCH', 'QUERY'])('%s goes through as it is', async (method) => {
    const app = fromFetch((request) => new Response(request.method))
    expect((await client(app, { validate: false }).request(method, '/')).text).toBe(method)
  })

  it('dot segments are answered with 400', async () => {
    expect((await client(fromFetch(hello)).get('/a/../b')).status).toBe(400)
  })

  it('content of GET is left unread', async () => {
    const app = fromFetch((request) => new Response(request.body === null ? 'null' : 'content'))
    expect((await client(app).get('/', { body: 'content' })).text).toBe('null')
  })
})

describe('a host of fetch around it', () => {
  it('hands its own request through, with environment and context', async () => {
    const seen: unknown[] = []
    const handler = toFetch(
      fromFetch((request, env, context) => {
        seen.push(request, env, context)
        return hello()
      }),
    )
    const request = new Request('http://a.example/x')
    const context = { waitUntil() {} }
    await handler(request, { KEY: 'value' }, context)
    expect(seen).toEqual([request, { KEY: 'value' }, context])
    expect(seen[0]).toBe(request)
  })

  it('does not, when middleware has changed what it says', async () => {
    const inner = fromFetch((request) => new Response(`${request.url} ${request.headers.get('x-a')}`))
    const handler = toFetch((request) => inner({ ...request, path: '/changed' }))
    const response = await handler(new Request('http://a.example/x', { headers: { 'x-a': 'b' } }))
    expect(await response.text()).toBe('http://a.example/changed b')
  })

  it('is known to the application', async () => {
    const seen: unknown[] = []
    const handler = toFetch((request) => {
      seen.push(fetchHostOf(request)?.env, fetchHostOf(request)?.context)
      return { status: 204, headers: {}, body: null }
    })
    await handler(new Request('http://a.example/'), 'env', 'context')
    expect(seen).toEqual(['env', 'context'])
  })
})
