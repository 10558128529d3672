import type { HttpRequest } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { originMatcher } from './origin-rules.ts'
import type { OriginRule } from './origin-rules.ts'

const request = { path: '/a' } as HttpRequest

function matches(origin: string, ...rules: OriginRule[]): ReturnType<ReturnType<typeof originMatcher>> {
  return originMatcher(rules)(origin, request)
}

describe('a string (AU6)', () => {
  it.each([
    'https://example.com',
    'http://localhost:3000',
    'https://[2001:db8::1]:8443',
    'http://127.0.0.1:8080',
    'https://xn--bcher-kva.example',
    'chrome-extension://abcdefghijklmnop',
    'capacitor://localhost',
    'null',
  ])('is compared exactly: %s', (origin) => {
    expect(matches(origin, origin)).toBe(true)
  })

  it.each([
    'https://evil-example.com',
    'https://example.com.evil.org',
    'https://sub.example.com',
    'https://example.co',
    'https://example.com:8443',
    'https://example.com:443',
    'https://example.com/',
    'https://EXAMPLE.com',
    'HTTPS://example.com',
    'http://example.com',
    'https://user@example.com',
    'https://example.com, https://example.com',
    'https://example.com https://evil.org',
    'example.com',
    'null',
    '*',
    '',
  ])('lets in nothing else: %j', (origin) => {
    expect(matches(origin, 'https://example.com')).toBe(false)
  })

  it.each([
    ['https://example.com/', `expected 'https://example.com'`],
    ['https://Example.com', `expected 'https://example.com'`],
    ['https://example.com:443', `expected 'https://example.com'`],
    ['https://example.com/path?query', `expected 'https://example.com'`],
    ['https://bücher.example', `expected 'https://xn--bcher-kva.example'`],
    ['HTTP://localhost:3000', `expected 'http://localhost:3000'`],
    ['example.com', 'a RegExp or a function'],
    ['*.example.com', 'a RegExp or a function'],
    ['Null', 'a RegExp or a function'],
    ['App://x', 'a RegExp or a function'],
    ['https://', 'a RegExp or a function'],
    ['', 'a RegExp or a function'],
  ])('that no browser would send is refused: %j', (text, message) => {
    expect(() => originMatcher([text])).toThrow(TypeError)
    expect(() => originMatcher([text])).toThrow(message)
  })
})

describe('a pattern (AU6)', () => {
  it('has to match all of an origin', () => {
    const rule = /https:\/\/([a-z]+\.)?example\.com/
    expect(matches('https://example.com', rule)).toBe(true)
    expect(matches('https://a.example.com', rule)).toBe(true)
    expect(matches('https://example.com.evil.org', rule)).toBe(false)
    expect(matches('https://evil-example.com', rule)).toBe(false)
    expect(matches('https://evil-example.com', /example\.com$/)).toBe(false)
    expect(matches('https://b.example', /https:\/\/a\.example|https:\/\/b\.example/)).toBe(true)
    expect(matches('https://a.example.org', /https:\/\/a\.example|https:\/\/b\.example/)).toBe(false)
  })

  it('keeps no state between requests, whatever its flags', () => {
    const matcher = originMatcher([/https:\/\/a\.example/gy])
    expect([1, 2, 3].map(() => matcher('https://a.example', request))).toEqual([true, true, true])
  })

  it('keeps the flags that say what matches', () => {
    expect(matches('https://a.example', /HTTPS:\/\/A\.EXAMPLE/i)).toBe(true)
  })

  it.each([
    'null',
    'https://a b',
    'https://a/b',
    'https://A',
    'https://a:',
    'https://a:99999',
    '1a://b',
    '://a',
    'a',
    '',
  ])('is not asked about what is no origin: %j', (origin) => {
    expect(matches(origin, /.*/s)).toBe(false)
  })

  it('is not asked about a text longer than origins are', () => {
    const quadratic = /https:\/\/(?:a|a)*b/
    expect(matches(`https://${'a'.repeat(500_000)}`, quadratic)).toBe(false)
  })
})

describe('a function', () => {
  it('is asked with origin and request, and may answer later', async () => {
    const asked: unknown[] = []
    const rule: OriginRule = async (origin, { path }) => {
      asked.push(origin, path)
      return origin === 'https://a.example'
    }
    expect(await matches('https://a.example', rule)).toBe(true)
    expect(await matches('https://b.example', rule)).toBe(false)
    expect(asked).toEqual(['https://a.example', '/a', 'https://b.example', '/a'])
  })

  it.each(['null', 'not an origin', ''])('is not asked about %j', (origin) => {
    expect(matches(origin, () => true)).toBe(false)
  })

  it('is asked when nothing else says yes, in order', async () => {
    const no = (): boolean => false
    expect(matches('https://a.example', 'https://a.example', fail)).toBe(true)
    expect(matches('https://a.example', fail, /https:.*/)).toBe(true)
    expect(matches('https://a.example', no, () => true)).toBe(true)
    expect(await matches('https://a.example', no, async () => true, fail)).toBe(true)
    expect(matches('https://a.example', no, no)).toBe(false)
  })

  it.each(['https://a.example', 'yes', 1, null, undefined])(
    'has to answer with a boolean, not %j',
    (answer) => {
      const rule = (() => answer) as unknown as OriginRule
      expect(() => matches('https://b.example', rule)).toThrow('returns a boolean')
    },
  )
})

it.each([42, {}, null, true])('refuses %j as a rule', (rule) => {
  expect(() => originMatcher([rule as unknown as OriginRule])).toThrow('a string, a RegExp, a function')
})

function fail(): never {
  throw new Error('was asked')
}
