import { describe, expect, it } from 'vitest'
import { encodeNames, readPath } from './request-path.ts'

const RULES = { dotfiles: false }

describe('readPath', () => {
  it.each([
    ['/', [], true],
    ['', [], false],
    ['/a.txt', ['a.txt'], false],
    ['/a/b/', ['a', 'b'], true],
    ['/hello%20world.txt', ['hello world.txt'], false],
    ['/caf%C3%A9', ['café'], false],
    ['/100%25', ['100%'], false],
    ['/a(1).txt', ['a(1).txt'], false],
    ['/.well-known/security.txt', ['.well-known', 'security.txt'], false],
    ['/__proto__/constructor', ['__proto__', 'constructor'], false],
  ])('reads %s', (path, names, isFolder) => {
    expect(readPath(path, RULES)).toEqual({ names, isFolder })
  })

  it.each([
    '/..',
    '/../etc/passwd',
    '/a/../b',
    '/./a',
    '/%2e%2e/a',
    '/%2E/a',
    '/a/%2e%2e',
    '/..%2fa',
    '/a%2fb',
    '/a%5Cb',
    '/a\\b',
    '/..\\a',
    '/%00',
    '/a%00.txt',
    '/a%0Ab',
    '/a%7F',
    '/a%C2%85',
    '/C:/a',
    '/a:b',
    '/%c0%ae',
    '/%',
    '/%zz',
    '/%u002e',
    'a',
    '*',
  ])('ST1 refuses %s', (path) => {
    expect(readPath(path, RULES)).toBeUndefined()
  })

  it('ST1 decodes once', () => {
    expect(readPath('/%252e%252e', RULES)).toEqual({ names: ['%2e%2e'], isFolder: false })
  })

  it.each(['//', '//a', '/a//b', '/a//', '/%61dmin', '/a%2Etxt', '/%7Euser', '/a%2d1'])(
    'ST4 refuses %s, another spelling',
    (path) => {
      expect(readPath(path, RULES)).toBeUndefined()
    },
  )

  it.each([
    '/.env',
    '/.git/config',
    '/a/.ssh',
    '/%2Eenv',
    '/.well-known/.x',
    '/a/.well-known/b',
    '/.Well-Known/a',
    '/...',
  ])('ST6 refuses %s', (path) => {
    expect(readPath(path, RULES)).toBeUndefined()
  })

  it('ST6 serves names with a dot where that is wanted', () => {
    expect(readPath('/.env', { dotfiles: true })?.names).toEqual(['.env'])
    expect(readPath('/..', { dotfiles: true })).toBeUndefined()
  })

  it.each([
    '/CON',
    '/nul',
    '/aux.txt',
    '/Com1.tar.gz',
    '/LPT9',
    '/com%C2%B9',
    '/nul%20.txt',
    '/conin$',
    '/a.txt.',
    '/a.txt%20',
    '/file::$DATA',
    '/a.txt:stream',
  ])('ST7 refuses %s', (path) => {
    expect(readPath(path, RULES)).toBeUndefined()
  })

  it('ST7 serves names that only begin like a device', () => {
    expect(readPath('/console.txt', RULES)?.names).toEqual(['console.txt'])
    expect(readPath('/com10', RULES)?.names).toEqual(['com10'])
  })

  it('ST15 takes signs of patterns for what they are', () => {
    expect(readPath('/*', RULES)?.names).toEqual(['*'])
    expect(readPath('/%5Ba%5D%3F', RULES)?.names).toEqual(['[a]?'])
  })
})

describe('encodeNames', () => {
  it('writes what readPath reads', () => {
    const names = ['a b', 'ü', '50%', "it's"]
    expect(readPath(encodeNames(names), RULES)).toEqual({ names, isFolder: false })
  })
})
