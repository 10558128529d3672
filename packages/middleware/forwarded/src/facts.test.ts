import { text } from '@tsgi/message'
import type { Application, Middleware } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { PROXIES, seen, send } from '../test/seen.ts'
import { forwarded } from './index.ts'
import type { ForwardedOptions } from './index.ts'

const EVERYTHING: ForwardedOptions = { ...PROXIES, take: ['for', 'proto', 'host', 'port', 'prefix'] }

afterEach(() => void vi.restoreAllMocks())

describe('FW3 trust covers all facts alike', () => {
  const told = {
    'x-forwarded-for': '192.0.2.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'shop.example',
    'x-forwarded-port': '8443',
    'x-forwarded-prefix': '/shop',
  }

  it('those of a trusted peer are taken', async () => {
    expect(await seen(EVERYTHING, { headers: told, target: '/cart' })).toEqual({
      scheme: 'https',
      authority: 'shop.example:8443',
      basePath: '/shop',
      path: '/cart',
      remote: { address: '192.0.2.1', port: 0 },
      headers: {
        host: 'shop.example:8443',
        'x-forwarded-for': '192.0.2.1',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'shop.example:8443',
      },
    })
  })

  it('none of those of anybody else', async () => {
    vi.spyOn(process, 'emitWarning').mockImplementationOnce(() => {})
    expect(await seen(EVERYTHING, { headers: told, from: '192.0.2.9' })).toEqual({
      scheme: 'http',
      authority: 'app.example',
      basePath: '',
      path: '/',
      remote: { address: '192.0.2.9', port: 40_000 },
      headers: { host: 'app.example' },
    })
  })

  it('the nearest proxy is believed, not what it passed on', async () => {
    const headers = {
      'x-forwarded-proto': 'https, http',
      'x-forwarded-host': 'evil.example, shop.example',
      'x-forwarded-port': '1, 8080',
      'x-forwarded-prefix': '/evil, /shop',
    }
    const { scheme, authority, basePath } = await seen(EVERYTHING, { headers })
    expect([scheme, authority, basePath]).toEqual(['http', 'shop.example:8080', '/shop'])
  })

  it('elements of Forwarded are believed as a whole, as far as the walk goes, outer ones first', async () => {
    const options: ForwardedOptions = { ...PROXIES, header: 'forwarded', take: ['for', 'proto', 'host'] }
    const outer = 'for=192.0.2.1;proto=https;host=shop.example'
    const value = `for=203.0.113.7;proto=http;host=evil.example, ${outer}, for=10.0.0.2;proto=http;host=inner`
    const { scheme, authority, remote } = await seen(options, { headers: { forwarded: value } })
    expect([scheme, authority, remote?.address]).toEqual(['https', 'shop.example', '192.0.2.1'])
    const short = await seen(options, { headers: { forwarded: 'for=192.0.2.1, for=10.0.0.2;proto=https' } })
    expect([short.scheme, short.authority, short.remote?.address]).toEqual([
      'https',
      'app.example',
      '192.0.2.1',
    ])
  })

  it('a proxy that hides its client still tells how it was asked', async () => {
    const options: ForwardedOptions = { ...PROXIES, header: 'forwarded' }
    for (const hidden of ['for=unknown;proto=https', 'for="_x";proto=https', 'proto=https']) {
      const { scheme, remote } = await seen(options, { headers: { forwarded: `for=203.0.113.7, ${hidden}` } })
      expect([scheme, remote?.address]).toEqual(['https', '10.0.0.1'])
    }
  })

  it.each(['for', 'proto', 'host', 'port', 'prefix'] as const)(
    'only %s is taken where it alone is',
    async (fact) => {
      const { scheme, authority, basePath, remote, headers } = await seen(
        { ...PROXIES, take: [fact] },
        { headers: told },
      )
      expect({ scheme, authority, basePath, address: remote?.address }).toEqual({
        scheme: fact === 'proto' ? 'https' : 'http',
        authority: fact === 'host' ? 'shop.example' : fact === 'port' ? 'app.example:8443' : 'app.example',
        basePath: fact === 'prefix' ? '/shop' : '',
        address: fact === 'for' ? '192.0.2.1' : '10.0.0.1',
      })
      const left = Object.keys(headers).filter((name) => name !== 'host')
      const shown = { for: 'x-forwarded-for', proto: 'x-forwarded-proto', host: 'x-forwarded-host' }
      expect(left).toEqual(fact === 'prefix' ? [] : [fact === 'port' ? 'x-forwarded-host' : shown[fact]])
    },
  )

  it('the usual port of the scheme is left out', async () => {
    const authority = async (headers: Record<string, string>): Promise<string> =>
      (await seen(EVERYTHING, { headers })).authority
    expect(await authority({ 'x-forwarded-port': '80' })).toBe('app.example')
    expect(await authority({ 'x-forwarded-port': '443' })).toBe('app.example:443')
    expect(await authority({ 'x-forwarded-port': '443', 'x-forwarded-proto': 'https' })).toBe('app.example')
    expect(await authority({ 'x-forwarded-host': '[::1]:8080', 'x-forwarded-port': '81' })).toBe('[::1]:81')
  })
})

describe('FW7 the scheme is http or https', () => {
  it.each([
    ['https', 'https'],
    ['HTTPS', 'https'],
    ['http', 'http'],
    ['wss', 'https'],
    ['ws', 'http'],
  ])('%s is %s', async (value, scheme) => {
    expect((await seen(PROXIES, { headers: { 'x-forwarded-proto': value } })).scheme).toBe(scheme)
    const { headers } = await seen(PROXIES, { headers: { 'x-forwarded-proto': value } })
    expect(headers['x-forwarded-proto']).toBe(scheme)
    const standard = { forwarded: `for=192.0.2.1;proto=${value}` }
    expect((await seen({ ...PROXIES, header: 'forwarded' }, { headers: standard })).scheme).toBe(scheme)
  })

  it.each(['javascript', 'https:', 'ftp', 'constructor', '__proto__', 'https://evil.example/?', '"https"'])(
    '%s is refused',
    async (value) => {
      expect((await send(PROXIES, { headers: { 'x-forwarded-proto': value } })).status).toBe(400)
    },
  )

  it('one that says http over TLS is believed too: the client did not encrypt', async () => {
    const { scheme } = await seen(PROXIES, { headers: { 'x-forwarded-proto': 'http' }, scheme: 'https' })
    expect(scheme).toBe('http')
  })
})

describe('FW8 host and prefix are validated', () => {
  it.each(['a.example', 'A.example:8080', '192.0.2.1', '[2001:db8::1]:443', 'xn--bcher-kva.example'])(
    'host %s is taken',
    async (host) => {
      const { authority, headers } = await seen(EVERYTHING, { headers: { 'x-forwarded-host': host } })
      expect([authority, headers['host']]).toEqual([host, host])
    },
  )

  it.each([
    'user@evil.example',
    'evil.example/path',
    'evil.example?x',
    'evil.example#x',
    'evil example',
    'evil.example\\@app.example',
    'evil.example:99999',
    'evil.example:80:80',
    '2001:db8::1',
    '[::1',
    'b\u00FCcher.example',
    'http://evil.example',
    '%zz',
    '"><script>',
  ])('host %s is refused', async (host) => {
    expect((await send(EVERYTHING, { headers: { 'x-forwarded-host': host } })).status).toBe(400)
    const options: ForwardedOptions = { ...PROXIES, header: 'forwarded', take: ['host'] }
    const value = `for=192.0.2.1;host="${host.replaceAll(/["\\]/g, '\\$&')}"`
    expect((await send(options, { headers: { forwarded: value } })).status).toBe(400)
  })

  it.each([
    ['/shop', '/shop'],
    ['/shop/', '/shop'],
    ['/a/b%20c', '/a/b%20c'],
    ['/', ''],
    ["/~a/b;c=d/$&'()*+=:@!", "/~a/b;c=d/$&'()*+=:@!"],
  ])('prefix %s is %s', async (prefix, basePath) => {
    expect((await seen(EVERYTHING, { headers: { 'x-forwarded-prefix': prefix } })).basePath).toBe(basePath)
  })

  it.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/a//b',
    '/a//',
    'shop',
    'http://evil.example',
    '/..',
    '/a/../b',
    '/a/.',
    '/%2e%2e/b',
    '/a%2Fb',
    '/a%5Cb',
    '/a%00',
    '/%zz',
    '/a?b',
    '/a#b',
    '/a b',
    '/\u00FC',
    '/"><script>\u0080',
  ])('prefix %s is refused', async (prefix) => {
    expect((await send(EVERYTHING, { headers: { 'x-forwarded-prefix': prefix } })).status).toBe(400)
  })

  it.each(['0', '65536', '-1', '80 80', '80a', '0x50', '1e3'])('port %s is refused', async (port) => {
    const { status } = await send(EVERYTHING, { headers: { 'x-forwarded-port': port } })
    expect(status).toBe(400)
  })

  it('the prefix goes before where the application is mounted already, and to no target without a path', async () => {
    const mounted: Middleware = (next) => (request) =>
      next({ ...request, basePath: '/api', path: request.path.slice('/api'.length) })
    let basePath: string | undefined
    const app: Application = (request) => text((basePath = request.basePath))
    const stack = mounted(forwarded({ trust: 'everyone'.split(' '), take: ['prefix'] })(app))
    await client(stack).get('/api/users', { headers: { 'x-forwarded-prefix': '/shop' } })
    expect(basePath).toBe('/shop/api')
    const asterisk = await seen(EVERYTHING, {
      headers: { 'x-forwarded-prefix': '/shop' },
      method: 'OPTIONS',
      target: '*',
    })
    expect([asterisk.basePath, asterisk.path]).toEqual(['', '*'])
  })
})

describe('FW13 hosts that were forwarded', () => {
  it('make no URL unless asked', async () => {
    const { authority, headers } = await seen(PROXIES, { headers: { 'x-forwarded-host': 'evil.example' } })
    expect([authority, headers]).toEqual(['app.example', { host: 'app.example' }])
  })
})
