import { compose, mount } from '@tsgi/compose'
import { html, isFallThrough, notFound, text, withHeader } from '@tsgi/message'
import type { Application, HttpResponse } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Answer, RequestInit } from '@tsgi/testing'
import { describe, expect, it, vi } from 'vitest'
import { errors } from './errors.ts'
import type { ErrorsOptions } from './options.ts'

const quiet: ErrorsOptions = { onError: () => {} }

/** A client's fault, as the packages of TSGI and http-errors make them. */
function fault(status: number, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { status, expose: status < 500, ...more })
}

/** Asks an application that throws. */
async function ask(error: unknown, init: RequestInit & { options?: ErrorsOptions } = {}): Promise<Answer> {
  const caller = client(
    errors({ ...quiet, ...init.options })(() => {
      throw error
    }),
  )
  const answer = await caller.get('/', init)
  expect(caller.errors).toEqual([])
  return answer
}

const accepts = (accept: string): RequestInit => ({ headers: { accept } })

describe('an application that throws', () => {
  it('is answered 500, and nothing of what it threw is shown (ER1)', async () => {
    for (const accept of ['application/json', 'text/html', 'text/plain', 'image/png']) {
      const error = Object.assign(new Error('secret'), { code: 'ESECRET', headers: { 'x-secret': '1' } })
      const answer = await ask(error, accepts(accept))
      expect(answer.status).toBe(500)
      expect(answer.text).toContain('Internal Server Error')
      expect(JSON.stringify([answer.text, answer.headers]).toLowerCase()).not.toContain('secret')
    }
  })

  it('is answered so when it rejects, too', async () => {
    const caller = client(errors(quiet)(() => Promise.reject(new Error('secret'))))
    expect(await caller.get('/')).toMatchObject({ status: 500 })
    expect(caller.errors).toEqual([])
  })

  it('does not keep what a success would have said (ER10)', async () => {
    const stack = compose(
      errors(quiet),
      (next) => async (request) => withHeader(await next(request), 'etag', '"1"'),
    )
    const answer = await client(stack(() => Promise.reject(new Error('fault')))).get('/')
    expect(answer.headers).not.toHaveProperty('etag')
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  })

  it('is reported once, with its request', async () => {
    const reported: unknown[] = []
    const onError: ErrorsOptions['onError'] = (error, { path }) => void reported.push(error, path)
    const error = new Error('fault')
    await ask(error, { options: { onError } })
    expect(reported).toEqual([error, '/'])
  })

  it('is thrown on when the client has left (SPEC ERR-5)', async () => {
    const leaving = new AbortController()
    const onError = vi.fn<(error: unknown) => void>()
    const app: Application = ({ exchange: { signal } }) => {
      leaving.abort()
      return Promise.reject(signal.reason as Error)
    }
    const caller = client(errors({ onError })(app))
    await expect(caller.get('/', { signal: leaving.signal })).rejects.toThrow('aborted')
    expect(onError).not.toHaveBeenCalled()
    expect(caller.errors).toEqual([])
  })
})

describe('an error of the client', () => {
  it('says its status, message and code, and is not reported', async () => {
    const onError = vi.fn<() => void>()
    const error = fault(413, 'At most 10 bytes', { code: 'BODY_TOO_LARGE' })
    const answer = await ask(error, { ...accepts('application/json'), options: { onError } })
    expect(answer.status).toBe(413)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.json()).toEqual({
      status: 413,
      title: 'Content Too Large',
      detail: 'At most 10 bytes',
      code: 'BODY_TOO_LARGE',
    })
    expect(onError).not.toHaveBeenCalled()
  })

  it('says what is wrong in which places', async () => {
    const issues = [
      { message: 'Too <small>', pointer: '#/amount' },
      { message: 'Bad' },
      { pointer: '#/x' },
      null,
    ]
    const error = fault(422, 'Invalid', { issues })
    const details = await ask(error, accepts('application/json'))
    const places = [{ detail: 'Too <small>', pointer: '#/amount' }, { detail: 'Bad' }]
    expect(details.json()).toMatchObject({ status: 422, errors: places })
    expect((await ask(error, accepts('text/plain'))).text).toContain('#/amount: Too <small>\nBad\n')
    expect((await ask(error, accepts('text/html'))).text).toContain('#/amount: Too &lt;small&gt;')
    expect((await ask(fault(500, 'x', { issues }))).json()).not.toHaveProperty('errors')
  })

  it('may give its status as statusCode, as http-errors does', async () => {
    const error = Object.assign(new Error('no'), { statusCode: 403, expose: true })
    expect((await ask(error)).status).toBe(403)
  })

  it('says its status alone when it is not to be shown, and is reported', async () => {
    const onError = vi.fn<() => void>()
    const answer = await ask(fault(403, 'secret', { expose: false }), { options: { onError } })
    expect(answer.status).toBe(403)
    expect(answer.text).not.toContain('secret')
    expect(onError).toHaveBeenCalledOnce()
  })

  it('is a fault of the server from 500 on, whatever it says of itself', async () => {
    const answer = await ask(fault(503, 'secret', { expose: true, headers: { 'retry-after': 5 } }))
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(answer.text).not.toContain('secret')
  })

  it.each([200, 304, 399, 600, 404.5, Number.NaN, '404', null])(
    'has status 500 when it says %s (ER9)',
    async (status) => {
      const error = Object.assign(new Error('secret'), { status, expose: true })
      expect((await ask(error)).status).toBe(500)
    },
  )

  it('has status 500 when it does not say who is at fault: the status may be of an answer from elsewhere', async () => {
    const fromClientLibrary = Object.assign(new Error('secret'), { status: 404, headers: { server: 'x' } })
    const answer = await ask(fromClientLibrary)
    expect(answer.status).toBe(500)
    expect(answer.headers).not.toHaveProperty('server')
  })
})

describe('fields of an error', () => {
  it('are sent', async () => {
    const headers = { 'WWW-Authenticate': ['Basic', 'Bearer'], 'Retry-After': 10, Allow: 'GET' }
    const answer = await ask(fault(401, 'Who are you?', { headers }))
    expect(answer.headers).toMatchObject({ allow: 'GET', 'retry-after': '10' })
    expect(answer.headers['www-authenticate']).toEqual(['Basic', 'Bearer'])
  })

  it('are left out where they are not of the error, or the server says them', async () => {
    const headers = {
      'content-type': 'text/html',
      'content-length': '3',
      'transfer-encoding': 'chunked',
      'cache-control': 'public',
      connection: 'upgrade',
      etag: '"1"',
      upgrade: 'websocket',
      date: 'today',
    }
    const answer = await ask(fault(400, 'no', { headers }), accepts('text/plain'))
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(answer.headers['cache-control']).toBe('no-store')
    for (const name of ['transfer-encoding', 'connection', 'etag', 'upgrade'])
      expect(answer.headers).not.toHaveProperty(name)
  })

  it('are left out where they could not be sent', async () => {
    const headers = {
      'x-lines': 'a\r\nset-cookie: b',
      'x bad': '1',
      'x-object': {},
      'x-mixed': ['a', 7],
      'x-no-number': Number.NaN,
      'x-good': '1',
    }
    const answer = await ask(fault(400, 'no', { headers: { ...headers, ['__proto__']: 'x' } }))
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('x-'))).toEqual([
      'x-content-type-options',
      'x-good',
    ])
  })

  it('say what may be asked for with 416, and what to upgrade to with 426', async () => {
    const range = await ask(fault(416, 'no', { headers: { 'content-range': 'bytes */10' } }))
    expect(range.headers['content-range']).toBe('bytes */10')
    const { headers } = await ask(fault(426, 'no', { headers: { Upgrade: 'websocket' } }))
    expect(headers['upgrade']).toBe('websocket')
  })
})

describe('anything may be thrown (ER8)', () => {
  const { proxy: revoked, revoke } = Proxy.revocable({}, {})
  revoke()
  const throwing = (name: string): object =>
    Object.defineProperty(new Error('x'), name, {
      get: () => {
        throw new Error('getter')
      },
    })
  const hostile: Array<[string, unknown]> = [
    ['undefined', undefined],
    ['null', null],
    ['a text', 'secret'],
    ['a number', 404],
    ['a symbol', Symbol('secret')],
    ['a function', () => {}],
    ['an object without prototype', Object.create(null)],
    ['a proxy that was revoked', revoked],
    ...['status', 'expose', 'headers', 'message', 'stack', 'cause', 'name', 'code', 'then'].map(
      (name): [string, unknown] => [`an error whose ${name} throws`, throwing(name)],
    ),
    ['a message that is none', fault(400, 'x', { message: { toString: 1 }, code: 7, headers: 'x' })],
  ]

  it.each(hostile)('%s', async (_what, thrown) => {
    for (const development of [true, false])
      for (const accept of ['application/json', 'text/html', 'text/plain']) {
        const answer = await ask(thrown, { ...accepts(accept), options: { development } })
        expect([400, 500]).toContain(answer.status)
        expect(answer.text.length).toBeGreaterThan(10)
      }
  })

  it('is escaped and cleaned', async () => {
    const message = `<script>alert("1")</script>'\0\u001b[31m\ud800\u202e`
    const page = await ask(fault(400, message), accepts('text/html'))
    expect(page.text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;')
    const line = await ask(fault(400, message), accepts('text/plain'))
    // oxlint-disable-next-line no-control-regex
    expect(line.text).not.toMatch(/[\0\u001b\u202e]|\p{Surrogate}/u)
  })

  it('is cut where it is long', async () => {
    const answer = await ask(fault(400, 'x'.repeat(100_000)), accepts('text/plain'))
    expect(answer.text.length).toBeLessThan(2000)
  })
})

describe('the form of an answer', () => {
  it.each([
    ['application/problem+json', undefined],
    ['application/problem+json', '*/*'],
    ['application/problem+json', 'application/problem+json'],
    ['text/html; charset=utf-8', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
    ['text/plain; charset=utf-8', 'text/plain'],
    ['text/plain; charset=utf-8', 'image/webp'],
    ['application/problem+json', 'not a list;;;q=x'],
  ])('is %s for %s', async (type, accept) => {
    const answer = await ask(fault(400, 'no'), accept === undefined ? {} : accepts(accept))
    expect(answer.headers['content-type']).toBe(type)
  })

  it('takes no longer for lists without end (ER5)', async () => {
    const accept = 'a/b;q=0.1,'.repeat(5000)
    const started = process.cpuUsage()
    await ask(fault(400, 'no'), accepts(accept))
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(500)
  })

  it('may only run its own style, as a page', async () => {
    const { headers, text: page } = await ask(fault(400, 'no'), accepts('text/html'))
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';/)
    expect(page).toContain('<meta charset="utf-8">')
  })

  it('names the request, when there is an id', async () => {
    const withId =
      (next: Application): Application =>
      (request) =>
        next({ ...request, state: { ...request.state, 'tsgi.requestId': 'a-1' } })
    const stack = withId(errors(quiet)(() => Promise.reject(new Error('fault'))))
    for (const accept of ['application/json', 'text/html', 'text/plain'])
      expect((await client(stack).get('/', accepts(accept))).text).toContain('a-1')
  })
})

describe('render', () => {
  it('makes the page, with the status of the problem', async () => {
    const render: ErrorsOptions['render'] = ({ status, title, ...rest }) =>
      html(`<h1>${status} ${title}</h1>${JSON.stringify(rest)}`, { headers: { 'x-page': '1' } })
    const answer = await ask(new Error('secret'), { options: { render } })
    expect(answer.status).toBe(500)
    expect(answer.text).toBe('<h1>500 Internal Server Error</h1>{}')
    expect(answer.headers).toMatchObject({ 'x-page': '1', 'cache-control': 'no-store' })
  })

  it('may be asynchronous, and leave it to the usual page', async () => {
    const usual = await ask(fault(400, 'no'), { options: { render: () => Promise.resolve(undefined) } })
    expect(usual.json()).toMatchObject({ detail: 'no' })
    const own = await ask(fault(400, 'no'), { options: { render: () => Promise.resolve(text('mine')) } })
    expect(own).toMatchObject({ status: 400, text: 'mine' })
  })

  it('that fails is reported, and the usual page sent (ER4)', async () => {
    for (const fail of [() => Promise.reject(new Error('page')), throwPage]) {
      const reported: unknown[] = []
      const onError = (error: unknown): void => void reported.push(error)
      const answer = await ask(new Error('fault'), { options: { render: fail, onError } })
      expect(answer.status).toBe(500)
      expect(reported).toEqual([new Error('fault'), new Error('page')])
    }
  })
})

function throwPage(): never {
  throw new Error('page')
}

describe('onError that fails', () => {
  it('takes no answer with it', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {})
    const answer = await ask(new Error('fault'), { options: { onError: throwPage } })
    expect(answer.status).toBe(500)
    expect(print).toHaveBeenCalledOnce()
    print.mockRestore()
  })

  it('by default prints the error, and where', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {})
    const error = new Error('fault')
    const caller = client(errors()(() => Promise.reject(error)))
    await caller.get('/a')
    expect(print.mock.calls).toEqual([['tsgi: GET /a failed'], [error]])
    print.mockRestore()
  })
})

describe('what no application took', () => {
  it('gets a page, and still falls through', async () => {
    let passed: HttpResponse | undefined
    const outer =
      (next: Application): Application =>
      async (request) => {
        passed = await next(request)
        return passed
      }
    const answer = await client(outer(errors()(() => notFound()))).get('/', accepts('application/json'))
    expect(answer.status).toBe(404)
    expect(answer.json()).toEqual({ status: 404, title: 'Not Found' })
    expect(isFallThrough(passed!)).toBe(true)
  })

  it('is not touched when an application said so itself, or by option', async () => {
    const own = await client(errors()(() => text('no such user', { status: 404 }))).get('/')
    expect(own.text).toBe('no such user')
    const bare = notFound()
    const caller = errors({ notFound: false })(() => bare)
    expect(caller({} as Parameters<Application>[0])).toBe(bare)
  })

  it('closes the body that it replaces', async () => {
    const closed = vi.fn<() => Promise<IteratorResult<string>>>(() =>
      Promise.resolve({ done: true, value: '' }),
    )
    const body = { [Symbol.asyncIterator]: () => ({ next: closed, return: closed }) }
    await client(errors()(() => ({ ...notFound(), body }))).get('/')
    expect(closed).toHaveBeenCalledOnce()
  })

  it('works where something is mounted', async () => {
    const app = mount('/api', () => text('api'))(notFound)
    expect((await client(errors()(app)).get('/other')).json()).toMatchObject({ status: 404 })
    expect((await client(errors()(app)).get('/api')).text).toBe('api')
  })
})

describe('everything else', () => {
  it('is passed on as it is, without a promise', () => {
    const response = text('hello')
    expect(errors()(() => response)({} as Parameters<Application>[0])).toBe(response)
  })

  it('is wrong options', () => {
    expect(() => errors({ dev: true } as ErrorsOptions)).toThrow("Unknown option 'dev' of errors()")
    expect(() => errors({ render: 'x' as never })).toThrow("render is a function, got 'x'")
    expect(() => errors({ development: 'yes' as never })).toThrow(
      "development is a boolean or a function, got 'yes'",
    )
    expect(() => errors({ notFound: null as never })).toThrow('notFound is a boolean, got null')
  })
})
