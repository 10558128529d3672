import { parseCookie, stringifySetCookie } from 'cookie'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatSetCookie, parseCookies } from './cookie.ts'

const cookies = (value: string | undefined): Array<[string, string]> => [...parseCookies(value)]

describe('RFC 6265 §4.2 Cookie', () => {
  test('is read as values by name', () => {
    expect(cookies('id=1; theme=dark')).toEqual([
      ['id', '1'],
      ['theme', 'dark'],
    ])
    expect(cookies('id=')).toEqual([['id', '']])
    expect(cookies('id=a=b==')).toEqual([['id', 'a=b==']])
  })

  test('may be absent or empty', () => {
    expect(cookies(undefined)).toEqual([])
    expect(cookies('')).toEqual([])
    expect(cookies(' ; ;;')).toEqual([])
  })

  test('is separated by semicolons, with or without blanks', () => {
    expect(cookies('a=1;b=2;  c=3\t;d=4 ')).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
      ['d', '4'],
    ])
  })

  test('has names that are taken literally (CK1)', () => {
    expect(cookies('A=1; a=2; a%20b=3; %61=4')).toEqual([
      ['A', '1'],
      ['a', '2'],
      ['a%20b', '3'],
      ['%61', '4'],
    ])
    expect(cookies('a[b]=1; $Version=1; a:b@c=2').map(([name]) => name)).toEqual([
      'a[b]',
      '$Version',
      'a:b@c',
    ])
  })

  test.each([
    '=__Host-id=forged',
    '__Host-id',
    '=__Host-id',
    ' = __Host-id=forged',
    '\xa0__Host-id=forged',
    '\x85__Host-id=forged',
    '\u2000__Host-id=forged',
    '\v__Host-id=forged',
    '__Host-id =forged',
    '__Host-id\xa0=forged',
    '__%48ost-id=forged',
    '__host-id=forged',
    'a=b, __Host-id=forged',
    'a="b, __Host-id=forged"',
    '$Version=1, __Host-id=forged',
  ])('cannot forge a name by leaving one out, or by odd blanks: %j (CK1)', (value) =>
    expect(parseCookies(value).has('__Host-id')).toBe(false),
  )

  test('has no quotes: a semicolon ends a pair wherever it stands', () => {
    expect(cookies('a="x; b=y"; c="z"')).toEqual([
      ['a', '"x'],
      ['b', 'y"'],
      ['c', '"z"'],
    ])
  })

  test('keeps the first of equals (CK6)', () => {
    expect(cookies('id=near; id=far; id=')).toEqual([['id', 'near']])
    expect(cookies('id=; id=far')).toEqual([['id', '']])
  })

  test('has its escapes decoded, and bad ones kept (CK4)', () => {
    expect(cookies('a=b%20c%3B; d=%E2%82%AC')).toEqual([
      ['a', 'b c;'],
      ['d', '€'],
    ])
    for (const bad of ['%', '%4', '%zz', '%FF', '%E2%82', '%ED%A0%80', 'a%20b%']) {
      expect(parseCookies(`a=${bad}`).get('a')).toBe(bad)
    }
  })

  test('has names that may be those of built-in properties (CK5)', () => {
    expect(parseCookies('a=1').get('constructor')).toBeUndefined()
    expect(cookies('__proto__=1; constructor=2; hasOwnProperty=3')).toHaveLength(3)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test('has 200 pairs, or none: a list is never shortened (CK2)', () => {
    const pairs = (count: number): string => Array.from({ length: count }, (_, i) => `c${i}=${i}`).join('; ')
    expect(parseCookies(pairs(200)).size).toBe(200)
    expect(parseCookies(pairs(201)).size).toBe(0)
    expect(parseCookies(`${'x; '.repeat(200)}id=1`).size).toBe(0)
    expect(parseCookies(pairs(3), { limit: 3 }).size).toBe(3)
    expect(parseCookies(pairs(4), { limit: 3 }).size).toBe(0)
  })
})

describe('RFC 6265 §4.1 Set-Cookie', () => {
  test('is a name and a value', () => {
    expect(formatSetCookie('id', 'abc')).toBe('id=abc')
    expect(formatSetCookie('id', '')).toBe('id=')
  })

  test('has attributes', () => {
    expect(
      formatSetCookie('id', 'abc', {
        domain: 'example.com',
        path: '/docs',
        expires: new Date(Date.UTC(2026, 10, 22)),
        maxAgeSeconds: 3600,
        secure: true,
        httpOnly: true,
        sameSite: 'strict',
        partitioned: true,
      }),
    ).toBe(
      'id=abc; Domain=example.com; Path=/docs; Expires=Sun, 22 Nov 2026 00:00:00 GMT; Max-Age=3600; ' +
        'Secure; HttpOnly; SameSite=Strict; Partitioned',
    )
  })

  test('leaves out attributes that are undefined or false', () => {
    expect(
      formatSetCookie('id', 'a', { domain: undefined, secure: false, httpOnly: false, expires: undefined }),
    ).toBe('id=a')
  })

  test('deletes with an age of 0', () => {
    expect(formatSetCookie('id', '', { maxAgeSeconds: 0, path: '/' })).toBe('id=; Path=/; Max-Age=0')
  })

  test.each(['', 'a b', 'a=b', 'a;b', 'a,b', 'a\r\nb', 'a"b', 'ä', 'a\0', 'a[b]'])(
    'has no name %j (CK3)',
    (name) => expect(() => formatSetCookie(name, 'x')).toThrow(TypeError),
  )

  test('keeps a value that needs no escapes', () => {
    const plain = "!#$&'()*+-./09:<=>?@AZ[]^_`az{|}~"
    expect(formatSetCookie('a', plain)).toBe(`a=${plain}`)
  })

  test('escapes a value that a cookie could not hold (CK3)', () => {
    expect(formatSetCookie('a', 'b; Path=/\r\nSet-Cookie: c=d')).toBe(
      'a=b%3B%20Path%3D%2F%0D%0ASet-Cookie%3A%20c%3Dd',
    )
    expect(() => formatSetCookie('a', '\ud800')).toThrow(TypeError)
  })

  test('gives every value back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const setCookie = formatSetCookie('a', value)
        expect(setCookie).toMatch(/^a=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/)
        expect(parseCookies(setCookie).get('a')).toBe(value)
      }),
    )
  })

  test.each([
    '',
    '.',
    'a..b',
    'example.com.',
    'exa mple.com',
    'a;b',
    'a\nb',
    'ä.example',
    'example.com:80',
    '[::1]',
  ])('has no domain %j (CK3)', (domain) =>
    expect(() => formatSetCookie('a', 'b', { domain })).toThrow(TypeError),
  )

  test('may have a dot before its domain', () => {
    expect(formatSetCookie('a', 'b', { domain: '.example.com' })).toBe('a=b; Domain=.example.com')
  })

  test.each(['', 'a', '/a;b', '/a\nb', '/ä', '/\0'])('has no path %j (CK3)', (path) =>
    expect(() => formatSetCookie('a', 'b', { path })).toThrow(TypeError),
  )

  test.each([-1, 1.5, NaN, Infinity, 2 ** 53])('has no age of %d seconds (CK3)', (maxAgeSeconds) =>
    expect(() => formatSetCookie('a', 'b', { maxAgeSeconds })).toThrow(TypeError),
  )

  test('has no invalid expiry (CK3)', () => {
    expect(() => formatSetCookie('a', 'b', { expires: new Date(NaN) })).toThrow(TypeError)
  })
})

describe('RFC 6265bis §4.1.2.7 SameSite', () => {
  test('is strict, lax or, for secure cookies, none', () => {
    expect(formatSetCookie('a', 'b', { sameSite: 'lax' })).toBe('a=b; SameSite=Lax')
    expect(formatSetCookie('a', 'b', { sameSite: 'none', secure: true })).toBe('a=b; Secure; SameSite=None')
    expect(() => formatSetCookie('a', 'b', { sameSite: 'none' })).toThrow(TypeError)
    expect(() => formatSetCookie('a', 'b', { sameSite: 'constructor' as 'lax' })).toThrow(TypeError)
  })

  test('goes with Partitioned, for secure cookies', () => {
    expect(formatSetCookie('a', 'b', { partitioned: true, secure: true })).toBe('a=b; Secure; Partitioned')
    expect(() => formatSetCookie('a', 'b', { partitioned: true })).toThrow(TypeError)
  })
})

describe('RFC 6265bis §4.1.3 Cookie Name Prefixes', () => {
  test.each([
    ['__Secure-id', '__Secure-id=a; Secure'],
    ['__Host-id', '__Host-id=a; Path=/; Secure'],
    ['__secure-id', '__secure-id=a; Secure'],
    ['__HOST-id', '__HOST-id=a; Path=/; Secure'],
    ['__Host', '__Host=a'],
    ['x__Host-id', 'x__Host-id=a'],
  ])('%s brings its attributes (CK15)', (name, expected) => expect(formatSetCookie(name, 'a')).toBe(expected))

  test('keep other attributes', () => {
    expect(formatSetCookie('__Secure-id', 'a', { domain: 'example.com', path: '/x' })).toBe(
      '__Secure-id=a; Domain=example.com; Path=/x; Secure',
    )
    expect(formatSetCookie('__Host-id', 'a', { path: '/', sameSite: 'none', partitioned: true })).toBe(
      '__Host-id=a; Path=/; Secure; SameSite=None; Partitioned',
    )
  })

  test('contradict some (CK15)', () => {
    expect(() => formatSetCookie('__Secure-id', 'a', { secure: false })).toThrow(TypeError)
    expect(() => formatSetCookie('__Host-id', 'a', { secure: false })).toThrow(TypeError)
    expect(() => formatSetCookie('__Host-id', 'a', { domain: 'example.com' })).toThrow(TypeError)
    expect(() => formatSetCookie('__Host-id', 'a', { path: '/x' })).toThrow(TypeError)
  })
})

describe('beside the library cookie', () => {
  test('reads the same, where there are no blanks beside the equals sign', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab%4 ;="$'.split('')), maxLength: 40 })
    fc.assert(
      fc.property(text, (value) => {
        fc.pre(!/ =|= /.test(value))
        const theirs = Object.entries(parseCookie(value)).filter(([name]) => name !== '')
        expect(new Map(theirs)).toEqual(parseCookies(value))
      }),
      { numRuns: 2000 },
    )
  })

  test('differs on blanks beside the equals sign, and on pairs without a name: CK1', () => {
    expect(parseCookie('a =1')).toHaveProperty('a')
    expect(cookies('a =1')).toEqual([['a ', '1']])
    expect(parseCookie('=1')).toHaveProperty([''])
    expect(cookies('=1')).toEqual([])
  })

  test('writes what it reads', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect({ ...parseCookie(formatSetCookie('a', value)) }).toEqual({ a: value })
        expect(parseCookies(stringifySetCookie('a', value)).get('a')).toBe(value)
      }),
    )
  })
})
