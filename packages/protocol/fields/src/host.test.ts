import { isIPv6 } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isHost, parseHost } from './host.ts'

describe('RFC 9110 §7.2 Host', () => {
  test('splits a name and its port', () => {
    expect(parseHost('example.com:8080')).toEqual({ host: 'example.com', port: 8080 })
    expect(parseHost('example.com')).toEqual({ host: 'example.com', port: undefined })
  })

  test('gives the host in lower case, so that it can be compared', () => {
    expect(parseHost('EXAMPLE.Com')?.host).toBe('example.com')
    expect(parseHost('[2001:DB8::A]:1')).toEqual({ host: '[2001:db8::a]', port: 1 })
  })

  test.each(['', ':80', ':', ' ', ' example.com', 'example.com ', 'example.com :80', 'exa\tmple.com'])(
    'refuses %j: no host, or blanks',
    (value) => {
      expect(isHost(value)).toBe(false)
      expect(parseHost(value)).toBeUndefined()
    },
  )

  test.each(['user@example.com', 'user:pass@example.com', '@example.com', 'example.com@evil.example'])(
    'refuses %j: user information',
    (value) => expect(isHost(value)).toBe(false),
  )

  test.each([
    '##',
    '###',
    'a/b',
    'a?b',
    'a#b',
    'a\\b',
    'a"b',
    '<a>',
    'a^b',
    'a`b',
    'a{b}',
    'a|b',
    'a\0b',
    'a, b',
  ])('refuses %j: not of the grammar (TG9)', (value) => expect(isHost(value)).toBe(false))

  test.each([
    'b\xfccher.example',
    'bücher.example',
    '例え.jp',
    'a\u{1F600}',
    'a\u0130b',
    'a\u2028',
    '\u212A.example',
  ])('refuses %j: names are ASCII on the wire', (value) => expect(isHost(value)).toBe(false))
})

describe('RFC 3986 §3.2.2 host', () => {
  test.each([
    'h=a',
    '0.0.0.0=5000',
    "a!$&'()*+,;=b",
    '_dmarc.example',
    'a~b',
    '-',
    '.',
    'example.com.',
    'xn--e1afmkfd',
  ])('accepts the registered name %j', (value) =>
    expect(parseHost(value)).toEqual({ host: value, port: undefined }),
  )

  test.each(['127.0.0.1', '0.0.0.0', '255.255.255.255'])('accepts the IPv4 address %j', (value) =>
    expect(parseHost(`${value}:80`)).toEqual({ host: value, port: 80 }),
  )

  test('takes what only looks like an IPv4 address for a registered name', () => {
    expect(isHost('256.1.1.1')).toBe(true)
    expect(isHost('01.2.3.4')).toBe(true)
  })

  test('accepts percent-encoded octets, complete ones only', () => {
    expect(parseHost('b%C3%BCcher.example:1')).toEqual({ host: 'b%c3%bccher.example', port: 1 })
    for (const value of ['%', 'a%', 'a%4', 'a%4g', 'a%g4', '%%41', 'a%:80', 'a%4:80'])
      expect(isHost(value)).toBe(false)
  })

  test.each([
    '::',
    '::1',
    '1::',
    '2001:db8::1',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7::',
    '::2:3:4:5:6:7:8',
    '::ffff:192.0.2.1',
    '64:ff9b::192.0.2.33',
    '1:2:3:4:5:6:192.0.2.1',
    'FFFF:ffff:FFFF:ffff:FFFF:ffff:255.255.255.255',
  ])('accepts the IPv6 address [%s]', (address) => {
    expect(isHost(`[${address}]`)).toBe(true)
    expect(isHost(`[${address}]:443`)).toBe(true)
    expect(isHost(address)).toBe(false)
  })

  test.each([
    '',
    ':',
    ':::',
    '1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '1::2::3',
    ':1::2',
    '1::2:',
    '12345::',
    'g::',
    '::1 ',
    '::256.0.0.1',
    '::1.2.3',
    '::1.2.3.4.5',
    '::01.2.3.4',
    '::1.2.3.4:5',
    '1.2.3.4::',
    '127.0.0.1',
    '1:2:3:4:5:6:7:1.2.3.4',
    '::1.2.3.0x4',
    '::1.2.3.',
    '::1e1.2.3.4',
  ])('refuses [%s]: no IPv6 address', (address) => expect(isHost(`[${address}]`)).toBe(false))

  test('refuses zones and future address formats', () => {
    expect(isHost('[fe80::1%eth0]')).toBe(false)
    expect(isHost('[fe80::1%25eth0]')).toBe(false)
    expect(isHost('[v1.fe80::1]')).toBe(false)
  })

  test.each([
    '[',
    ']',
    '[]',
    '[::1',
    '::1]',
    '[::1]]',
    '[[::1]]',
    '[::1]a',
    'a[::1]',
    '[::1]80',
    '[::1] :80',
  ])('refuses %j: brackets in the wrong place', (value) => expect(isHost(value)).toBe(false))

  test('agrees with node:net on IPv6 addresses', () => {
    const group = fc.string({ unit: fc.constantFrom(...'0159afAF'.split('')), minLength: 1, maxLength: 4 })
    const part = fc.oneof(
      { weight: 8, arbitrary: group },
      { weight: 3, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.ipV4() },
      { weight: 1, arbitrary: fc.constantFrom('g', '12345', '1.2.3', '1.2.3.256') },
    )
    const address = fc.oneof(
      fc.ipV6(),
      fc.array(part, { maxLength: 10 }).map((parts) => parts.join(':')),
    )
    fc.assert(
      fc.property(address, (text) => {
        expect(isHost(`[${text}]`)).toBe(isIPv6(text))
      }),
      { numRuns: 5000 },
    )
  })
})

describe('RFC 3986 §3.2.3 port', () => {
  test('accepts 0 to 65535, leading zeros and the empty port', () => {
    expect(parseHost('a:0')?.port).toBe(0)
    expect(parseHost('a:65535')?.port).toBe(65_535)
    expect(parseHost('a:00080')?.port).toBe(80)
    expect(parseHost('a:')).toEqual({ host: 'a', port: undefined })
    expect(parseHost('[::1]:')).toEqual({ host: '[::1]', port: undefined })
  })

  test.each([
    'a:65536',
    'a:99999',
    'a:000080',
    'a:100000000000000000000',
    'a:-1',
    'a:+1',
    'a:1e3',
    'a:0x1',
    'a:8 0',
  ])('refuses %j', (value) => expect(isHost(value)).toBe(false))

  test.each(['a:b', 'a:80:80', 'a::80', 'a:80/', 'a:٣', 'a:80\n'])('refuses %j', (value) =>
    expect(isHost(value)).toBe(false),
  )
})

describe('TG9: what is a host here is one for the URL parser, and nothing but a host', () => {
  test('never changes the path of a URL made with it', () => {
    const text = fc.string({ unit: fc.constantFrom(...'a0.-:[]@/?#\\%4 \t'.split('')), maxLength: 12 })
    fc.assert(
      fc.property(text, (value) => {
        if (!isHost(value) || !URL.canParse(`http://${value}/path`)) return
        const { username, password, pathname, search, hash } = new URL(`http://${value}/path`)
        expect([username, password, pathname, search, hash]).toEqual(['', '', '/path', '', ''])
      }),
      { numRuns: 5000 },
    )
  })
})
