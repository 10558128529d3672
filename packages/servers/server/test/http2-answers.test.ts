import { once } from 'node:events'
import { constants } from 'node:http2'
import type { HttpResponse, Outcome } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { answering, gated } from './applications.ts'
import { ask, collect, startHttp2, startHttp2Unchecked } from './http2-serve.ts'

async function* chunks(...texts: string[]): AsyncGenerator<string> {
  for (const text of texts) {
    await Promise.resolve()
    yield text
  }
}

describe('RFC 9113 §8.1: answers', () => {
  it('sends buffered content with its length, and a date', async () => {
    const { client } = await startHttp2(answering({ body: 'héllo' }))
    const { headers, body } = await ask(client())
    expect(headers['content-length']).toBe('6')
    expect(headers.date).toMatch(/GMT$/)
    expect(Buffer.from(body, 'latin1').toString()).toBe('héllo')
  })

  it('leaves fields about the connection out', async () => {
    const headers = { connection: 'close', 'keep-alive': '1', upgrade: 'h2c', 'x-kept': '1' }
    const { client } = await startHttp2Unchecked(answering({ headers, body: null }))
    const answer = await ask(client())
    expect(Object.keys(answer.headers)).toEqual([':status', 'x-kept', 'date', 'content-length'])
  })

  it('sends each cookie in a field of its own, and other lines as a list', async () => {
    const headers = { 'set-cookie': ['a=1', 'b=2'], etag: ['"x"', '"y"'], vary: ['a', 'b'] }
    const { client } = await startHttp2(answering({ headers, body: null }))
    const answer = await ask(client())
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2'])
    expect(answer.headers.vary).toBe('a, b')
    expect(answer.headers.etag).toBe('"x", "y"')
  })

  it('answers HEAD with the head alone', async () => {
    const { client } = await startHttp2(answering({ body: 'hello' }))
    const answer = await ask(client(), { ':method': 'HEAD' })
    expect(answer.body).toBe('')
    expect(answer.headers['content-length']).toBe('5')
  })

  it.each([204, 304])('sends no content with %i', async (status) => {
    const { client } = await startHttp2(answering({ status, headers: {}, body: null }))
    const answer = await ask(client())
    expect(answer).toMatchObject({ status, body: '' })
    expect(answer.headers['content-length']).toBeUndefined()
  })

  it('streams, releases the head with the first chunk and sends trailers', async () => {
    let go: () => void = () => {}
    const gate = new Promise<void>((resolve) => (go = resolve))
    async function* slowly(): AsyncGenerator<string> {
      yield ''
      await gate
      yield* ['one', 'two']
    }
    const { client } = await startHttp2(() => ({
      status: 200,
      headers: {},
      body: slowly(),
      trailers: () => ({ 'x-sum': '6' }),
    }))
    const stream = client().request({ ':path': '/' })
    const answer = collect(stream)
    await once(stream, 'response')
    go()
    expect(await answer).toMatchObject({ body: 'onetwo', trailers: { 'x-sum': '6' }, code: 0 })
  })

  it('sends trailers although content of the request was left unread', async () => {
    const { client } = await startHttp2(() => ({
      status: 200,
      headers: {},
      body: chunks('x'),
      trailers: () => ({ 'x-sum': '1' }),
    }))
    const stream = client().request({ ':method': 'POST' })
    stream.write('unread')
    expect(await collect(stream)).toMatchObject({ body: 'x', trailers: { 'x-sum': '1' }, code: 0 })
  })

  it('streams without trailers, with and without a length', async () => {
    const { client } = await startHttp2((request) => ({
      status: 200,
      headers: request.query === 'length' ? { 'content-length': '2' } : {},
      body: chunks('a', 'b'),
    }))
    const session = client()
    expect(await ask(session)).toMatchObject({ body: 'ab', trailers: null, code: 0 })
    expect(await ask(session, { ':path': '/?length' })).toMatchObject({ body: 'ab', code: 0 })
  })

  it('sends content that is larger than any window', async () => {
    const large = new Uint8Array(3_000_000).fill(97)
    const { client } = await startHttp2((request) => ({
      status: 200,
      headers: {},
      body: request.path === '/stream' ? parts(large) : large,
    }))
    const session = client()
    expect((await ask(session)).body.length).toBe(3_000_000)
    expect((await ask(session, { ':path': '/stream' })).body.length).toBe(3_000_000)
  })

  it('pulls no more than the client takes (CN7)', async () => {
    let pulled = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        pulled++
        yield new Uint8Array(16_384)
      }
    }
    const { client } = await startHttp2(() => ({ status: 200, headers: {}, body: endless() }))
    const session = client()
    const stream = session.request({ ':path': '/' })
    stream.on('error', () => {})
    await once(stream, 'response')
    for (let i = 0; i < 5; i++) await new Promise((resolve) => session.ping(resolve))
    expect(pulled).toBeLessThan(20)
    stream.close(constants.NGHTTP2_CANCEL)
  })

  it('sends early hints before the answer and none after it', async () => {
    const { client } = await startHttp2(async ({ exchange }) => {
      exchange.inform!(103, { link: '</a.css>; rel=preload' })
      await Promise.resolve()
      return { status: 200, headers: {}, body: 'x' }
    })
    const { informational, body } = await ask(client())
    expect(informational).toMatchObject([{ ':status': 103, link: '</a.css>; rel=preload' }])
    expect(body).toBe('x')
  })
})

describe('what goes wrong', () => {
  it('refuses names and values that could split an answer (RS1)', async () => {
    const { client, errors } = await startHttp2Unchecked(answering({ headers: { a: 'b\r\nc: d' } }))
    expect((await ask(client())).status).toBe(500)
    expect(errors).toMatchObject([{ code: 'HEAD-6' }])
  })

  it.each([0, 1, 5])('cuts an answer that fails after its head, however late (CN14, %i)', async (turns) => {
    async function* failing(): AsyncGenerator<string> {
      yield 'x'
      for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve))
      throw new Error('broken')
    }
    const { client, errors } = await startHttp2(() => ({ status: 200, headers: {}, body: failing() }))
    expect((await ask(client())).code).toBe(constants.NGHTTP2_INTERNAL_ERROR)
    expect(errors).toMatchObject([{ message: 'broken' }])
  })

  it('answers 500 before the head, and goes on', async () => {
    const { client } = await startHttp2(({ path }) => {
      if (path === '/bad') throw new Error('no')
      return { status: 200, headers: {}, body: null }
    })
    const session = client()
    expect((await ask(session, { ':path': '/bad' })).status).toBe(500)
    expect((await ask(session)).status).toBe(200)
  })

  it('closes a body once and tells how it ended when the client resets (RS3, CN4)', async () => {
    let closed = 0
    let finish: (outcome: Outcome) => void = () => {}
    const outcome = new Promise<Outcome>((resolve) => (finish = resolve))
    async function* endless(signal: AbortSignal): AsyncGenerator<string> {
      try {
        for (;;) {
          yield 'x'
          await Promise.race([once(signal, 'abort'), new Promise((resolve) => setImmediate(resolve))])
        }
      } finally {
        closed++
      }
    }
    const { client } = await startHttp2(({ exchange }) => {
      exchange.onFinish(finish)
      return { status: 200, headers: {}, body: endless(exchange.signal) }
    })
    const stream = client().request({ ':path': '/' })
    stream.on('error', () => {})
    await once(stream, 'data')
    stream.close(constants.NGHTTP2_CANCEL)
    expect(await outcome).toMatchObject({ aborted: true, status: 200 })
    await new Promise((resolve) => setImmediate(resolve))
    expect(closed).toBe(1)
  })

  it.each([constants.NGHTTP2_CANCEL, constants.NGHTTP2_NO_ERROR, constants.NGHTTP2_PROTOCOL_ERROR])(
    'aborts the signal of a waiting application when the client resets with code %i',
    async (code) => {
      let aborted: (reason: unknown) => void = () => {}
      const abort = new Promise((resolve) => (aborted = resolve))
      const { application, called } = gated()
      const { client } = await startHttp2((request) => {
        const { signal } = request.exchange
        signal.addEventListener('abort', () => aborted(signal.reason))
        return application(request)
      })
      const stream = client().request({ ':path': '/' })
      stream.on('error', () => {})
      await called
      stream.close(code)
      expect(await abort).toMatchObject({ code: 'CLIENT_LEFT' })
    },
  )

  it('aborts all exchanges when the connection is lost (CN4)', async () => {
    let aborts = 0
    let all: () => void = () => {}
    const done = new Promise<void>((resolve) => (all = resolve))
    let calls = 0
    let both: () => void = () => {}
    const called = new Promise<void>((resolve) => (both = resolve))
    const { client, gone } = await startHttp2(({ exchange }) => {
      exchange.signal.addEventListener('abort', () => ++aborts === 2 && all())
      if (++calls === 2) both()
      return new Promise<HttpResponse>((resolve) =>
        exchange.signal.addEventListener('abort', () => resolve({ status: 200, headers: {}, body: null })),
      )
    })
    const session = client()
    for (let i = 0; i < 2; i++) session.request({ ':path': '/' }).on('error', () => {})
    await called
    session.destroy()
    await Promise.all([done, gone])
    expect(aborts).toBe(2)
  })
})

async function* parts(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1_000_000) yield bytes.subarray(at, at + 1_000_000)
}
