import { describe, expect, it } from 'vitest'
import { andThen, notFound, text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { makeRequest } from '../test/make-request.ts'
import { compose } from './compose.ts'
import { mount } from './mount.ts'

const elsewhere: Application = () => text('elsewhere')
const where: Application = ({ basePath, path }) => text(`${basePath}|${path}`)

/** Where a request for `path` ends: `'basePath|path'` as the mounted application sees them, or `'elsewhere'`. */
function bodyAt(prefix: string, path: string, basePath = ''): unknown {
  return andThen(mount(prefix, where)(elsewhere)(makeRequest({ basePath, path })), ({ body }) => body)
}

describe('mount (PATH-9, RT3)', () => {
  it.each([
    ['/api', '/api', '/api|'],
    ['/api', '/api/', '/api|/'],
    ['/api', '/api/users/1', '/api|/users/1'],
    ['/api', '/api//users', '/api|//users'],
    ['/api/v1', '/api/v1/users', '/api/v1|/users'],
  ])('at %s moves the prefix of %s: %s', (prefix, path, expected) => {
    expect(bodyAt(prefix, path)).toBe(expected)
  })

  it.each([
    ['/api', '/apix'],
    ['/api', '/apix/users'],
    ['/api', '/'],
    ['/api', '//api'],
    ['/api', '/API'],
    ['/api', '*'],
    ['/api/v1', '/api'],
    ['/api/v1', '/api/v10'],
    ['/api/v1', '/api//v1'],
  ])('at %s passes %s on', (prefix, path) => {
    expect(bodyAt(prefix, path)).toBe('elsewhere')
  })

  it('appends to the base path, and so can be nested', () => {
    const outer = mount('/a', mount('/b', where)(notFound))(elsewhere)
    expect(outer(makeRequest({ basePath: '/base', path: '/a/b/c' }))).toMatchObject({ body: '/base/a/b|/c' })
  })

  it('does not match the empty path below a base path', () => {
    expect(bodyAt('/api', '', '/base')).toBe('elsewhere')
  })

  it('keeps other members of the request', () => {
    const request = makeRequest({ path: '/api/x', query: 'a=1', state: { 'acme.user': 1 } })
    const app = mount('/api', (inner) => {
      expect(inner).toEqual({ ...request, basePath: '/api', path: '/x' })
      return text('ok')
    })(elsewhere)
    expect(app(request)).toMatchObject({ body: 'ok' })
  })
})

describe('mount and spelling (PATH-10, ST4)', () => {
  it.each([
    ['/api', '/%61pi/x', '/%61pi|/x'],
    ['/api', '/a%70%69', '/a%70%69|'],
    ['/café', '/caf%C3%A9/x', '/caf%C3%A9|/x'],
    ['/caf%C3%A9', '/caf%c3%a9/x', '/caf%c3%a9|/x'],
    ['/a b', '/a%20b/', '/a%20b|/'],
    ['/api', '/api/caf%C3%A9', '/api|/caf%C3%A9'],
  ])('at %s takes %s, with its own octets: %s', (prefix, path, expected) => {
    expect(bodyAt(prefix, path)).toBe(expected)
  })

  it.each([
    '/api/../admin',
    '/api/%2e%2e/admin',
    '/x/../api',
    '/api%2Fusers',
    '/api/a%2Fb',
    '/api\\users',
    '/api/%00',
    '/api/%zz',
    '/%2561pi',
  ])('passes %s on', (path) => {
    expect(bodyAt('/api', path)).toBe('elsewhere')
  })
})

describe('mount at the root', () => {
  it.each(['', '/'])('given as %j takes every request as it is', (prefix) => {
    expect(bodyAt(prefix, '/a/../b')).toBe('|/a/../b')
    expect(bodyAt(prefix, '*')).toBe('|*')
    expect(bodyAt(prefix, '', '/base')).toBe('/base|')
  })
})

it('gives the answer of the mounted application, a fall-through too', () => {
  const app = compose(mount('/api', notFound))(elsewhere)
  expect(app(makeRequest({ path: '/api' }))).toMatchObject({ status: 404 })
})

it.each(['api', '/api/', '//', '/a//b', '/a/../b', '/a%2Fb', '/a\\b', '*'])(
  'refuses the prefix %j',
  (prefix) => {
    expect(() => mount(prefix, where)).toThrow(TypeError)
  },
)
