import { readBytes } from '@tsgi/message'
import type { Application, HttpRequest } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { answering, echo } from './applications.ts'
import { ask, collect, startHttp2 } from './http2-serve.ts'

/** Answers with all that a request says. */
const mirror: Application = (request) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    method: request.method,
    scheme: request.scheme,
    authority: request.authority,
    basePath: request.basePath,
    path: request.path,
    query: request.query,
    httpVersion: request.httpVersion,
    headers: request.headers,
    hasBody: request.body !== null,
    remote: request.remote?.address,
    inherits: 'toString' in request.headers,
  }),
})

type Mirrored = Pick<HttpRequest, 'method' | 'authority' | 'path' | 'query' | 'headers'> & {
  hasBody: boolean
}

function parsed(body: string): Mirrored {
  return JSON.parse(body) as Mirrored
}

describe('RFC 9113 §8.3.1: the request', () => {
  it('maps pseudo-fields and fields to a request', async () => {
    const { client } = await startHttp2(mirror)
    const { status, body } = await ask(client(), {
      ':method': 'GET',
      ':path': '/a%2Fb//c?d=1?2',
      ':authority': 'example.com:81',
      'x-one': '1',
    })
    expect(status).toBe(200)
    expect(JSON.parse(body)).toEqual({
      method: 'GET',
      scheme: 'http',
      authority: 'example.com:81',
      basePath: '',
      path: '/a%2Fb//c',
      query: 'd=1?2',
      httpVersion: '2.0',
      headers: { 'x-one': '1', host: 'example.com:81' },
      hasBody: false,
      remote: '127.0.0.1',
      inherits: false,
    })
  })

  it('joins the crumbs of a cookie with semicolons and other fields with commas, empty ones left out', async () => {
    const { client } = await startHttp2(mirror)
    const { body } = await ask(client(), { cookie: ['a=1', '', 'b=2'], 'x-list': ['1', '', '2'] })
    expect(parsed(body).headers).toMatchObject({ cookie: 'a=1; b=2', 'x-list': '1, 2' })
  })

  it('takes names that objects inherit for ordinary ones', async () => {
    const { client } = await startHttp2(mirror)
    const { body } = await ask(client(), { ['constructor']: 'x', 'has-own': 'y' })
    expect(parsed(body).headers['constructor']).toBe('x')
  })

  it('takes the authority from host where :authority is missing', async () => {
    const { client } = await startHttp2(mirror)
    const { body } = await ask(client(), { ':authority': undefined, host: 'elsewhere.example' })
    expect(parsed(body).authority).toBe('elsewhere.example')
  })

  it('passes methods on that nobody knows, and OPTIONS *', async () => {
    const { client } = await startHttp2(mirror)
    const { body } = await ask(client(), { ':method': 'BREW' })
    expect(parsed(body).method).toBe('BREW')
    const options = await ask(client(), { ':method': 'OPTIONS', ':path': '*' })
    expect(parsed(options.body)).toMatchObject({ path: '*', query: '' })
  })

  it('NT13: takes the scheme of the connection from gateways that tell that of their client', async () => {
    const { client } = await startHttp2(({ scheme }) => ({ status: 200, headers: {}, body: scheme }))
    expect(await ask(client(), { ':scheme': 'https' })).toMatchObject({ status: 200, body: 'http' })
  })

  it.each([
    ['a fragment', { ':path': '/a#b' }, 400, 'HTTP2_PATH'],
    ['a host that differs', { ':authority': 'one.example', host: 'two.example' }, 400, 'HTTP2_AUTHORITY'],
    ['another scheme (NT13)', { ':scheme': 'ftp' }, 400, 'HTTP2_SCHEME'],
    ['a long path', { ':path': `/${'a'.repeat(9000)}` }, 414, 'HTTP2_PATH_LENGTH'],
    ['an expectation nobody meets', { expect: 'more' }, 417, 'HTTP2_EXPECT'],
  ])('refuses %s (H2-14)', async (_what, headers, status, code) => {
    let calls = 0
    const { client, clientErrors } = await startHttp2(() => {
      calls++
      return { status: 200, headers: {}, body: null }
    })
    expect((await ask(client(), headers)).status).toBe(status)
    expect(clientErrors).toEqual([code])
    expect(calls).toBe(0)
  })

  it('makes no tunnels', async () => {
    const { client } = await startHttp2(mirror)
    const stream = client().request({ ':method': 'CONNECT', ':authority': 'example.com:443' })
    stream.end()
    expect((await collect(stream)).status).toBe(501)
  })
})

describe('RFC 9113 §8.1: content of requests', () => {
  it('delivers what was sent, with and without a length', async () => {
    const { client } = await startHttp2(echo)
    const content = 'x'.repeat(300_000)
    const session = client()
    expect((await ask(session, { ':method': 'POST' }, content)).body).toBe(content)
    const announced = { ':method': 'POST', 'content-length': 300_000 }
    expect((await ask(session, announced, content)).body).toBe(content)
  })

  it('has no body where there is none, or one of no octets', async () => {
    const { client } = await startHttp2(mirror)
    expect(parsed((await ask(client(), { ':method': 'POST' })).body).hasBody).toBe(false)
    const empty = await ask(client(), { ':method': 'POST', 'content-length': 0 }, '')
    expect(parsed(empty.body).hasBody).toBe(false)
  })

  it('sends 100 when the application asks for the content, not before', async () => {
    const { client } = await startHttp2(echo)
    const stream = client().request({ ':method': 'POST', expect: '100-continue' })
    const answer = collect(stream)
    stream.on('continue', () => stream.end('now'))
    expect(await answer).toMatchObject({ status: 200, body: 'now' })
  })

  it('lets the client wait while the application does not read (CN7)', async () => {
    let go: () => void = () => {}
    const gate = new Promise<void>((resolve) => (go = resolve))
    const { client } = await startHttp2(async (request) => {
      await gate
      return { status: 200, headers: {}, body: String((await readBytes(request, { maxBytes: 9e6 })).length) }
    })
    const stream = client().request({ ':method': 'POST' })
    const answer = collect(stream)
    stream.end(Buffer.alloc(5_000_000))
    for (let i = 0; i < 5; i++) await new Promise((resolve) => stream.session!.ping(resolve))
    expect(stream.bufferSize).toBeGreaterThan(4_900_000 - 65_535)
    go()
    expect((await answer).body).toBe('5000000')
  })

  it('answers before the content has come, and then tells the client to stop', async () => {
    const { client } = await startHttp2(answering({ status: 413, body: 'too much' }))
    const stream = client().request({ ':method': 'POST' })
    stream.write(Buffer.alloc(1000))
    expect(await collect(stream)).toMatchObject({ status: 413, body: 'too much', code: 0 })
  })

  it('gives each chunk memory of its own', async () => {
    const { client } = await startHttp2(async (request) => {
      const buffers = new Set<ArrayBufferLike>()
      let isOwn = true
      for await (const chunk of request.body!) {
        isOwn &&= chunk.byteLength === chunk.buffer.byteLength
        buffers.add(chunk.buffer)
      }
      return { status: 200, headers: {}, body: `${isOwn}` }
    })
    expect((await ask(client(), { ':method': 'POST' }, Buffer.alloc(100_000))).body).toBe('true')
  })

  it('tells who reads that the client has left', async () => {
    let outcome: unknown
    let read: () => void = () => {}
    const reading = new Promise<void>((resolve) => (read = resolve))
    const over = new Promise<unknown>((resolve) => (outcome = resolve))
    const { client } = await startHttp2(async ({ body, exchange }) => {
      const signalled = new Promise((resolve) => exchange.signal.addEventListener('abort', resolve))
      try {
        for await (const _ of body!) read()
      } catch (error) {
        await signalled
        ;(outcome as (value: unknown) => void)(error)
      }
      return { status: 200, headers: {}, body: null }
    })
    const stream = client().request({ ':method': 'POST' })
    stream.on('error', () => {})
    stream.write('x')
    await reading
    stream.session!.destroy()
    expect(await over).toMatchObject({ name: 'AbortError', code: 'CLIENT_LEFT' })
  })
})
