import { describe, expect, test } from 'vitest'
import { splitTarget } from './target.ts'

function expectRefused(target: string, method = 'GET', scheme = 'http'): void {
  expect(() => splitTarget(target, method, scheme)).toThrow(
    expect.objectContaining({ name: 'ProtocolError', code: 'HTTP1_TARGET', status: 400 }),
  )
}

describe('RFC 9112 §3.2.1 origin-form', () => {
  test.each([
    ['/', '/', ''],
    ['/a/b', '/a/b', ''],
    ['/a?b=c', '/a', 'b=c'],
    ['/a?', '/a', ''],
    ['/?a?b', '/', 'a?b'],
    ['//example.org/a', '//example.org/a', ''],
    ['/a/../%2e%2E/./b', '/a/../%2e%2E/./b', ''],
    ['/http://example.org/', '/http://example.org/', ''],
  ])('takes %j apart and leaves its parts as they are', (target, path, query) => {
    expect(splitTarget(target, 'GET', 'http')).toEqual({ authority: undefined, path, query })
  })
})

describe('RFC 9112 §3.2.2 absolute-form', () => {
  test.each([
    ['http://example.org/a?b', 'example.org', '/a', 'b'],
    ['http://example.org', 'example.org', '/', ''],
    ['http://example.org?a', 'example.org', '/', 'a'],
    ['http://example.org?a/b', 'example.org', '/', 'a/b'],
    ['http://example.org:8080//a', 'example.org:8080', '//a', ''],
    ['http://[2001:db8::1]:80/', '[2001:db8::1]:80', '/', ''],
    ['HTTP://Example.ORG/A', 'Example.ORG', '/A', ''],
  ])('TG4 takes authority and path from %j', (target, authority, path, query) => {
    expect(splitTarget(target, 'GET', 'http')).toEqual({ authority, path, query })
  })

  test.each([
    'http://',
    'http:///a',
    'http://?a',
    'http://:80/',
    'http://user@example.org/',
    'http://user:password@example.org/',
    'http://example.org:65536/',
    'http://example.org:x/',
    'http://[::1/',
    'http://a\\b/',
    'http:/example.org/',
    'http:example.org',
  ])('TG9 refuses %j: no valid host', (target) => expectRefused(target))

  test('refuses the scheme of another kind of connection', () => {
    expect(splitTarget('https://example.org/', 'GET', 'https').authority).toBe('example.org')
    expectRefused('https://example.org/', 'GET', 'http')
    expectRefused('http://example.org/', 'GET', 'https')
    expectRefused('ftp://example.org/')
  })
})

describe('RFC 9112 §3.2.3 authority-form', () => {
  test.each(['example.org:443', '[::1]:8443', '192.0.2.1:1'])('TG5 takes %j for CONNECT', (target) => {
    expect(splitTarget(target, 'CONNECT', 'http')).toEqual({ authority: target, path: target, query: '' })
  })

  test.each([
    'example.org',
    'example.org:',
    ':443',
    'example.org:65536',
    '/',
    '*',
    'http://example.org/',
    'a@b:1',
    'a:1/',
  ])('TG5 refuses CONNECT %s', (target) => expectRefused(target, 'CONNECT'))

  test('TG5 refuses it for any other method', () => {
    for (const method of ['GET', 'connect', 'CONNECT2', 'OPTIONS']) expectRefused('example.org:443', method)
  })
})

describe('RFC 9112 §3.2.4 asterisk-form', () => {
  test('TG5 takes it for OPTIONS', () => {
    expect(splitTarget('*', 'OPTIONS', 'http')).toEqual({ authority: undefined, path: '*', query: '' })
  })

  test('TG5 refuses it for any other method', () => {
    for (const method of ['GET', 'options', 'POST', 'constructor']) expectRefused('*', method)
  })

  test.each(['**', '*/', '*?a', 'a', 'a/b', '?a', '.', '%2f'])(
    'TG5 refuses %s, which is no form at all',
    (target) => {
      expectRefused(target, 'OPTIONS')
    },
  )
})
