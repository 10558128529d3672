import { mount } from '@tsgi/compose'
import { text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { RequestInit } from '@tsgi/testing'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { httpsRedirect } from './index.ts'
import type { HttpsRedirectOptions } from './index.ts'

const HOSTS: HttpsRedirectOptions = { hosts: ['example.com', '*.example.com', '[2001:db8::1]'] }
const hello: Application = () => text('hello\n')

interface Sent extends RequestInit {
  readonly method?: string
  readonly target?: string
  readonly host?: string
}

interface Result {
  readonly status: number
  readonly location: string | undefined
  readonly cache: string | undefined
}

async function ask(options: HttpsRedirectOptions, sent: Sent = {}): Promise<Result> {
  const { method = 'GET', target = '/', host = 'example.com', headers = {}, ...init } = sent
  const caller = client(httpsRedirect(options)(hello))
  const answer = await caller.request(method, target, { ...init, headers: { host, ...headers } })
  expect(caller.errors).toEqual([])
  return {
    status: answer.status,
    location: answer.headers['location'] as string | undefined,
    cache: answer.headers['cache-control'] as string | undefined,
  }
}

async function locationOf(sent: Sent, options = HOSTS): Promise<string | undefined> {
  return (await ask(options, sent)).location
}

const warn = vi.spyOn(process, 'emitWarning')
beforeEach(() => void warn.mockReset().mockImplementation(() => {}))
afterAll(() => warn.mockRestore())

describe('requests over HTTP', () => {
  it.each(['GET', 'HEAD'])('%s is answered with 301, to be remembered for an hour', async (method) => {
    expect(await ask(HOSTS, { method, target: '/a/b?c=d' })).toEqual({
      status: 301,
      location: 'https://example.com/a/b?c=d',
      cache: 'max-age=3600',
    })
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'BREW'])(
    '%s is refused, so that whoever sends it notices',
    async (method) => {
      const { status, location } = await ask(HOSTS, { method, body: method === 'POST' ? 'secret' : null })
      expect([status, location]).toEqual([403, undefined])
    },
  )

  it.each(['POST', 'DELETE', 'BREW'])('%s is sent on with 308 where that is wanted', async (method) => {
    const options: HttpsRedirectOptions = { ...HOSTS, otherMethods: 'redirect' }
    expect(await ask(options, { method, target: '/a', body: 'content' })).toEqual({
      status: 308,
      location: 'https://example.com/a',
      cache: 'max-age=3600',
    })
    expect((await ask(options)).status).toBe(301)
  })

  it('over HTTPS are passed on as they are', async () => {
    const app = vi.fn<Application>(hello)
    const answer = await client(httpsRedirect(HOSTS)(app)).get('/', {
      scheme: 'https',
      headers: { host: 'other.example' },
    })
    expect([answer.status, answer.text]).toEqual([200, 'hello\n'])
    expect(app).toHaveBeenCalledOnce()
  })

  it('for a protocol are refused: WebSocket clients follow no redirects', async () => {
    const headers = { connection: 'upgrade', upgrade: 'websocket' }
    expect((await ask(HOSTS, { headers })).status).toBe(403)
    expect((await ask({ ...HOSTS, otherMethods: 'redirect' }, { headers })).status).toBe(403)
    expect((await ask(HOSTS, { headers: { ...headers, upgrade: 'h2c' } })).status).toBe(301)
  })

  it('whose target is no path are refused', async () => {
    const options: HttpsRedirectOptions = { ...HOSTS, otherMethods: 'redirect' }
    expect((await ask(options, { method: 'OPTIONS', target: '*' })).status).toBe(403)
    const connect = httpsRedirect(options)(hello)
    const { status } = await client(
      (request) => connect({ ...request, method: 'CONNECT', path: 'example.com:443' }),
      {
        validate: false,
      },
    ).get('/', { headers: { host: 'example.com' } })
    expect(status).toBe(403)
  })

  it('are answered at once', async () => {
    let isAtOnce = false
    const stack = httpsRedirect(HOSTS)(hello)
    await client((request) => {
      const answer = stack(request)
      isAtOnce = !(answer instanceof Promise)
      return answer
    }).get('/', { scheme: 'https' })
    expect(isAtOnce).toBe(true)
  })
})

describe('where it leads', () => {
  it.each([
    '/',
    '//evil.example',
    '///evil.example/..',
    '/\\evil.example',
    '/%2F%2Fevil.example',
    '/@evil.example',
    '/:80/',
    '/a%20b%2fc%zz',
    '/a//b/./../c;d=e,f',
    '/a?b=c&d=%26?e/../',
    '/a?//evil.example',
    '/http://evil.example/',
    "/~!$&'()*+,;=:@|{}^`",
  ])('%s stays as it is, on this host', async (target) => {
    const location = (await locationOf({ target }))!
    expect(location).toBe(`https://example.com${target}`)
    expect(new URL(location).host).toBe('example.com')
  })

  it('an empty query is left out', async () => {
    expect(await locationOf({ target: '/a?' })).toBe('https://example.com/a')
  })

  it('a mount stays', async () => {
    const app = mount('/shop', httpsRedirect(HOSTS)(hello))(hello)
    const location = async (target: string): Promise<unknown> =>
      (await client(app).get(target, { headers: { host: 'example.com' } })).headers['location']
    expect(await location('/shop/cart?x')).toBe('https://example.com/shop/cart?x')
    expect(await location('/shop')).toBe('https://example.com/shop')
  })

  it.each([
    ['example.com', 'example.com'],
    ['EXAMPLE.com', 'example.com'],
    ['example.com.', 'example.com'],
    ['example.com:80', 'example.com'],
    ['example.com:8080', 'example.com'],
    ['www.example.com.:8080', 'www.example.com'],
    ['[2001:DB8::1]:8080', '[2001:db8::1]'],
  ])('a client that asks for %s is sent to %s', async (host, to) => {
    expect(await locationOf({ host })).toBe(`https://${to}/`)
    expect(await locationOf({ host }, { ...HOSTS, port: 8443 })).toBe(`https://${to}:8443/`)
    expect(await locationOf({ host }, { ...HOSTS, port: 443 })).toBe(`https://${to}/`)
  })
})

describe('hosts that are not served', () => {
  it.each([
    'evil.example',
    'example.com.evil.example',
    'evilexample.com',
    'a.b.example.com',
    '.example.com',
    'example.com..',
    '*.example.com.evil.example',
    'localhost',
    '127.0.0.1',
    '[::1]',
  ])('%s is answered with 421', async (host) => {
    expect(await ask(HOSTS, { host })).toEqual({ status: 421, location: undefined, cache: undefined })
  })

  it('a function says which are', async () => {
    const hosts = vi.fn<(host: string) => boolean>((host) => host.endsWith('.tenant.example'))
    expect(await locationOf({ host: 'A.Tenant.Example.:80' }, { hosts })).toBe('https://a.tenant.example/')
    expect(hosts).toHaveBeenCalledWith('a.tenant.example')
    expect((await ask({ hosts }, { host: 'evil.example' })).status).toBe(421)
    const soon = (async () => true) as unknown as () => boolean
    expect((await ask({ hosts: soon })).status).toBe(421)
  })
})

describe('paths that are excluded', () => {
  const options: HttpsRedirectOptions = {
    ...HOSTS,
    exclude: ['/health', '/.well-known/acme-challenge/'],
  }

  it.each(['/health', '/health?x', '/.well-known/acme-challenge/', '/.well-known/acme-challenge/a-b_c'])(
    '%s is answered, for whatever host',
    async (target) => {
      expect((await ask(options, { target })).status).toBe(200)
      expect((await ask(options, { target, host: '10.0.0.1:8080' })).status).toBe(200)
    },
  )

  it.each([
    '/Health',
    '/health/',
    '/healthy',
    '/health/../admin',
    '//health',
    '/%68ealth',
    '/.well-known/acme-challenge',
    '/.well-known/acme-challenge/../../admin',
    '/.well-known/acme-challenge/%2e%2e/%2e%2e/admin',
    '/.well-known/acme-challenge/..%2f..%2fadmin',
    '/.well-known/acme-challenge/..\\..\\admin',
    '/.well-known/acme-challenge/%zz',
  ])('%s is not one', async (target) => {
    expect((await ask(options, { target })).status).toBe(301)
  })
})

describe('a proxy that nobody looks at', () => {
  it.each([
    ['x-forwarded-proto', 'https'],
    ['x-forwarded-proto', 'http, HTTPS'],
    ['x-forwarded-proto', 'wss'],
    ['x-forwarded-scheme', 'https'],
    ['x-forwarded-ssl', 'on'],
    ['front-end-https', 'On'],
    ['forwarded', 'for=192.0.2.1;Proto=https'],
    ['forwarded', 'for=192.0.2.1; proto="https"; by=_x'],
  ])('shows by %s: %s, and its redirects are not remembered', async (name, value) => {
    expect(await ask(HOSTS, { headers: { [name]: value } })).toEqual({
      status: 307,
      location: 'https://example.com/',
      cache: 'no-store',
    })
    expect(warn).toHaveBeenCalledOnce()
    expect(warn).toHaveBeenCalledWith(
      expect.stringContaining('put forwarded({ trust }) of @tsgi/forwarded before it'),
      {
        type: 'HttpsRedirectWarning',
        code: 'TSGI_HTTPS_REDIRECT_LOOP',
      },
    )
  })

  it('is told of once', async () => {
    const caller = client(httpsRedirect(HOSTS)(hello))
    const init = { headers: { host: 'example.com', 'x-forwarded-proto': 'https' } }
    await caller.get('/', init)
    await caller.get('/', init)
    expect(warn).toHaveBeenCalledOnce()
  })

  it.each([
    ['x-forwarded-proto', 'http'],
    ['x-forwarded-proto', 'https, http'],
    ['x-forwarded-proto', ''],
    ['x-forwarded-ssl', 'off'],
    ['forwarded', 'for=192.0.2.1;proto=http'],
  ])('is none that says %s: %s', async (name, value) => {
    expect((await ask(HOSTS, { headers: { [name]: value } })).status).toBe(301)
    expect(warn).not.toHaveBeenCalled()
  })
})

describe('options of httpsRedirect()', () => {
  it.each<[unknown, string]>([
    [undefined, "hosts is a list such as ['example.com', '*.example.com'], or a function; got undefined"],
    [{}, 'hosts is a list'],
    [{ hosts: [] }, 'got an empty list'],
    [{ hosts: 'example.com' }, "got 'example.com'"],
    [{ hosts: ['https://example.com'] }, "without scheme and port; got 'https://example.com'"],
    [{ hosts: ['example.com:443'] }, "got 'example.com:443'"],
    [{ hosts: ['*'] }, "got '*'"],
    [{ hosts: ['*.'] }, "got '*.'"],
    [{ hosts: ['a.*.example.com'] }, "got 'a.*.example.com'"],
    [{ hosts: ['example.com/'] }, "got 'example.com/'"],
    [{ hosts: ['example.com\n'] }, 'without scheme and port'],
    [{ hosts: [''] }, "got ''"],
    [{ hosts: [1] }, 'got number'],
    [{ ...HOSTS, host: [] }, "Unknown option 'host' of httpsRedirect()"],
    [{ ...HOSTS, port: 0 }, 'port is a whole number from 1 to 65535, got 0'],
    [{ ...HOSTS, port: '8443' }, 'port is a whole number from 1 to 65535, got 8443'],
    [{ ...HOSTS, exclude: '/health' }, 'exclude is a list of paths, got string'],
    [{ ...HOSTS, exclude: ['health'] }, "got 'health'"],
    [{ ...HOSTS, exclude: ['/'] }, "got '/'"],
    [{ ...HOSTS, exclude: [''] }, "got ''"],
    [{ ...HOSTS, exclude: ['/a?b'] }, "got '/a?b'"],
    [{ ...HOSTS, exclude: ['/a/../b'] }, "got '/a/../b'"],
    [{ ...HOSTS, exclude: [1] }, "got '1'"],
    [{ ...HOSTS, otherMethods: 'pass' }, "otherMethods is 'refuse' or 'redirect', got 'pass'"],
  ])('%j is refused', (options, message) => {
    expect(() => httpsRedirect(options as HttpsRedirectOptions)).toThrow(TypeError)
    expect(() => httpsRedirect(options as HttpsRedirectOptions)).toThrow(message)
  })
})
