import { text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Answer, RequestInit } from '@tsgi/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { errors } from '../errors.ts'
import type { ErrorsOptions } from '../options.ts'

const HERE = 'development.test.ts'

interface Asked extends RequestInit {
  readonly target?: string
}

async function ask(error: unknown, init: Asked = {}, options: ErrorsOptions = {}): Promise<Answer> {
  const layer = errors({ development: true, onError: () => {}, ...options })
  const app: Application = () => {
    throw error
  }
  const caller = client(layer(app))
  return caller.get(init.target ?? '/', init)
}

const html: RequestInit = { headers: { accept: 'text/html' } }

describe('in development', () => {
  it('a page shows what happened, where, and why', async () => {
    const cause = new TypeError('the cause')
    const { status, text: page } = await ask(new Error('the <error>', { cause }), html)
    expect(status).toBe(500)
    expect(page).toContain('the &lt;error&gt;')
    expect(page).toContain('Caused by')
    expect(page).toContain('the cause')
    expect(page).toContain(HERE)
    expect(page).toContain('vscode://file/')
    expect(page).toMatch(/class="here">.*the cause/)
  })

  it('problem details and text tell the same', async () => {
    const error = new AggregateError([new Error('one'), new RangeError('two')], 'both')
    const details = (await ask(error, { headers: { accept: 'application/json' } })).json()
    expect(details).toMatchObject({
      status: 500,
      error: { name: 'AggregateError', message: 'both', causes: [{ message: 'one' }, { message: 'two' }] },
    })
    const lines = (await ask(error, { headers: { accept: 'text/plain' } })).text
    expect(lines).toContain('AggregateError: both\n    at ')
    expect(lines).toContain('caused by RangeError: two\n')
  })

  it('the request is shown without its secrets', async () => {
    const headers = {
      accept: 'text/html',
      authorization: 'Bearer hush1',
      cookie: 'a=hush2',
      'x-api-key': 'hush3',
      'x-plain': '<plain>',
    }
    const target = '/users?access_token=hush4&page=7&%70assword=hush5&flag'
    const { text: page } = await ask(new Error('x'), { headers, target })
    const table = page.slice(page.indexOf('Request</h2>'))
    expect(table).not.toContain('hush')
    expect(table).toContain('/users?access_token=[hidden]&amp;page=7&amp;%70assword=[hidden]&amp;flag')
    expect(table).toContain('&lt;plain&gt;')
  })

  it('errors that cause each other come to an end', async () => {
    const [first, second] = [new Error('first'), new Error('second')]
    first.cause = second
    second.cause = first
    expect((await ask(first, html)).text.match(/>Caused by</g)).toHaveLength(1)
    let deep = new Error('innermost')
    for (let i = 0; i < 1000; i++) deep = new Error('outer', { cause: deep })
    expect((await ask(deep, html)).text.length).toBeLessThan(200_000)
  })

  it('only sources of the application are shown: a stack may come from elsewhere', async () => {
    const stack = [
      'Error: x',
      `    at env (${process.cwd()}/.npmrc:1:1)`,
      '    at passwd (/etc/passwd:1:1)',
      `    at module (${process.cwd()}/node_modules/x/index.js:1:1)`,
      '    at bad (file://host/x.js:1:1)',
      `    at gone (${process.cwd()}/gone.js:1:1)`,
      '    at <anonymous>',
    ].join('\n')
    const { text: page } = await ask(Object.assign(new Error('x'), { stack }), html)
    expect(page).not.toContain('<pre>')
    expect(page).not.toContain('root:')
    expect(page.match(/<a href/g)).toHaveLength(1)
  })

  it('a message that looks like a stack is none', async () => {
    const { text: page } = await ask(new Error('first\n    at fake (/x.js:1:1)'), html)
    expect(page).not.toContain('<li class="foreign">at fake')
  })
})

describe('who is shown more', () => {
  const shows = async (init: RequestInit, options: ErrorsOptions = {}): Promise<boolean> =>
    (await ask(new Error('details'), init, options)).text.includes('details')

  it.each([
    ['localhost', '127.0.0.1'],
    ['localhost:8000', '::1'],
    ['app.localhost', '127.0.0.1'],
    ['127.0.0.1:8000', '127.0.0.1'],
    ['[::1]:8000', '::1'],
    ['192.168.1.7', '192.168.1.8'],
    ['10.0.0.1', '::ffff:10.0.0.2'],
  ])('%s, asked from %s', async (host, address) => {
    expect(await shows({ headers: { host }, remote: { address, port: 5 } })).toBe(true)
  })

  it.each([
    ['localhost', '203.0.113.7', 'who is not near'],
    ['example.com', '127.0.0.1', 'a name that a stranger may own'],
    ['localhost.example.com', '127.0.0.1', 'one that begins so'],
    ['203.0.113.7', '127.0.0.1', 'through a proxy'],
  ])('not %s, asked from %s: %s (ER6)', async (host, address) => {
    expect(await shows({ headers: { host }, remote: { address, port: 5 } })).toBe(false)
  })

  it('whom a function chooses; nobody, and a report, when it fails', async () => {
    const far = { headers: { host: 'example.com' } }
    expect(await shows(far, { development: () => true })).toBe(true)
    expect(await shows({}, { development: () => false })).toBe(false)
    const onError = vi.fn<() => void>()
    const development = (): boolean => {
      throw new Error('choice')
    }
    expect(await shows({}, { development, onError })).toBe(false)
    expect(onError).toHaveBeenCalledTimes(2)
  })
})

describe('NODE_ENV', () => {
  afterEach(() => vi.unstubAllEnvs())

  it.each([
    ['development', true],
    ['production', false],
    ['', false],
    ['test', false],
  ])('"%s" shows more: %s', async (value, isShown) => {
    vi.stubEnv('NODE_ENV', value)
    const app = errors({ onError: () => {} })(({ path }) =>
      path === '/' ? Promise.reject(new Error('details')) : text('fine'),
    )
    expect((await client(app).get('/')).text.includes('details')).toBe(isShown)
  })
})
