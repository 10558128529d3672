import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { hasContent, readRequest, upgradeOffers } from './read-request.ts'
import type { NodeRequest } from './read-request.ts'

const socket = { remoteAddress: '203.0.113.7', remotePort: 5, localPort: 8080 } as Socket

function request(parts: Partial<NodeRequest> = {}): NodeRequest {
  const rawHeaders = ['Host', 'a.test']
  return { method: 'GET', url: '/', httpVersion: '1.1', httpVersionMajor: 1, rawHeaders, socket, ...parts }
}

describe('a request of Node', () => {
  it('is read', () => {
    expect(readRequest(request({ url: '/a%2Fb?c' }), false)).toMatchObject({
      ...{ method: 'GET', scheme: 'http', authority: 'a.test', basePath: '', path: '/a%2Fb', query: 'c' },
      ...{ httpVersion: '1.1', headers: { host: 'a.test' }, remote: { address: '203.0.113.7', port: 5 } },
    })
  })

  it('is read with a mount', () => {
    const mounted = { ...request({ url: '/b' }), originalUrl: '/a/b', baseUrl: '/a' }
    expect(readRequest(mounted, false)).toMatchObject({ basePath: '/a', path: '/b' })
  })

  it('is of https over TLS (REQ-6)', () => {
    const secure = { encrypted: true } as unknown as Socket
    expect(readRequest(request({ socket: secure }), false)).toMatchObject({ scheme: 'https' })
  })

  it('takes the authority from an absolute target (PATH-7)', () => {
    const read = readRequest(request({ url: 'http://b.test:81?c' }), false)
    expect(read).toMatchObject({
      authority: 'b.test:81',
      path: '/',
      query: 'c',
      headers: { host: 'b.test:81' },
    })
  })

  it('joins repeated fields (HEAD-2)', () => {
    const rawHeaders = ['Host', 'a', 'X', '1', 'x', '', 'x', '2', 'Cookie', 'a', 'cookie', 'b']
    expect(readRequest(request({ rawHeaders }), false)?.headers).toMatchObject({ x: '1, 2', cookie: 'a; b' })
  })

  it.each<[string, Partial<NodeRequest>]>([
    ['no Host', { rawHeaders: [] }],
    ['an invalid Host', { rawHeaders: ['Host', 'http://a'] }],
    ['two Hosts', { rawHeaders: ['Host', 'a', 'Host', 'a'] }],
    ['a fragment', { url: '/a#b' }],
    ['a target of another scheme', { url: 'https://a.test/' }],
    ['a star that is not of OPTIONS', { url: '*' }],
  ])('is not in order: %s', (_what, parts) => {
    expect(readRequest(request(parts), false)).toBeUndefined()
    expect(readRequest(request(parts), true)).toBeDefined()
  })
})

it.each<[string[], boolean]>([
  [[], false],
  [['content-length', '0'], false],
  [['content-length', '1'], true],
  [['transfer-encoding', 'chunked'], true],
])('has content or not: %s (BODY-1)', (lines, expected) => {
  const read = readRequest(request({ rawHeaders: ['Host', 'a', ...lines] }), false)!
  expect(hasContent(read, request())).toBe(expected)
})

it.each<[string, string[] | undefined]>([
  ['websocket', ['websocket']],
  ['h2c, websocket/13', ['websocket/13']],
  ['h2c', undefined],
  ['a b', undefined],
])('offers other protocols: %s (UPGR-1)', (upgrade, expected) => {
  const read = readRequest(request({ rawHeaders: ['Host', 'a', 'Upgrade', upgrade] }), false)!
  expect(upgradeOffers(read)).toEqual(expected)
})
