import { describe, expect, it } from 'vitest'
import type { Application, HttpRequest } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import { toFetch } from './index.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const ok: Application = () => ({ status: 200, headers: {}, body: 'ok' })

async function seenBy(
  request: Request,
  options?: Parameters<typeof toFetch>[1],
): Promise<HttpRequest | undefined> {
  let seen: HttpRequest | undefined
  const violations: unknown[] = []
  const checked = validator({ onViolation: (violation) => void violations.push(violation) })
  await toFetch(
    checked((received) => {
      seen = received
      return { status: 204, headers: {}, body: null }
    }),
    options,
  )(request)
  expect(violations).toEqual([])
  return seen
}

describe('what the application gets of a Request', () => {
  it('is its parts', async () => {
    const request = new Request('https://a.example:8443/a%2Fb//c?d=%20e?f#g', {
      method: 'PURGE',
      headers: { 'X-A': 'b' },
    })
    const { exchange, ...seen } = (await seenBy(request))!
    expect(seen).toMatchObject({
      method: 'PURGE',
      scheme: 'https',
      authority: 'a.example:8443',
      basePath: '',
      path: '/a%2Fb//c',
      query: 'd=%20e?f',
      httpVersion: '1.1',
      body: null,
      remote: null,
    })
    expect({ ...seen.headers }).toEqual({ host: 'a.example:8443', 'x-a': 'b' })
    expect(exchange.server).toMatchObject({ name: '@tsgi/fetch', runtime: `node/${process.versions.node}` })
    expect([exchange.inform, exchange.upgrade]).toEqual([undefined, undefined])
  })

  it.each([
    ['http://a.example', '/', ''],
    ['http://a.example?x', '/', 'x'],
    ['http://a.example/?', '/', ''],
    ['http://a.example/#a?b', '/', ''],
    ['http://a.example/a?b#c?d', '/a', 'b'],
  ])('is path and query of %s', async (url, path, query) => {
    expect(await seenBy(new Request(url))).toMatchObject({ path, query })
  })

  it('has what is below a base path', async () => {
    const options = { basePath: '/blog' }
    expect(await seenBy(new Request('http://a.example/blog/x'), options)).toMatchObject({
      basePath: '/blog',
      path: '/x',
    })
    expect(await seenBy(new Request('http://a.example/blog'), options)).toMatchObject({
      basePath: '/blog',
      path: '',
    })
    expect(await seenBy(new Request('http://a.example/blogs'), options)).toBeUndefined()
    expect((await toFetch(ok, options)(new Request('http://a.example/x'))).status).toBe(404)
  })

  it('has the address that the host knows', async () => {
    const remote = (_request: Request, info: { remoteAddr: { hostname: string; port: number } }) => ({
      address: info.remoteAddr.hostname,
      port: info.remoteAddr.port,
    })
    const app: Application = ({ remote: peer }) => ({ status: 200, headers: {}, body: peer!.address })
    const info = { remoteAddr: { hostname: '203.0.113.7', port: 1 } }
    expect(await (await toFetch(app, { remote })(new Request('http://a.example/'), info)).text()).toBe(
      '203.0.113.7',
    )
  })

  it('has cookies in one line, and a name of Object.prototype only when it was sent', async () => {
    const headers = new Headers([
      ['cookie', 'a=1'],
      ['__proto__', 'x'],
    ])
    const seen = (await seenBy(new Request('http://a.example/', { headers })))!
    expect([seen.headers['cookie'], seen.headers['__proto__'], seen.headers['constructor']]).toEqual([
      'a=1',
      'x',
      undefined,
    ])
  })

  it('has its content, to be read once', async () => {
    const app: Application = async ({ body }) => {
      const texts: string[] = []
      for await (const chunk of body!) texts.push(new TextDecoder().decode(chunk))
      await expect(async () => {
        for await (const _chunk of body!) texts.push('again')
      }).rejects.toThrow('once')
      return { status: 200, headers: {}, body: texts.join('|') }
    }
    const request = new Request('http://a.example/', {
      method: 'POST',
      body: streamOf('a', '', 'b'),
      duplex: 'half',
    })
    expect(await (await toFetch(app)(request)).text()).toBe('a|b')
  })

  it('has no content where the host says that there is none', async () => {
    const init = {
      method: 'POST',
      body: streamOf(),
      duplex: 'half',
      headers: { 'content-length': '0' },
    } as const
    expect((await seenBy(new Request('http://a.example/', init)))!.body).toBeNull()
    expect(
      (await seenBy(new Request('http://a.example/', { headers: { 'content-length': '7' } })))!.headers,
    ).not.toHaveProperty('content-length')
  })

  it('fails to read what somebody has read before', async () => {
    const request = new Request('http://a.example/', { method: 'POST', body: 'content' })
    await request.text()
    const faults: unknown[] = []
    const app: Application = async ({ body }) => {
      for await (const _chunk of body!) throw new Error('never')
      return { status: 200, headers: {}, body: null }
    }
    const response = await toFetch(app, { onError: (error) => void faults.push(error) })(request)
    expect(response.status).toBe(500)
    expect(faults[0]).toBeInstanceOf(TypeError)
  })
})

describe('the Response', () => {
  it('has no type that nobody gave, and keeps cookies apart', async () => {
    const app: Application = () => ({
      status: 201,
      headers: { 'set-cookie': ['a=1', 'b=2'], 'x-a': ['1', '2'], connection: 'close' },
      body: 'text',
    })
    const response = await toFetch(app)(new Request('http://a.example/'))
    expect([response.status, response.headers.getSetCookie(), response.headers.get('x-a')]).toEqual([
      201,
      ['a=1', 'b=2'],
      '1, 2',
    ])
    expect([...response.headers.keys()].sort()).toEqual(['content-length', 'set-cookie', 'set-cookie', 'x-a'])
    expect(await response.text()).toBe('text')
  })

  it.each([204, 205, 304])('is empty with %i', async (status) => {
    const response = await toFetch(() => ({ status, headers: {}, body: null }))(
      new Request('http://a.example/'),
    )
    expect([response.status, response.body]).toEqual([status, null])
  })

  it('is empty for HEAD, with the length of what GET gives', async () => {
    const response = await toFetch(ok)(new Request('http://a.example/', { method: 'HEAD' }))
    expect([response.body, response.headers.get('content-length')]).toEqual([null, '2'])
  })

  it('is pulled, one chunk ahead', async () => {
    const made: number[] = []
    const body = (async function* () {
      for (let i = 0; i < 5; i++) {
        made.push(i)
        yield encode(String(i))
      }
    })()
    const response = await toFetch(() => ({ status: 200, headers: {}, body }))(
      new Request('http://a.example/'),
    )
    expect(made).toEqual([0])
    const reader = response.body!.getReader()
    await reader.read()
    expect(made).toEqual([0])
    await reader.read()
    expect(made).toEqual([0, 1])
    const rest = await Promise.all([reader.read(), reader.read(), reader.read(), reader.read()])
    expect(rest.map(({ done }) => done)).toEqual([false, false, false, true])
  })

  it('comes as soon as the first chunk does, even an empty one', async () => {
    const body = (async function* () {
      yield ''
      await new Promise(() => {})
    })()
    const response = await toFetch(() => ({ status: 200, headers: {}, body }))(
      new Request('http://a.example/'),
    )
    expect(response.status).toBe(200)
    await response.body!.cancel()
  })

  it('leaves trailers out', async () => {
    let asked = false
    const app: Application = () => ({
      status: 200,
      headers: {},
      body: streamOf('x'),
      trailers: () => {
        asked = true
        return { 'x-a': 'b' }
      },
    })
    const response = await toFetch(app)(new Request('http://a.example/', { headers: { te: 'trailers' } }))
    expect([await response.text(), asked]).toEqual(['x', false])
  })

  it('is a bare 500 for a fault, which is reported once', async () => {
    const faults: unknown[] = []
    const onError = (error: unknown): void => void faults.push(error)
    const error = new Error('secret')
    const response = await toFetch(() => Promise.reject(error), { onError })(new Request('http://a.example/'))
    expect([response.status, await response.text(), faults]).toEqual([500, '', [error]])
  })

  it('is a 500 for a change of protocol', async () => {
    const app: Application = () => ({
      status: 101,
      headers: { upgrade: 'websocket' },
      body: null,
      upgrade: () => {},
    })
    const request = new Request('http://a.example/', {
      headers: { upgrade: 'websocket', connection: 'upgrade' },
    })
    expect((await toFetch(app, { onError: () => {} })(request)).status).toBe(500)
  })

  it('breaks off when the body does', async () => {
    const body = (async function* () {
      yield 'first'
      throw new Error('secret')
    })()
    const response = await toFetch(() => ({ status: 200, headers: {}, body }), { onError: () => {} })(
      new Request('http://a.example/'),
    )
    await expect(response.text()).rejects.toThrow('The response broke off')
  })
})

describe('when the client leaves', () => {
  it('while the application works, its signal aborts and nothing is reported', async () => {
    const leave = new AbortController()
    const faults: unknown[] = []
    const app: Application = ({ exchange: { signal } }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      )
    const response = toFetch(app, { onError: (error) => void faults.push(error) })(
      new Request('http://a.example/', { signal: leave.signal }),
    )
    leave.abort()
    expect((await response).status).toBe(499)
    expect(faults).toEqual([])
  })

  it('by cancelling the body, the exchange aborts and the iterable returns', async () => {
    const seen: string[] = []
    const app: Application = ({ exchange }) => {
      exchange.signal.addEventListener('abort', () => seen.push('abort'))
      exchange.onFinish(({ aborted }) => seen.push(`finish ${aborted}`))
      return {
        status: 200,
        headers: {},
        body: (async function* () {
          try {
            for (;;) yield 'x'
          } finally {
            seen.push('return')
          }
        })(),
      }
    }
    const response = await toFetch(app)(new Request('http://a.example/'))
    const reader = response.body!.getReader()
    await reader.read()
    await reader.cancel()
    await new Promise(setImmediate)
    expect(seen.sort()).toEqual(['abort', 'finish true', 'return'])
  })

  it('by its signal, who still reads the body hears of it', async () => {
    const leave = new AbortController()
    const body = (async function* () {
      yield 'first'
      await new Promise(() => {})
    })()
    const response = await toFetch(() => ({ status: 200, headers: {}, body }))(
      new Request('http://a.example/', { signal: leave.signal }),
    )
    const read = response.text()
    leave.abort()
    await expect(read).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('while it uploads, reading fails', async () => {
    const leave = new AbortController()
    let reading: unknown
    const app: Application = async ({ body }) => {
      try {
        for await (const _chunk of body!) leave.abort()
      } catch (error) {
        reading = (error as Error).name
      }
      return { status: 200, headers: {}, body: null }
    }
    const body = new ReadableStream({ pull: (controller) => controller.enqueue(encode('x')) })
    const { signal } = leave
    await toFetch(app)(new Request('http://a.example/', { method: 'POST', body, duplex: 'half', signal }))
    await new Promise(setImmediate)
    expect(reading).toBe('AbortError')
  })

  it('before anything, the application hears of it', async () => {
    let aborted: boolean | undefined
    const app: Application = async ({ exchange: { signal } }) => {
      await Promise.resolve()
      aborted = signal.aborted
      return { status: 200, headers: {}, body: null }
    }
    await toFetch(app)(new Request('http://a.example/', { signal: AbortSignal.abort() }))
    await new Promise(setImmediate)
    expect(aborted).toBe(true)
  })

  it('after the answer, nothing happens', async () => {
    const leave = new AbortController()
    let aborted: boolean | undefined
    const app: Application = ({ exchange }) => {
      exchange.onFinish((outcome) => (aborted = outcome.aborted))
      return { status: 200, headers: {}, body: 'x' }
    }
    await toFetch(app)(new Request('http://a.example/', { signal: leave.signal }))
    leave.abort()
    expect(aborted).toBe(false)
  })
})

describe('work that goes on', () => {
  it.each<[string, (host: object) => [unknown, unknown]]>([
    ['the third argument', (host) => [undefined, host]],
    ['the second one', (host) => [host, undefined]],
  ])('is told to %s', async (_name, args) => {
    const told: Array<Promise<unknown>> = []
    const host = { waitUntil: (work: Promise<unknown>) => void told.push(work) }
    const faults: unknown[] = []
    const app: Application = ({ exchange }) => {
      exchange.waitUntil(Promise.reject(new Error('failed')))
      return { status: 200, headers: {}, body: null }
    }
    await toFetch(app, { onError: (error) => void faults.push(error) })(
      new Request('http://a.example/'),
      ...args(host),
    )
    expect(told).toHaveLength(1)
    await Promise.all(told)
    expect(faults).toHaveLength(1)
  })
})

describe('what toFetch takes', () => {
  it('is an application', () => {
    expect(() => toFetch({ fetch() {} } as unknown as Application)).toThrow('got an object of Object')
  })

  it.each(['blog', '/blog/', '/'])('is no base path like %s', (basePath) => {
    expect(() => toFetch(ok, { basePath })).toThrow(`got '${basePath}'`)
  })
})

function streamOf(...texts: readonly string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(encode(text) as Uint8Array<ArrayBuffer>)
      controller.close()
    },
  })
}
