import { cascade } from '@tsgi/compose'
import { notFound, readText, text } from '@tsgi/message'
import type { Application, Middleware } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { RequestInit } from '@tsgi/testing'
import { describe, expect, it, vi } from 'vitest'
import { accessLog } from './access-log.ts'
import type { AccessLogOptions } from './options.ts'

const hello: Application = () => text('hello\n')

interface Asked extends RequestInit {
  readonly method?: string
}

/** Asks an application once and gives its lines. */
async function linesOf(
  options: AccessLogOptions,
  target: string,
  { method = 'GET', ...init }: Asked = {},
  application: Application = hello,
): Promise<string[]> {
  const lines: string[] = []
  const { request, errors } = client(accessLog({ ...options, sink: (line) => lines.push(line) })(application))
  await request(method, target, init).catch(() => {})
  await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0))
  expect(errors.filter((error) => error instanceof Error && error.name === 'ValidationError')).toEqual([])
  return lines
}

async function lineOf(...args: Parameters<typeof linesOf>): Promise<string> {
  const lines = await linesOf(...args)
  expect(lines).toHaveLength(1)
  return lines[0]!
}

async function jsonOf(...[options, ...rest]: Parameters<typeof linesOf>): Promise<Record<string, unknown>> {
  return JSON.parse(await lineOf({ ...options, format: 'json' }, ...rest)) as Record<string, unknown>
}

describe('named formats', () => {
  it('writes combined by default', async () => {
    const headers = { referer: 'https://a.example/', 'user-agent': 'curl/8' }
    expect(await lineOf({}, '/a?b=c', { headers })).toMatch(
      /^127\.0\.0\.1 - - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/a\?b=c HTTP\/1\.1" 200 6 "https:\/\/a\.example\/" "curl\/8"$/,
    )
  })

  it('writes common', async () => {
    expect(await lineOf({ format: 'common' }, '/')).toMatch(
      /^127\.0\.0\.1 - - \[.+\] "GET \/ HTTP\/1\.1" 200 6$/,
    )
  })

  it('writes tiny and short', async () => {
    expect(await lineOf({ format: 'tiny' }, '/')).toMatch(/^GET \/ 200 6 - \d+\.\d{3} ms$/)
    expect(await lineOf({ format: 'short' }, '/')).toMatch(
      /^127\.0\.0\.1 - GET \/ HTTP\/1\.1 200 6 - \d+\.\d{3} ms$/,
    )
  })

  it('writes dev, in colours only where they were asked for', async () => {
    expect(await lineOf({ format: 'dev' }, '/a')).toMatch(/^GET \/a 200 \d+\.\d{3} ms - 6$/)
    expect(await lineOf({ format: 'dev', colors: true }, '/a')).toMatch(
      // oxlint-disable-next-line no-control-regex
      /^GET \/a \u001B\[32m200\u001B\[0m \d+\.\d{3} ms - 6$/,
    )
  })

  it('writes JSON', async () => {
    const headers = { 'user-agent': 'curl/8' }
    const application: Application = async (request) =>
      text(await readText(request), { headers: { 'x-request-id': 'r1' } })
    const record = await jsonOf({}, '/a?b=c', { method: 'POST', headers, body: 'four' }, application)
    expect(record).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      remote: '127.0.0.1',
      method: 'POST',
      scheme: 'http',
      host: 'localhost',
      url: '/a?b=c',
      httpVersion: '1.1',
      status: 200,
      bytesIn: 4,
      bytesOut: 4,
      userAgent: 'curl/8',
      requestId: 'r1',
      firstByteMs: expect.any(Number) as number,
      totalMs: expect.any(Number) as number,
    })
  })

  it('takes a function, whose line is still one line', async () => {
    const format: AccessLogOptions['format'] = ({ request }) => `got ${request.headers['x-a']}\n\u{9B}"`
    expect(await lineOf({ format }, '/', { headers: { 'x-a': 'b' } })).toBe('got b\\x0a\\x9b"')
  })
})

describe('what is told of an exchange', () => {
  it('tells 499 of a client that left before there was a response', async () => {
    const left = new AbortController()
    const application: Application = async ({ exchange: { signal } }) => {
      queueMicrotask(() => left.abort())
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return text('too late')
    }
    const init = { signal: left.signal }
    expect(await lineOf({ format: '%s %b %X :aborted :response-time' }, '/', init, application)).toBe(
      '499 - X aborted -',
    )
  })

  it('marks a response that broke off, and names why', async () => {
    const application: Application = () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: (async function* () {
        yield 'begun'
        throw Object.assign(new Error('disk'), { code: 'EIO' })
      })(),
    })
    expect(await lineOf({ format: '%s %b %X :error' }, '/', {}, application)).toBe('200 5 X EIO')
    expect(await jsonOf({}, '/', {}, application)).toMatchObject({ status: 200, aborted: true, error: 'EIO' })
    expect(await lineOf({ format: 'dev' }, '/', {}, application)).toMatch(/ aborted$/)
  })

  it('tells the status that was sent when the application throws', async () => {
    const application: Application = () => {
      throw new TypeError('oops')
    }
    expect(await lineOf({ format: '%>s :error %{content-type}o' }, '/', {}, application)).toBe(
      '500 TypeError -',
    )
  })

  it('lets what is no response pass to the server', async () => {
    const lines: string[] = []
    const application = (() => undefined) as unknown as Application
    const log = accessLog({ format: ':res[x] %s', sink: (line) => lines.push(line) })
    await client(log(application), { validate: false }).get('/')
    expect(lines).toEqual(['- 500'])
  })

  it('tells when the first chunk of a stream was there, and when all of it was', async () => {
    const application: Application = () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: (async function* () {
        yield 'a'
        const start = performance.now()
        while (performance.now() - start < 5);
        yield 'b'
      })(),
    })
    const { firstByteMs, totalMs } = await jsonOf({}, '/', {}, application)
    expect(Number(totalMs) - Number(firstByteMs)).toBeGreaterThanOrEqual(5)
  })

  it('counts the content that was read, not what was announced', async () => {
    const readsOne: Application = async ({ body }) => {
      for await (const chunk of body!) return text(String(chunk.length))
      return text('none')
    }
    const init = { method: 'POST', body: ['abc', 'defg'] }
    expect(await lineOf({ format: ':bytes-in' }, '/', init, readsOne)).toBe('3')
    expect(await lineOf({ format: ':bytes-in' }, '/', init)).toBe('0')
  })

  it('tells the TLS of a connection', async () => {
    const secure: Application = (request) => {
      const exchange = Object.create(request.exchange, {
        [Symbol.for('tsgi.tls')]: { value: { protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' } },
      }) as typeof request.exchange
      return log({ ...request, scheme: 'https', exchange })
    }
    const lines: string[] = []
    const format = ':scheme :tls-version :tls-cipher %{SSL_PROTOCOL}x %{SSL_CIPHER}x'
    const log = accessLog({ format, sink: (line) => lines.push(line) })(hello)
    await client(secure).get('/')
    expect(lines).toEqual(['https TLSv1.3 TLS_AES_128_GCM_SHA256 TLSv1.3 TLS_AES_128_GCM_SHA256'])
  })

  it('tells the request id of the response, else that of outer middleware, never that of a client', async () => {
    const headers = { 'x-request-id': 'forged' }
    expect(await lineOf({ format: '%L' }, '/', { headers })).toBe('-')
    const answers: Application = () => text('', { headers: { 'x-request-id': 'real' } })
    expect(await lineOf({ format: ':id' }, '/', { headers }, answers)).toBe('real')
  })

  it('LG8 tells the address that the request has, not one that a field claims', async () => {
    const headers = { 'x-forwarded-for': '6.6.6.6', forwarded: 'for=6.6.6.6' }
    const remote = { address: '2001:db8::1', port: 7 }
    expect(await lineOf({ format: '%h %a :remote-addr' }, '/', { headers, remote })).toBe(
      '2001:db8::1 2001:db8::1 2001:db8::1',
    )
    expect(await lineOf({ format: '%h' }, '/', { headers, remote: null })).toBe('-')
  })
})

describe('which requests are logged', () => {
  it('LG4 writes one line where one log stands in several layers and branches', async () => {
    const lines: string[] = []
    const log = accessLog({ format: '%U %s', sink: (line) => lines.push(line) })
    await client(
      log(
        cascade(
          log(() => notFound()),
          log(log(hello)),
        ),
      ),
    ).get('/a')
    expect(lines).toEqual(['/a 200'])
  })

  it('skips what it is told to, by request and outcome', async () => {
    const lines: string[] = []
    const skip: AccessLogOptions['skip'] = ({ path }, { status }) => path === '/health' && status === 200
    const { get } = client(accessLog({ format: '%U', skip, sink: (line) => lines.push(line) })(hello))
    await get('/health')
    await get('/other')
    expect(lines).toEqual(['/other'])
  })

  it('samples successes, and keeps all failures', async () => {
    const lines: string[] = []
    const application: Application = ({ path }) => text('', { status: Number(path.slice(1)) })
    const { get } = client(
      accessLog({ format: '%s', sample: 0, sink: (line) => lines.push(line) })(application),
    )
    for (const status of [200, 302, 404, 500]) await get(`/${status}`)
    expect(lines).toEqual(['404', '500'])
  })

  it('samples about the share that was asked for', async () => {
    let count = 0
    const { get } = client(accessLog({ sample: 0.5, sink: () => count++ })(hello), { validate: false })
    for (let index = 0; index < 400; index++) await get('/')
    expect(count).toBeGreaterThan(100)
    expect(count).toBeLessThan(300)
  })
})

describe('what passes through', () => {
  it('stays synchronous and leaves request and response alone', () => {
    const response = { status: 200, headers: {}, body: 'a' }
    const request = { exchange: { onFinish() {} }, body: null, state: {} } as never
    expect(accessLog({ sink: () => {} })((got) => (expect(got).toBe(request), response))(request)).toBe(
      response,
    )
    expect(accessLog({ format: 'json', sink: () => {} })(() => response)(request)).toBe(response)
  })

  it('never makes a signal', async () => {
    let isRead = false
    const watched: Application = (request) => {
      const exchange = Object.create(request.exchange, {
        signal: { get: () => ((isRead = true), request.exchange.signal) },
      }) as typeof request.exchange
      return accessLog({ format: 'json', sink: () => {} })(hello)({ ...request, exchange })
    }
    await client(watched, { validate: false }).get('/')
    expect(isRead).toBe(false)
  })
})

describe('options', () => {
  it.each<[options: Record<string, unknown>, message: string]>([
    [{ formats: 'tiny' }, "Unknown option 'formats'"],
    [{ sample: 2 }, 'sample is a number from 0 to 1'],
    [{ zone: 'CET' }, "zone is 'utc' or 'local'"],
    [{ flushIntervalMs: -1 }, 'flushIntervalMs is a number'],
    [{ maxQueueBytes: 0 }, 'maxQueueBytes is a number'],
    [{ sink: {} }, 'sink is a path'],
    [{ sink: null }, 'sink is a path'],
    [{ tokens: { 'a b': () => '' } }, 'Names of tokens'],
    [{ format: ':nothing' }, "There is no token ':nothing'"],
    [{ format: '%Z' }, "There is no directive '%Z'"],
    [{ format: 'a\nb' }, 'A format is one line'],
  ])('refuses %j', (options, message) => {
    expect(() => accessLog({ sink: () => {}, ...options })).toThrow(message)
  })
})

describe('the route', () => {
  const tell =
    (...patterns: string[]): Application =>
    ({ state }) => {
      const told = state['tsgi.onRoute'] as ((pattern: string, name: string | null) => void) | undefined
      for (const pattern of patterns) told?.(pattern, null)
      return { status: 200, headers: {}, body: null }
    }

  it('is that which a router has told last, and whoever stands further out is told as well', async () => {
    const lines: string[] = []
    const log = accessLog({ format: ':method :route', sink: (line) => void lines.push(line) })
    const heard: string[] = []
    const outer: Middleware = (next) => (request) =>
      next({ ...request, state: { 'tsgi.onRoute': (pattern: string) => void heard.push(pattern) } })
    await client(outer(log(tell('/shops/:shop/*', '/shops/:shop/items/:item')))).get('/shops/a/items/b')
    await client(log(tell())).get('/')
    await log.flush()
    expect(lines).toEqual(['GET /shops/:shop/items/:item', 'GET -'])
    expect(heard).toEqual(['/shops/:shop/*', '/shops/:shop/items/:item'])
  })
})
