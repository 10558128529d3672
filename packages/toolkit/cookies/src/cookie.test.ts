import { createHmac } from 'node:crypto'
import { noContent } from '@tsgi/message'
import type { HttpRequest, HttpResponse } from '@tsgi/spec'
import { parseCookie } from 'cookie'
import * as fc from 'fast-check'
import { CookieJar } from 'tough-cookie'
import { describe, expect, it } from 'vitest'
import { cookie } from './cookie.ts'
import type { CookieOptions } from './cookie.ts'

const SECRET = 'a secret of more than 16 bytes'
const NEWER = 'another secret, newer than it'

/** What a browser sends back of what a response sets. */
function sentBack(response: HttpResponse, url = 'https://example.com/'): HttpRequest {
  const jar = new CookieJar()
  for (const line of [response.headers['set-cookie'] ?? []].flat()) jar.setCookieSync(line, url)
  return { headers: { cookie: jar.getCookieStringSync(url) } } as unknown as HttpRequest
}

const requestWith = (value: string): HttpRequest => ({ headers: { cookie: value } }) as unknown as HttpRequest

describe('cookie', () => {
  it('has safe attributes unless others are given', () => {
    const set = (options?: CookieOptions): unknown =>
      cookie('a', options).set(noContent(), '1').headers['set-cookie']
    expect(set()).toBe('a=1; Path=/; HttpOnly; SameSite=Lax')
    expect(set({ path: '/x', httpOnly: false, sameSite: 'strict', secure: true })).toBe(
      'a=1; Path=/x; Secure; SameSite=Strict',
    )
    expect(cookie('a').set(noContent(), '1', { maxAgeSeconds: 5 }).headers['set-cookie']).toBe(
      'a=1; Path=/; Max-Age=5; HttpOnly; SameSite=Lax',
    )
  })

  it('is read as it was set', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (value) => {
        for (const options of [{}, { secrets: [SECRET] }]) {
          const each = cookie('__Host-a', options)
          expect(each.get(sentBack(each.set(noContent(), value)))).toBe(value)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('is read by others as it was set', () => {
    const request = sentBack(cookie('a').set(noContent(), 'grüß dich; ="'))
    expect(parseCookie(request.headers['cookie']!)).toEqual({ a: 'grüß dich; ="' })
  })

  it('is gone when it was deleted', () => {
    const each = cookie('__Host-a', { secrets: [SECRET] })
    expect(each.get(sentBack(each.delete(each.set(noContent(), '1'))))).toBeUndefined()
    expect(each.get({ headers: {} } as unknown as HttpRequest)).toBeUndefined()
  })

  it.each([
    ['a b', {}],
    ['a', { sameSite: 'none' }],
    ['__Host-a', { path: '/x' }],
    ['a', { signed: true }],
    ['a', { secrets: [] }],
    ['a', { secrets: SECRET }],
    ['a', { secrets: ['too short'] }],
    ['a', { secrets: [SECRET, undefined] }],
    ['a', { secrets: [new Uint8Array(15)] }],
  ])('refuses %s with %o when it is described, not when it is set (CK3, CK7)', (name, options) => {
    expect(() => cookie(name, options as CookieOptions)).toThrow(TypeError)
  })

  it('never tells a secret in a message', () => {
    expect(() => cookie('a', { secrets: ['hunter2'] })).toThrow(/^(?!.*hunter2)/)
  })
})

describe('a signed cookie (CK7)', () => {
  const user = cookie('user', { secrets: [SECRET] })
  const signed = sentBack(user.set(noContent(), '7')).headers['cookie']!

  it('is HMAC-SHA-256 over purpose, name and value', () => {
    const mac = createHmac('sha256', SECRET).update('tsgi.cookie\0user\x007').digest('base64url')
    expect(signed).toBe(`user=7.${mac}`)
    expect(user.get(requestWith(signed))).toBe('7')
  })

  it('is nothing when anything of it was changed', () => {
    const start = 'user='.length
    const genuine = Array.from(signed.slice(start), (_each, index) =>
      ['A', '.', ''].map(
        (character) => signed.slice(0, start + index) + character + signed.slice(start + index + 1),
      ),
    )
      .flat()
      .filter((changed) => changed !== signed && user.get(requestWith(changed)) !== undefined)
    expect(genuine).toEqual([])
  })

  it('is nothing in another text for the same octets', () => {
    const last = signed.at(-1)!
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const twin = letters[letters.indexOf(last) ^ 1]!
    expect(Buffer.from(twin, 'base64url')).toEqual(Buffer.from(last, 'base64url'))
    expect(user.get(requestWith(signed.slice(0, -1) + twin))).toBeUndefined()
    expect(user.get(requestWith(`${signed}=`))).toBeUndefined()
  })

  it.each(['user=7', 'user=', 'user=.', `user=${'.'.repeat(44)}`, `user=${'x'.repeat(4000)}`, 'user=7.ä'])(
    'is nothing without a signature: %s (CK14)',
    (sent) => {
      expect(user.get(requestWith(sent))).toBeUndefined()
    },
  )

  it('is none of another name', () => {
    const admin = cookie('admin', { secrets: [SECRET] })
    expect(admin.get(requestWith(signed.replace('user=', 'admin=')))).toBeUndefined()
  })

  it('is none of another secret, unless that is among the older ones', () => {
    expect(cookie('user', { secrets: [NEWER] }).get(requestWith(signed))).toBeUndefined()
    const rotated = cookie('user', { secrets: [NEWER, SECRET] })
    expect(rotated.get(requestWith(signed))).toBe('7')
    const renewed = sentBack(rotated.set(noContent(), '7'))
    expect(cookie('user', { secrets: [NEWER] }).get(renewed)).toBe('7')
    expect(user.get(renewed)).toBeUndefined()
  })

  it('takes secrets of bytes', () => {
    const bytes = cookie('user', { secrets: [Buffer.from(SECRET)] })
    expect(bytes.get(requestWith(signed))).toBe('7')
  })

  it('counts with its signature towards what browsers keep', () => {
    expect(() => user.set(noContent(), 'x'.repeat(4096 - 4 - 44))).not.toThrow()
    expect(() => user.set(noContent(), 'x'.repeat(4096 - 4 - 43))).toThrow('browsers keep at most 4096')
  })
})
