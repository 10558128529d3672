import type { Application, HttpRequest } from '@tsgi/spec'
import { text } from '@tsgi/message'
import { client } from '@tsgi/testing'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { PROXIES, clientOf, seen } from '../test/seen.ts'
import { forwarded } from './index.ts'
import type { ForwardedOptions } from './index.ts'

const FORGED = {
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-port': '8443',
  'x-forwarded-prefix': '/evil',
  forwarded: 'for=203.0.113.7;proto=https;host=evil.example',
}

/** Quiet, but for the test that looks. */
const warn = vi.spyOn(process, 'emitWarning')
beforeEach(() => void warn.mockReset().mockImplementation(() => {}))
afterAll(() => warn.mockRestore())

describe('FW1 nothing is trusted by default', () => {
  it('every field is removed, and the request is that of the peer', async () => {
    for (const options of [{}, { trust: [] }, { trust: 0 }, { trust: () => false }] as ForwardedOptions[]) {
      expect(await seen(options, { headers: FORGED, from: '127.0.0.1' })).toEqual({
        scheme: 'http',
        authority: 'app.example',
        basePath: '',
        path: '/',
        remote: { address: '127.0.0.1', port: 40_000 },
        headers: { host: 'app.example' },
      })
    }
  })

  it('nor are peers who are not listed', async () => {
    expect(await clientOf(PROXIES, { headers: FORGED, from: '11.0.0.1' })).toBe('11.0.0.1')
    expect(await clientOf(PROXIES, { headers: FORGED, from: '::1' })).toBe('::1')
  })

  it('a function is asked, and nothing but true is yes', async () => {
    const asked: unknown[] = []
    const trust = (address: string | null, hop: number): boolean => {
      asked.push([address, hop])
      return address !== '192.0.2.1'
    }
    const headers = { 'x-forwarded-for': '203.0.113.7, 192.0.2.1, 10.0.0.2' }
    expect(await clientOf({ trust }, { headers })).toBe('192.0.2.1')
    expect(asked).toEqual([
      ['10.0.0.1', 0],
      ['10.0.0.2', 1],
      ['192.0.2.1', 2],
    ])
    const soon = (async () => true) as unknown as () => boolean
    expect(await clientOf({ trust: soon }, { headers })).toBe('10.0.0.1')
  })
})

describe('FW10 aliases and hop-by-hop tricks', () => {
  it.each([
    'x_forwarded_for',
    'x-forwarded_for',
    'x-real-ip',
    'x_real_ip',
    'client-ip',
    'x-client-ip',
    'true-client-ip',
    'cf-connecting-ip',
    'forwarded-for',
    'x-forwarded',
    'x-original-forwarded-for',
  ])('%s is not read, and removed', async (alias) => {
    for (const from of ['10.0.0.1', '192.0.2.9']) {
      const { remote, headers } = await seen(PROXIES, { headers: { [alias]: '203.0.113.7' }, from })
      expect(remote?.address).toBe(from)
      expect(headers).toEqual({ host: 'app.example' })
    }
  })

  it.each([
    'x-forwarded-scheme',
    'x-forwarded-protocol',
    'x-forwarded-ssl',
    'front-end-https',
    'x-url-scheme',
  ])('%s does not make a request secure', async (alias) => {
    const { scheme, headers } = await seen(PROXIES, { headers: { [alias]: 'https' } })
    expect([scheme, headers]).toEqual(['http', { host: 'app.example' }])
  })

  it('the other family is removed unread, whatever it says', async () => {
    const headers = { ...FORGED, 'x-forwarded-for': '192.0.2.1', forwarded: 'for="' }
    const one = await seen(PROXIES, { headers })
    expect(one.remote?.address).toBe('192.0.2.1')
    expect(one.headers).not.toHaveProperty('forwarded')
    const standard = { ...FORGED, 'x-forwarded-for': '203.0.113.7', forwarded: 'for=192.0.2.1' }
    const other = await seen({ ...PROXIES, header: 'forwarded' }, { headers: standard })
    expect(other.remote?.address).toBe('192.0.2.1')
    expect(other.headers).toEqual({ host: 'app.example', 'x-forwarded-for': '192.0.2.1' })
  })

  it('a field named in Connection counts as it is', async () => {
    const headers = {
      'x-forwarded-for': '192.0.2.1',
      connection: 'close, X-Forwarded-For, X-Forwarded-Proto',
    }
    expect(await clientOf(PROXIES, { headers })).toBe('192.0.2.1')
    const { headers: left } = await seen(PROXIES, { headers, from: '192.0.2.9' })
    expect(left).not.toHaveProperty('x-forwarded-for')
  })
})

describe('FW11 unix sockets', () => {
  const headers = { 'x-forwarded-for': '192.0.2.1' }

  it('need explicit trust', async () => {
    expect(await clientOf({ trust: ['127.0.0.1', '::1'] }, { headers, from: null })).toBe(null)
    expect(await clientOf({ trust: ['unix'] }, { headers, from: null })).toBe('192.0.2.1')
    expect(await clientOf({ trust: ['unix'] }, { headers, from: '127.0.0.1' })).toBe('127.0.0.1')
    expect(await clientOf({ trust: (address) => address === null }, { headers, from: null })).toBe(
      '192.0.2.1',
    )
  })

  it('do not make what is no address a peer of theirs', async () => {
    const hidden = { 'x-forwarded-for': '203.0.113.7, unix:, 10.0.0.2' }
    expect(await clientOf({ trust: ['unix', '10.0.0.0/8'] }, { headers: hidden, from: null })).toBe(
      '10.0.0.2',
    )
  })
})

describe('FW14 identity fields from outside', () => {
  const identity = {
    'x-forwarded-user': 'root',
    'x-forwarded-email': 'root@app.example',
    'x-forwarded-client-cert': 'By=x',
    'x-remote-user': 'root',
    remote_user: 'root',
  }

  it('are removed', async () => {
    for (const from of ['10.0.0.1', '192.0.2.9'])
      expect((await seen(PROXIES, { headers: identity, from })).headers).toEqual({ host: 'app.example' })
  })

  it('are kept where the proxies set them, and any other field with them', async () => {
    const options = { ...PROXIES, keep: ['x-forwarded-user', 'x-country'] }
    const headers = { ...identity, 'x-country': 'se', x_country: 'no', 'x-other': '1' }
    expect((await seen(options, { headers })).headers).toEqual({
      host: 'app.example',
      'x-forwarded-user': 'root',
      'x-country': 'se',
      'x-other': '1',
    })
    expect((await seen(options, { headers, from: '192.0.2.9' })).headers).toEqual({
      host: 'app.example',
      'x-other': '1',
    })
  })
})

describe('what it costs', () => {
  async function passed(options: ForwardedOptions, headers: Record<string, string>): Promise<boolean> {
    let outer: HttpRequest | undefined
    let isSame = false
    const app: Application = (request) => {
      isSame = request === outer
      return text('')
    }
    const stack = forwarded(options)(app)
    await client((request) => stack((outer = request)), { validate: false }).get('/', { headers })
    return isSame
  }

  it('a request without such fields is passed on as it is', async () => {
    expect(await passed({ trust: ['everyone'] }, { accept: '*/*' })).toBe(true)
    expect(await passed({}, { accept: '*/*' })).toBe(true)
    expect(await passed({}, { 'x-forwarded-for': '192.0.2.1' })).toBe(false)
  })

  it('what is answered at once is answered at once', async () => {
    let isAtOnce = false
    const stack = forwarded({ trust: ['everyone'] })(() => text('now'))
    await client((request) => {
      const answer = stack(request)
      isAtOnce = !(answer instanceof Promise)
      return answer
    }).get('/', { headers: FORGED })
    expect(isAtOnce).toBe(true)
  })

  it('many clients are told apart all the same', async () => {
    const trust = ['10.0.0.0/8', '192.0.2.7']
    const address = (index: number): string => `198.51.${Math.floor(index / 200)}.${index % 200}`
    for (let index = 0; index < 600; index++) {
      const headers = { 'x-forwarded-for': `203.0.113.7, ${address(index)}, 192.0.2.7` }
      expect(await clientOf({ trust }, { headers })).toBe(address(index))
    }
  })

  it('members that it does not know survive', async () => {
    const extra = Symbol('extra')
    let found: unknown
    const stack = forwarded({ trust: ['everyone'] })((request) => {
      found = (request as unknown as Record<symbol, unknown>)[extra]
      return text('')
    })
    await client((request) => stack(Object.assign({}, request, { [extra]: 1 })), { validate: false }).get(
      '/',
      {
        headers: FORGED,
      },
    )
    expect(found).toBe(1)
  })
})

describe('a peer that is not trusted and sends such fields', () => {
  it('is told of once, where somebody is trusted', async () => {
    const stack = forwarded(PROXIES)(() => text(''))
    await client(stack).get('/', { headers: FORGED })
    await client(stack).get('/', { headers: FORGED })
    expect(warn.mock.calls).toEqual([
      [
        expect.stringContaining('came from 127.0.0.1: if that is a proxy of yours, add it to trust'),
        { type: 'ForwardedWarning', code: 'TSGI_UNTRUSTED_PROXY' },
      ],
    ])
    await client(forwarded()(() => text(''))).get('/', { headers: FORGED })
    await client(forwarded(PROXIES)(() => text(''))).get('/', { headers: { accept: '*/*' } })
    expect(warn).toHaveBeenCalledOnce()
  })
})
