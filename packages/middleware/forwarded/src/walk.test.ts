import { describe, expect, it } from 'vitest'
import { PROXIES, clientOf, seen, send } from '../test/seen.ts'
import type { ForwardedOptions } from './index.ts'

describe('FW2 the walk goes from the right to the first who is not trusted', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['203.0.113.7, 192.0.2.1', '192.0.2.1'],
    ['203.0.113.7, 192.0.2.1, 10.0.0.2', '192.0.2.1'],
    ['10.9.9.9, 192.0.2.1, 10.0.0.2, 10.0.0.3', '192.0.2.1'],
    ['192.0.2.1,10.0.0.2', '192.0.2.1'],
    ['192.0.2.1 ,\t10.0.0.2', '192.0.2.1'],
    ['10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:DB8::1]:443, ::ffff:10.0.0.2', '2001:db8::1'],
  ])('X-Forwarded-For: %s', async (value, address) => {
    expect(await clientOf(PROXIES, { headers: { 'x-forwarded-for': value } })).toBe(address)
  })

  it.each([
    ['for=192.0.2.1', '192.0.2.1'],
    ['for=203.0.113.7, for=192.0.2.1', '192.0.2.1'],
    ['for=203.0.113.7, For="192.0.2.1:4711", FOR=10.0.0.2;by=10.0.0.3', '192.0.2.1'],
    ['for=10.0.0.3, for=10.0.0.2', '10.0.0.3'],
    ['for="[2001:DB8::1]:443"', '2001:db8::1'],
  ])('Forwarded: %s', async (value, address) => {
    expect(await clientOf({ ...PROXIES, header: 'forwarded' }, { headers: { forwarded: value } })).toBe(
      address,
    )
  })

  it('a number counts proxies, the peer included', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7, 192.0.2.1, 192.0.2.2' }
    const addresses = [0, 1, 2, 3, 4].map((trust) => clientOf({ trust }, { headers }))
    expect(await Promise.all(addresses)).toEqual([
      '10.0.0.1',
      '192.0.2.2',
      '192.0.2.1',
      '203.0.113.7',
      '203.0.113.7',
    ])
  })

  it('the port is the one that was told, else 0', async () => {
    const remote = async (value: string): Promise<unknown> =>
      (await seen(PROXIES, { headers: { 'x-forwarded-for': value } })).remote
    expect(await remote('192.0.2.1:4711')).toEqual({ address: '192.0.2.1', port: 4711 })
    expect(await remote('192.0.2.1')).toEqual({ address: '192.0.2.1', port: 0 })
  })

  it('empty elements are none', async () => {
    const headers = { 'x-forwarded-for': ', ,203.0.113.7,, 192.0.2.1 ,\t,' }
    expect(await clientOf({ trust: 1 }, { headers })).toBe('192.0.2.1')
    expect(await clientOf({ trust: 2 }, { headers })).toBe('203.0.113.7')
    expect(await clientOf(PROXIES, { headers: { 'x-forwarded-for': '' } })).toBe('10.0.0.1')
    expect(await clientOf(PROXIES, { headers: { 'x-forwarded-for': ', ,' } })).toBe('10.0.0.1')
  })

  it.each(['unknown', '_hidden', 'unix:', 'garbage', '1.2.3.4.5', '"192.0.2.9"', 'for=192.0.2.9', '127.1'])(
    'ends at what is no address, with who told it: %s',
    async (element) => {
      const headers = { 'x-forwarded-for': `203.0.113.7, ${element}, 10.0.0.2` }
      const { remote, headers: left } = await seen(PROXIES, { headers })
      expect(remote?.address).toBe('10.0.0.2')
      expect(left['x-forwarded-for']).toBe('10.0.0.2')
      const none = await seen(PROXIES, { headers: { 'x-forwarded-for': element } })
      expect(none.remote).toEqual({ address: '10.0.0.1', port: 40_000 })
      expect(none.headers).not.toHaveProperty('x-forwarded-for')
    },
  )

  it('what the client has written is not looked at', async () => {
    const headers = { 'x-forwarded-for': '"\u00FF\\,;[, 192.0.2.1' }
    expect(await clientOf(PROXIES, { headers })).toBe('192.0.2.1')
    const standard = { forwarded: 'for=;=,for="[",nonsense, for=192.0.2.1' }
    expect(await clientOf({ ...PROXIES, header: 'forwarded' }, { headers: standard })).toBe('192.0.2.1')
  })
})

describe('FW6 quoted strings', () => {
  const options: ForwardedOptions = { ...PROXIES, header: 'forwarded', take: ['for', 'proto', 'host'] }

  it('hide commas and semicolons', async () => {
    const value = 'x="a, for=203.0.113.7;\\", b"; for="192.0.2.1" ;proto="https"'
    const { remote, scheme } = await seen(options, { headers: { forwarded: value } })
    expect([remote?.address, scheme]).toEqual(['192.0.2.1', 'https'])
  })

  it.each(['for="', 'for="x', 'for=203.0.113.7;x="\\'])(
    'that swallow what the proxy has written are refused: %s',
    async (start) => {
      for (const end of ['for=192.0.2.1', 'for="192.0.2.1"', 'for=192.0.2.1;by="[::1]:80";proto=https'])
        expect((await send(options, { headers: { forwarded: `${start}, ${end}` } })).status).toBe(400)
    },
  )

  it('that swallow it and are closed by it are refused too', async () => {
    const value = 'for=203.0.113.7;x=", for=192.0.2.1;host="a\\"b"'
    expect((await send(options, { headers: { forwarded: value } })).status).toBe(400)
  })

  it.each([
    'for=192.0.2.1:80',
    'for=[2001:db8::1]',
    'for=192.0.2.1;for=192.0.2.2',
    'for =192.0.2.1',
    '192.0.2.1',
  ])(
    'are there where values need them, and the rest is as the grammar says, or the request is refused: %s',
    async (element) => {
      expect((await send(options, { headers: { forwarded: `for=203.0.113.7, ${element}` } })).status).toBe(
        400,
      )
    },
  )
})

describe('FW9 long lists', () => {
  const list = (count: number): string => Array.from({ length: count }, () => '10.1.1.1').join(', ')

  it('have 64 proxies by default, the peer included, and not one more', async () => {
    expect((await send(PROXIES, { headers: { 'x-forwarded-for': list(63) } })).status).toBe(200)
    expect((await send(PROXIES, { headers: { 'x-forwarded-for': list(64) } })).status).toBe(400)
    const standard = { ...PROXIES, header: 'forwarded' as const }
    const elements = (count: number): string => list(count).replaceAll('10.', 'for=10.')
    expect((await send(standard, { headers: { forwarded: elements(63) } })).status).toBe(200)
    expect((await send(standard, { headers: { forwarded: elements(64) } })).status).toBe(400)
  })

  it('have as many as the option says', async () => {
    const options = { ...PROXIES, maxHops: 2 }
    expect((await send(options, { headers: { 'x-forwarded-for': list(1) } })).status).toBe(200)
    expect((await send(options, { headers: { 'x-forwarded-for': list(2) } })).status).toBe(400)
  })

  it('of a client cost nothing: only what proxies have written is read', async () => {
    const headers = { 'x-forwarded-for': `${'203.0.113.7,'.repeat(100_000)} 192.0.2.1` }
    expect(await clientOf(PROXIES, { headers })).toBe('192.0.2.1')
    const commas = { 'x-forwarded-for': `192.0.2.1${','.repeat(1_000_000)}` }
    expect(await clientOf(PROXIES, { headers: commas })).toBe('192.0.2.1')
    const blanks = { 'x-forwarded-for': `192.0.2.1,${' '.repeat(1_000_000)},` }
    expect(await clientOf(PROXIES, { headers: blanks })).toBe('192.0.2.1')
  })
})

describe('FW12 the forms of the standard are understood', () => {
  // RFC 7239 §4 and §7.1
  it.each([
    ['for="_gazonk"', null],
    ['For="[2001:db8:cafe::17]:4711"', '2001:db8:cafe::17'],
    ['for=192.0.2.60;proto=http;by=203.0.113.43', '192.0.2.60'],
    ['for=192.0.2.43, for=10.51.100.17', '192.0.2.43'],
    ['for=192.0.2.43,for="[2001:db8:cafe::17]",for=unknown', null],
    ['for=_hidden, for=_SEVKISEK', null],
  ])('%s', async (value, address) => {
    const found = await clientOf({ ...PROXIES, header: 'forwarded' }, { headers: { forwarded: value } })
    expect(found).toBe(address ?? '10.0.0.1')
  })
})
