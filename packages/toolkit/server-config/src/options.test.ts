import { describe, expect, it } from 'vitest'
import { readOptions } from './options.ts'
import type { ServerConfigOptions } from './options.ts'
import { serverConfig } from './server-config.ts'
import type { Program } from './server-config.ts'

const NAME = 'name: expected small letters, digits and hyphens, a letter first'
const HOST = 'expected a host name in ASCII (xn--…) or an address'
const SITE = 'serverNames: expected host names in ASCII (xn--…), with *. in front if they like'
const SOCKET = 'unix: expected an absolute path of letters, digits and ._/@+-'
const LOCATION = "expected a path with a slash at both ends, such as '/assets/'"
const FOLDER = 'expected an absolute path without control characters'
const DOTS = 'expected a path without //, /./ and /../'
const WORDS = 'service.command: expected words without control characters'

const folder = '/srv'
const workingDirectory = '/srv'
const command = ['/bin/true']

describe('readOptions', () => {
  it('fills in defaults', () => {
    expect(readOptions({})).toEqual({
      name: 'app',
      protocol: 'http',
      upstream: { host: '127.0.0.1', port: 8000 },
      listen: { host: undefined, port: 80 },
      serverNames: [],
      static: [],
      handOff: undefined,
      maxContentBytes: 16_777_216,
      answerTimeoutMs: 60_000,
      proxyProtocol: false,
      service: undefined,
    })
  })

  it.each([
    ['fastcgi', 9000],
    ['scgi', 4000],
    ['uwsgi', 3031],
  ] as const)('knows the port of %s', (protocol, port) => {
    expect(readOptions({ protocol }).upstream).toEqual({ host: '127.0.0.1', port })
  })

  it('gives folders no slash at their end', () => {
    expect(readOptions({ static: [{ folder: '/srv/public/' }] }).static).toEqual([
      { path: '/', folder: '/srv/public' },
    ])
    expect(readOptions({ static: [{ folder: '/' }] }).static).toEqual([{ path: '/', folder: '/' }])
  })

  it.each<[unknown, string]>([
    [null, 'options: expected an object, got null'],
    [{ nmae: 'shop' }, "Unknown option 'nmae' in options; expected name, protocol"],
    [{ name: 'Shop' }, `${NAME}, got "Shop"`],
    [{ name: 'a b' }, `${NAME}, got "a b"`],
    [{ name: 'a\n}' }, `${NAME}, got "a\\n}"`],
    [{ name: '../a' }, `${NAME}, got "../a"`],
    [{ protocol: 'ajp' }, 'protocol is http, fastcgi, scgi or uwsgi, got "ajp"'],
    [{ protocol: 'constructor' }, 'got "constructor"'],
    [{ host: 'a b' }, `host: ${HOST}, got "a b"`],
    [{ host: 'a;b' }, `host: ${HOST}, got "a;b"`],
    [{ host: 'a\nb' }, `host: ${HOST}, got "a\\nb"`],
    [{ host: '$host' }, `host: ${HOST}, got "$host"`],
    [{ host: '*.a' }, `host: ${HOST}, got "*.a"`],
    [{ host: 'fe80::1%eth0' }, `host: ${HOST}`],
    [{ host: ['127.0.0.1'] }, `host: ${HOST}`],
    [{ port: 0 }, 'port: expected an integer from 1 to 65535, got 0'],
    [{ port: '8000' }, 'port: expected an integer from 1 to 65535, got "8000"'],
    [{ unix: 'app.sock' }, `${SOCKET}, got "app.sock"`],
    [{ unix: '/run/a b.sock' }, SOCKET],
    [{ unix: '/run/a;b' }, SOCKET],
    [{ unix: '/run/a|b' }, SOCKET],
    [{ unix: '/run/a\n' }, `${SOCKET}, got "/run/a\\n"`],
    [{ unix: '/run/../a' }, DOTS],
    [{ unix: `/run/${'a'.repeat(103)}` }, 'unix: expected at most 107 characters'],
    [{ unix: '/run/a', port: 1 }, 'unix stands in place of host and port: name one of them'],
    [{ listen: { port: 80, host: 'a b' } }, `listen.host: ${HOST}`],
    [{ listen: { port: 80, tls: true } }, "Unknown option 'tls' in listen; expected host, port"],
    [{ listen: {} }, 'listen.port: expected an integer from 1 to 65535, got undefined'],
    [{ serverNames: 'a' }, 'serverNames: expected a list, got "a"'],
    [{ serverNames: ['a b'] }, `${SITE}, got "a b"`],
    [{ serverNames: ['a;}'] }, SITE],
    [{ serverNames: ['a"b'] }, SITE],
    [{ serverNames: ['a{b}'] }, SITE],
    [{ serverNames: ['~^a$'] }, SITE],
    [{ serverNames: ['a.*'] }, SITE],
    [{ serverNames: ['*'] }, SITE],
    [{ serverNames: ['bücher.example'] }, SITE],
    [{ serverNames: ['::1'] }, SITE],
    [{ serverNames: [1] }, SITE],
    [{ static: { folder } }, 'static: expected a list'],
    [{ static: [{ folder, root: 1 }] }, "Unknown option 'root' in static; expected path, folder"],
    [{ static: [{ path: '/assets', folder }] }, `static.path: ${LOCATION}, got "/assets"`],
    [{ static: [{ path: 'assets/', folder }] }, `static.path: ${LOCATION}`],
    [{ static: [{ path: '/a b/', folder }] }, `static.path: ${LOCATION}`],
    [{ static: [{ path: '/a;/', folder }] }, `static.path: ${LOCATION}`],
    [{ static: [{ path: '/a$b/', folder }] }, `static.path: ${LOCATION}`],
    [{ static: [{ path: '/../', folder }] }, `static.path: ${DOTS}`],
    [{ static: [{ path: '/a//b/', folder }] }, `static.path: ${LOCATION}`],
    [{ static: [{ folder: 'public' }] }, `static.folder: ${FOLDER}, got "public"`],
    [{ static: [{ folder: '/srv\n}' }] }, `static.folder: ${FOLDER}, got "/srv\\n}"`],
    [{ static: [{ folder: '/srv/../etc' }] }, `static.folder: ${DOTS}`],
    [{ static: [{ folder }, { path: '/', folder }] }, 'static: one folder for each path, got / twice'],
    [
      { static: [{ path: '/protected/', folder }], handOff: { folder } },
      'static: one folder for each path, got /protected/ twice',
    ],
    [{ handOff: { folder, location: '/' } }, "handOff.location is a path below '/'"],
    [{ handOff: { folder: '' } }, `handOff.folder: ${FOLDER}, got ""`],
    [{ maxContentBytes: -1 }, 'maxContentBytes: expected an integer from 0, got -1'],
    [{ answerTimeoutMs: 10 }, 'answerTimeoutMs: expected an integer from 1000, got 10'],
    [{ proxyProtocol: 'v2' }, 'proxyProtocol is true or false, got "v2"'],
    [{ service: { command: [], workingDirectory } }, `service.command: ${FOLDER}, got ""`],
    [{ service: { command: ['tsgi'], workingDirectory } }, `service.command: ${FOLDER}, got "tsgi"`],
    [{ service: { command: ['/bin/true', 'a\nExecStartPre=/b'], workingDirectory } }, WORDS],
    [{ service: { command, workingDirectory: '/srv\nUser=root' } }, `service.workingDirectory: ${FOLDER}`],
    [{ service: { command, workingDirectory: '/srv\\' } }, 'no backslash and no blank at its end'],
    [{ service: { command, workingDirectory: '/srv ' } }, 'no backslash and no blank at its end'],
    [{ service: { command, workingDirectory, user: 'a\nb' } }, 'service.user: expected the name of a user'],
    [{ service: { command, workingDirectory, group: 'a b' } }, 'service.group: expected the name of a group'],
  ])('refuses %o', (options, message) => {
    const read = (): unknown => readOptions(options as ServerConfigOptions)
    expect(read).toThrow(TypeError)
    expect(read).toThrow(message)
  })
})

describe('folders with characters that mean something', () => {
  const print = (program: Program, character: string): string =>
    serverConfig(program, { static: [{ path: '/a/', folder: `/srv/a${character}b` }] })[0]!.text

  it.each<[Program, string]>([
    ['nginx', " ;#'%*?[]{}`"],
    ['apache', ' ;#{}`'],
    ['lighttpd', " ;#$'%*?[]{}`"],
    ['caddy', " ;#$'%"],
  ])('are in quotes for %s', (program, characters) => {
    for (const character of characters.split('')) {
      expect(print(program, character)).toMatch(/"\/srv\/a.b\/?"/)
    }
  })

  it.each<[Program, string]>([
    ['nginx', '"\\$'],
    ['apache', '"\\$%\'*?[]'],
    ['lighttpd', '"\\'],
    ['caddy', '"\\`{}*?[]'],
  ])('are refused for %s', (program, characters) => {
    for (const character of characters.split('')) {
      expect(() => print(program, character)).toThrow(
        `A path in a configuration of ${program} cannot have ${character} in it`,
      )
    }
  })
})
