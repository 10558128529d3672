import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '@tsgi/spec'
import { requestUrl } from './request-url.ts'

function urlOf(parts: Partial<HttpRequest>, withBasePath = false): string | undefined {
  const request = { scheme: 'http', authority: 'a.example', basePath: '', path: '/', query: '', ...parts }
  return requestUrl(request as HttpRequest, withBasePath)
}

describe('the URL of a request', () => {
  it.each([
    [{ path: '/' }, 'http://a.example/'],
    [{ scheme: 'https', path: '/a', query: 'b=c' }, 'https://a.example/a?b=c'],
    [{ authority: '127.0.0.1:8080' }, 'http://127.0.0.1:8080/'],
    [{ authority: '[::1]:8080' }, 'http://[::1]:8080/'],
    [{ path: '', basePath: '/blog' }, 'http://a.example/'],
    [{ path: '//a//b' }, 'http://a.example//a//b'],
    [{ path: '/a%2Fb%20c' }, 'http://a.example/a%2Fb%20c'],
    [{ path: '/...' }, 'http://a.example/...'],
    [{ path: '/.well-known/x' }, 'http://a.example/.well-known/x'],
    [{ path: '/%2ea' }, 'http://a.example/%2ea'],
    [{ query: '/../?' }, 'http://a.example/?/../?'],
  ])('keeps %j', (parts, url) => {
    expect(urlOf(parts)).toBe(url)
    expect(new URL(url).href).toBe(url)
  })

  it.each([
    [{ authority: 'A.Example:80' }, 'http://a.example/'],
    [{ scheme: 'https', authority: 'a.example:443' }, 'https://a.example/'],
    [{ authority: '[0:0::1]' }, 'http://[::1]/'],
    [{ path: '/a"b' }, 'http://a.example/a%22b'],
    [{ query: "a='b'" }, 'http://a.example/?a=%27b%27'],
  ])('writes %j in normal form', (parts, url) => {
    expect(urlOf(parts)).toBe(url)
  })

  it('has the base path only when it is asked for', () => {
    expect(urlOf({ basePath: '/blog', path: '/x' })).toBe('http://a.example/x')
    expect(urlOf({ basePath: '/blog', path: '/x' }, true)).toBe('http://a.example/blog/x')
    expect(urlOf({ basePath: '/blog', path: '' }, true)).toBe('http://a.example/blog')
  })
})

describe('a target that a URL would change is refused', () => {
  it.each(['/a/../b', '/..', '/.', '/a/./b', '/%2e%2E/b', '/.%2e', '/a/..', '/a\\..\\b', '/\\b.example/'])(
    'path %s',
    (path) => {
      expect(urlOf({ path })).toBeUndefined()
    },
  )

  it('although the dots are those of a mounted path', () => {
    expect(urlOf({ basePath: '/public', path: '/../private' }, true)).toBeUndefined()
  })

  it.each(['', '127.1', '0x7f.0.0.1', '2130706433', '%65xample.com', 'a.example:99999'])(
    'authority %j',
    (authority) => {
      expect(urlOf({ authority, path: '//b.example/' })).toBeUndefined()
    },
  )

  it('what is no path', () => {
    expect(urlOf({ path: '*' })).toBeUndefined()
  })
})
