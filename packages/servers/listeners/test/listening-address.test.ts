import { describe, expect, it } from 'vitest'
import { resolveListenAddress } from '../src/listening/listen-address.ts'
import type { ListenAddress } from '../src/listening/listen-address.ts'

describe('an address to listen on', () => {
  it('has defaults', () => {
    const tcp = { kind: 'tcp', host: '127.0.0.1', port: 8000, ipv6Only: false }
    expect(resolveListenAddress({})).toEqual(tcp)
    expect(resolveListenAddress({ port: 0 })).toEqual({ ...tcp, port: 0 })
    expect(resolveListenAddress({ host: '::', ipv6Only: true })).toEqual({
      ...tcp,
      host: '::',
      ipv6Only: true,
    })
    expect(resolveListenAddress({ unix: 'app.sock' })).toEqual({
      kind: 'unix',
      path: 'app.sock',
      mode: 0o660,
    })
    expect(resolveListenAddress({ unix: '/a', mode: 0o600 })).toMatchObject({ path: '/a', mode: 0o600 })
    expect(resolveListenAddress({ fd: 3 })).toEqual({ kind: 'inherited', fd: 3 })
  })

  it.each([
    ['127.0.0.1:8000', { host: '127.0.0.1', port: 8000 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['[::]:8000', { host: '::', port: 8000 }],
    ['[2001:db8::1]:65535', { host: '2001:db8::1', port: 65_535 }],
    [':8000', { host: '::', port: 8000 }],
    ['unix:/run/app.sock', { unix: '/run/app.sock' }],
    ['unix:app:1', { unix: 'app:1' }],
    ['fd:3', { fd: 3 }],
  ] satisfies Array<[string, ListenAddress]>)('may be the text %s', (text, address) => {
    expect(resolveListenAddress(text)).toEqual(resolveListenAddress(address))
  })

  it.each([
    '',
    '8000',
    'localhost',
    ':',
    'localhost:',
    'localhost:http',
    'localhost: 80',
    'localhost:080',
    'localhost:-1',
    'localhost:8e3',
    '::1:8000',
    '[::1]',
    '[::1:8000',
    '[127.0.0.1]:8000x',
    '[localhost:1]:8000',
    'http://localhost:8000',
    'fd:',
    'fd:-1',
    'fd:three',
  ])('is not the text %j', (text) => {
    expect(() => resolveListenAddress(text)).toThrow(`${JSON.stringify(text)} is no address to listen on`)
  })

  it.each([
    ['localhost:65536', 'port is 0 to 65535, got 65536'],
    ['unix:', 'unix is a path, got ""'],
    ['fd:99999999999', 'fd is the number of a descriptor, got 99999999999'],
    [{ host: '' }, 'host is a non-empty string, got ""'],
    [{ port: '80' }, 'port is 0 to 65535, got "80"'],
    [{ ipv6Only: 1 }, 'ipv6Only is a boolean, got 1'],
    [{ unix: '\0abstract' }, 'unix is a path'],
    [{ unix: '/a', mode: 660 }, 'mode is octal, 0 to 0o777, got 660'],
    [{ fd: -1 }, 'fd is the number of a descriptor, got -1'],
    [{ unix: '/a', port: 80 }, "An address to listen on with unix has no 'port'"],
    [{ unix: '/a', fd: 3 }, "An address to listen on with unix has no 'fd'"],
    [{ fd: 3, mode: 0o600 }, "An address to listen on with fd has no 'mode'"],
    [{ prot: 80 }, "An address to listen on with host has no 'prot'"],
    [null, 'An address is an object or a string, got null'],
    [8000, 'An address is an object or a string, got 8000'],
  ])('is not %j', (address, message) => {
    expect(() => resolveListenAddress(address as ListenAddress)).toThrow(message)
  })
})
