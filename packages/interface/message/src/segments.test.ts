import { describe, expect, it } from 'vitest'
import { segments } from './segments.ts'

describe('segments (PATH-10, ST1)', () => {
  it.each([
    ['', []],
    ['/', ['']],
    ['/a', ['a']],
    ['/a/b', ['a', 'b']],
    ['/a/', ['a', '']],
    ['/a//b', ['a', '', 'b']],
    ['//a', ['', 'a']],
    ['/caf%C3%A9', ['café']],
    ['/a%20b+c', ['a b+c']],
    ['/%61pi/%F0%9F%98%80', ['api', '😀']],
    ['/.well-known/...', ['.well-known', '...']],
    ['/a;v=1/b,c', ['a;v=1', 'b,c']],
    ['/__proto__/constructor', ['__proto__', 'constructor']],
  ])('decodes %j to %j', (path, decoded) => {
    expect(segments(path)).toEqual(decoded)
  })

  it('decodes once', () => {
    expect(segments('/%252e%252e/%252F')).toEqual(['%2e%2e', '%2F'])
  })

  it.each([
    ['dot segments', ['/.', '/..', '/a/../b', '/a/./b', '/a/..']],
    ['encoded dot segments', ['/%2e', '/%2E%2e', '/.%2e/b', '/a/%2e./b']],
    ['separators', ['/a%2Fb', '/a%2fb', '/a%5Cb', '/a\\b', '/..%2f..%5c']],
    ['NUL', ['/a%00', '/a%00.html', '/\0']],
    ['broken escapes', ['/%', '/a%2', '/%zz', '/%u0041']],
    ['escapes that are not UTF-8', ['/%ff', '/%c0%af', '/%c0%ae%c0%ae', '/%ed%a0%80', '/%C3']],
    ['targets that are no paths', ['*', 'example.com:443', 'a/b', 'http://example.com/']],
  ])('refuses %s', (_, paths) => {
    expect(paths.filter((path) => segments(path) !== undefined)).toEqual([])
  })
})
