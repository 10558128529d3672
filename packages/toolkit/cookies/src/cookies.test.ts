import { noContent, text } from '@tsgi/message'
import type { HttpRequest } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { Cookie } from 'tough-cookie'
import { describe, expect, it } from 'vitest'
import { cookiesOf, withCookie, withoutCookie } from './cookies.ts'

const requestWith = (cookie?: string): HttpRequest =>
  ({ headers: cookie === undefined ? {} : { cookie } }) as unknown as HttpRequest

const lineOf = (
  ...given: Parameters<typeof withCookie> extends [unknown, ...infer Rest] ? Rest : never
): unknown => withCookie(noContent(), ...given).headers['set-cookie']

describe('cookiesOf', () => {
  it('gives values by name', () => {
    const cookies = cookiesOf(requestWith('id=1; theme=dark%20blue; id=2'))
    expect([...cookies]).toEqual([
      ['id', '1'],
      ['theme', 'dark blue'],
    ])
    expect(cookiesOf(requestWith()).size).toBe(0)
  })

  it('takes names literally, and the first of equals (CK1, CK5, CK6)', () => {
    const cookies = cookiesOf(
      requestWith('=__Host-id=evil; __Host-id=1; __Host-id=2;  a =b; __proto__=x; constructor=y'),
    )
    expect(cookies.get('__Host-id')).toBe('1')
    expect(cookies.get('__proto__')).toBe('x')
    expect(cookies.get('constructor')).toBe('y')
    expect(cookiesOf(requestWith('a=1')).get('constructor')).toBeUndefined()
  })

  it('keeps bad escapes as they are (CK4)', () => {
    expect(cookiesOf(requestWith('a=%ff; b=%')).get('a')).toBe('%ff')
  })

  it('takes 200 pairs at most, and no part of more (CK2)', () => {
    const pairs = (count: number): string =>
      Array.from({ length: count }, (_each, index) => `c${index}=1`).join('; ')
    expect(cookiesOf(requestWith(pairs(200))).size).toBe(200)
    expect(cookiesOf(requestWith(pairs(201))).size).toBe(0)
  })
})

describe('withCookie', () => {
  it('adds a line, and never joins lines (HD10)', async () => {
    const response = withCookie(withCookie(text('x'), 'a', '1'), 'b', '2, 3; c')
    expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2%2C%203%3B%20c'])
    const caller = client(() => withCookie(response, 'c', 'ü'))
    expect((await caller.get('/')).headers['set-cookie']).toEqual(['a=1', 'b=2%2C%203%3B%20c', 'c=%C3%BC'])
    expect(caller.errors).toEqual([])
  })

  it('leaves the response as it was', () => {
    const response = text('x')
    withCookie(response, 'a', '1')
    expect(response.headers).not.toHaveProperty('set-cookie')
  })

  it('writes all attributes, as another reader reads them', () => {
    const expires = new Date(Date.UTC(2030, 0, 1))
    const line = lineOf('id', 'x y', {
      ...{ domain: 'example.com', path: '/a', expires, maxAgeSeconds: 60, secure: true, httpOnly: true },
      ...{ sameSite: 'none', partitioned: true },
    })
    expect(Cookie.parse(String(line))).toMatchObject({
      ...{ key: 'id', value: 'x%20y', domain: 'example.com', path: '/a', expires, maxAge: 60 },
      ...{ secure: true, httpOnly: true, sameSite: 'none', extensions: ['Partitioned'] },
    })
  })

  it('keeps the promises of prefixes (CK15)', () => {
    expect(lineOf('__Host-id', '1')).toBe('__Host-id=1; Path=/; Secure')
    expect(lineOf('__Secure-id', '1')).toBe('__Secure-id=1; Secure')
    expect(() => lineOf('__Host-id', '1', { domain: 'example.com' })).toThrow(TypeError)
    expect(() => lineOf('__Host-id', '1', { path: '/a' })).toThrow(TypeError)
    expect(() => lineOf('__secure-id', '1', { secure: false })).toThrow(TypeError)
  })

  it.each([
    ['a b', '1', {}],
    ['', '1', {}],
    ['a;b', '1', {}],
    ['a\r\nset-cookie: b', '1', {}],
    ['a', '\ud800', {}],
    ['a', '1', { path: '/;domain=evil' }],
    ['a', '1', { domain: 'a.b;c' }],
    ['a', '1', { maxAgeSeconds: 1.5 }],
    ['a', '1', { expires: new Date(NaN) }],
    ['a', '1', { sameSite: 'none' as const }],
    ['a', '1', { partitioned: true }],
  ])(
    'refuses %j = %j with %o, which a browser would ignore or split (CK3, RS1)',
    (name, value, attributes) => {
      expect(() => lineOf(name, value, attributes)).toThrow(Error)
    },
  )

  it('refuses attributes that do not exist: a misspelt one would be missing', () => {
    expect(() => lineOf('a', '1', { maxAge: 60 } as never)).toThrow("Unknown option 'maxAge' of withCookie()")
  })

  it('refuses more than browsers keep', () => {
    expect(lineOf('a', 'x'.repeat(4095))).toHaveLength(4097)
    expect(() => lineOf('a', 'x'.repeat(4096))).toThrow('Cookie a has 4097 bytes, browsers keep at most 4096')
    expect(() => lineOf('a', 'ü'.repeat(683), { path: '/' })).toThrow(TypeError)
  })
})

describe('withoutCookie', () => {
  it('deletes, where the cookie was set', () => {
    const response = withoutCookie(noContent(), '__Host-id')
    expect(response.headers['set-cookie']).toBe(
      '__Host-id=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Secure',
    )
    const elsewhere = withoutCookie(noContent(), 'id', {
      domain: 'example.com',
      path: '/a',
      maxAgeSeconds: 60,
    })
    expect(elsewhere.headers['set-cookie']).toBe(
      'id=; Domain=example.com; Path=/a; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0',
    )
  })
})
