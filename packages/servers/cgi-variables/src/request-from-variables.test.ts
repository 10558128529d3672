import * as fc from 'fast-check'
import type { HttpRequest } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { addVariable, requestFromVariables, variablesFromRequest } from './index.ts'
import type { RequestFromVariables, VariablesOptions } from './index.ts'

/** What nginx sends for a GET of `/a%2Fb?c=d`, mounted at the root. */
const GET: Readonly<Record<string, string>> = {
  REQUEST_METHOD: 'GET',
  REQUEST_URI: '/a%2Fb?c=d',
  SCRIPT_NAME: '',
  PATH_INFO: '/a/b',
  QUERY_STRING: 'c=d',
  SERVER_PROTOCOL: 'HTTP/1.1',
  SERVER_NAME: 'example.com',
  SERVER_PORT: '80',
  REMOTE_ADDR: '192.0.2.1',
  REMOTE_PORT: '50000',
  HTTP_HOST: 'example.com',
}

/** Reads variables, those of a GET and these; `undefined` leaves one out. */
function read(
  changes: Readonly<Record<string, string | undefined>> = {},
  options?: VariablesOptions,
): RequestFromVariables {
  const variables = new Map<string, string>()
  for (const [name, value] of Object.entries({ ...GET, ...changes })) {
    if (value !== undefined) variables.set(name, value)
  }
  return requestFromVariables(variables, options)
}

const REFUSED = expect.objectContaining({
  name: 'VariablesError',
  status: 400,
  expose: true,
  code: 'BAD_VARIABLES',
}) as Error

function expectRefused(
  changes: Readonly<Record<string, string | undefined>>,
  options?: VariablesOptions,
): void {
  expect(() => read(changes, options)).toThrow(REFUSED)
}

describe('a request', () => {
  it('has all of its members', () => {
    const { request, contentLength } = read()
    expect({ ...request, headers: { ...request.headers } }).toEqual({
      method: 'GET',
      scheme: 'http',
      authority: 'example.com',
      basePath: '',
      path: '/a%2Fb',
      query: 'c=d',
      httpVersion: '1.1',
      headers: { host: 'example.com' },
      remote: { address: '192.0.2.1', port: 50_000 },
      body: null,
    })
    expect(contentLength).toBeNull()
  })

  it.each([undefined, '', 'GET /', 'CONNECT'])(
    'has a method that is a token and no tunnel, not %j',
    (method) => {
      expectRefused({ REQUEST_METHOD: method })
    },
  )

  it.each([
    ['HTTP/1.0', '1.0'],
    ['HTTP/1.1', '1.1'],
    ['HTTP/2', '2.0'],
    ['HTTP/2.0', '2.0'],
    ['HTTP/3.0', '3.0'],
    [undefined, '1.0'],
  ])('of %s has the version %s', (SERVER_PROTOCOL, httpVersion) => {
    expect(read({ SERVER_PROTOCOL }).request.httpVersion).toBe(httpVersion)
  })

  it.each(['', 'HTTP/0.9', 'HTTP/1.2', 'INCLUDED', 'http/1.1'])('has no version %j', (SERVER_PROTOCOL) => {
    expectRefused({ SERVER_PROTOCOL })
  })
})

describe('the path (GW10, GW24)', () => {
  it.each<[what: string, changes: Record<string, string | undefined>, basePath: string, path: string]>([
    ['is that of REQUEST_URI, octet by octet', { REQUEST_URI: '//a/%2e%2E/%41//' }, '', '//a/%2e%2E/%41//'],
    ['needs no other variable for it', { SCRIPT_NAME: undefined, PATH_INFO: undefined }, '', '/a%2Fb'],
    ['has its mount', { REQUEST_URI: '/app/a%2Fb', SCRIPT_NAME: '/app' }, '/app', '/a%2Fb'],
    [
      'has a mount that was encoded',
      { REQUEST_URI: '/m%C3%BC/x', SCRIPT_NAME: '/m\xc3\xbc' },
      '/m%C3%BC',
      '/x',
    ],
    ['is empty at the mount', { REQUEST_URI: '/app', SCRIPT_NAME: '/app', PATH_INFO: '' }, '/app', ''],
    ['has no mount of a slash', { REQUEST_URI: '/x', SCRIPT_NAME: '/' }, '', '/x'],
    [
      'has a mount without its slash',
      { REQUEST_URI: '/app/x', SCRIPT_NAME: '/app/', PATH_INFO: 'x' },
      '/app',
      '/x',
    ],
    ['of *', { REQUEST_METHOD: 'OPTIONS', REQUEST_URI: '*' }, '', '*'],
    ['of an absolute target', { REQUEST_URI: 'http://example.com/x' }, '', '/x'],
    ['of an absolute target without one', { REQUEST_URI: 'http://example.com?x' }, '', '/'],
    [
      'is whole where the front server has no script and repeats it',
      { REQUEST_URI: '/a%20b/', SCRIPT_NAME: '/a b/', PATH_INFO: undefined },
      '',
      '/a%20b/',
    ],
    [
      'is whole where it repeats it normalised',
      { REQUEST_URI: '/x//../a', SCRIPT_NAME: '/a', PATH_INFO: undefined },
      '',
      '/x//../a',
    ],
    [
      'has a mount that is configured without PATH_INFO',
      { REQUEST_URI: '/app/x', SCRIPT_NAME: '/app', PATH_INFO: undefined },
      '/app',
      '/x',
    ],
    [
      'is whole where mod_proxy_uwsgi repeats it twice',
      { REQUEST_URI: '/a%20b', SCRIPT_NAME: '/a b', PATH_INFO: '/a%20b' },
      '',
      '/a%20b',
    ],
    [
      'rewritten to a script in the same folder begins at the folder',
      { REQUEST_URI: '/sub/a%2Fb', SCRIPT_NAME: '/sub/app.fcgi', PATH_INFO: '/a/b' },
      '/sub',
      '/a%2Fb',
    ],
    [
      'of an index file is that of its folder',
      { REQUEST_URI: '/', SCRIPT_NAME: '/index.fcgi', PATH_INFO: '' },
      '',
      '/',
    ],
  ])('%s', (_what, changes, basePath, path) => {
    const { request } = read(changes)
    expect([request.basePath, request.path]).toEqual([basePath, path])
  })

  it('of a script is empty where nothing follows its name', () => {
    const script = { REQUEST_URI: '/cgi-bin/app.cgi', SCRIPT_NAME: '/cgi-bin/app.cgi', PATH_INFO: undefined }
    const { request } = read(script, { isScript: true })
    expect([request.basePath, request.path]).toEqual(['/cgi-bin/app.cgi', ''])
  })

  it.each([
    ['a mount that is not there', { REQUEST_URI: '/x', SCRIPT_NAME: '/app', PATH_INFO: '/x/y' }],
    ['half a segment', { REQUEST_URI: '/apple/x', SCRIPT_NAME: '/app', PATH_INFO: '/le/x' }],
    ['a mount behind dots', { REQUEST_URI: '//evil/../app/x', SCRIPT_NAME: '/app', PATH_INFO: '/x' }],
    ['a mount without a slash', { REQUEST_URI: '/app/x', SCRIPT_NAME: 'app', PATH_INFO: '/x' }],
    ['a fragment', { REQUEST_URI: '/a#b' }],
    ['an octet that no target has', { REQUEST_URI: '/ä' }],
    ['* for GET', { REQUEST_URI: '*' }],
    ['another scheme', { REQUEST_URI: 'https://example.com/' }],
    ['a host that is none', { REQUEST_URI: 'http://exa mple/' }],
  ])('is not made from %s', (_what, changes) => {
    expectRefused(changes)
  })

  it('without REQUEST_URI is encoded again, and %2F is lost', () => {
    const { request } = read({
      REQUEST_URI: undefined,
      SCRIPT_NAME: '/the app',
      PATH_INFO: '/a/b%\xfc?#',
    })
    expect([request.basePath, request.path, request.query]).toEqual(['/the%20app', '/a/b%25%FC%3F%23', 'c=d'])
    expect(read({ REQUEST_URI: undefined, PATH_INFO: '' }).request.path).toBe('/')
    expect(read({ REQUEST_URI: '', SCRIPT_NAME: '/', PATH_INFO: 'x' }).request.path).toBe('/x')
    expectRefused({ REQUEST_URI: undefined, PATH_INFO: 'x' })
    expectRefused({ REQUEST_URI: undefined, QUERY_STRING: 'a b' })
  })
})

describe('the scheme (GW17)', () => {
  it.each([
    [{ HTTPS: 'on' }, 'https'],
    [{ HTTPS: 'ON' }, 'https'],
    [{ HTTPS: '1', REQUEST_SCHEME: 'http' }, 'https'],
    [{ HTTPS: '' }, 'http'],
    [{ HTTPS: 'off' }, 'http'],
    [{ HTTPS: '0', REQUEST_SCHEME: 'http' }, 'http'],
    [{ REQUEST_SCHEME: 'https' }, 'https'],
    [{ REQUEST_SCHEME: '' }, 'http'],
    [{ HTTP_HTTPS: 'on', HTTP_X_FORWARDED_PROTO: 'https' }, 'http'],
  ])('of %j is %s', (changes, scheme) => {
    expect(read(changes).request.scheme).toBe(scheme)
  })

  it.each([{ HTTPS: 'yes' }, { REQUEST_SCHEME: 'ftp' }])('is not made from %j', (changes) => {
    expectRefused(changes)
  })
})

describe('the authority (REQ-7)', () => {
  it.each([
    [{ HTTP_HOST: 'example.org:8080' }, 'example.org:8080'],
    [{ REQUEST_URI: 'http://target.example/' }, 'target.example'],
    [{ HTTP_HOST: undefined, SERVER_PROTOCOL: 'HTTP/1.0' }, 'example.com'],
    [{ HTTP_HOST: '', SERVER_PROTOCOL: 'HTTP/1.0', SERVER_PORT: '81' }, 'example.com:81'],
    [{ HTTP_HOST: undefined, SERVER_PROTOCOL: 'HTTP/2.0', SERVER_NAME: '::1' }, '[::1]'],
    [{ HTTP_HOST: undefined, SERVER_PROTOCOL: 'HTTP/2.0', SERVER_NAME: '' }, 'localhost'],
  ])('of %j is %s', (changes, authority) => {
    expect(read(changes).request.authority).toBe(authority)
  })

  it('agrees with the field where the target has one', () => {
    expect(read({ REQUEST_URI: 'http://target.example/' }).request.headers['host']).toBe('target.example')
  })

  it.each([undefined, '', 'a b', 'user@example.com', 'example.com:99999'])(
    'is not %j in HTTP/1.1',
    (HTTP_HOST) => {
      expectRefused({ HTTP_HOST })
    },
  )
})

describe('fields', () => {
  it('have lower-case names with hyphens, and inherit nothing (HEAD-1, HEAD-3)', () => {
    const { headers } = read({ HTTP_X_REQUEST_ID: '7', HTTP_CONSTRUCTOR: 'x' }).request
    expect({ ...headers }).toEqual({ host: 'example.com', 'x-request-id': '7', constructor: 'x' })
    expect(read().request.headers['constructor']).toBeUndefined()
  })

  it('have values without blanks around them, of any octet but controls', () => {
    expect(read({ HTTP_X: ' \t a\tb \xff ' }).request.headers['x']).toBe('a\tb \xff')
    for (const value of ['a\r\nb', 'a\0', 'a\x7fb', '\n']) expectRefused({ HTTP_X: value })
  })

  it('of content come from CONTENT_TYPE and CONTENT_LENGTH, whatever else says so (GW2)', () => {
    const shadows = { HTTP_CONTENT_LENGTH: '99', HTTP_CONTENT_TYPE: 'evil/type' }
    const { request, contentLength } = read({ ...shadows, CONTENT_LENGTH: '5', CONTENT_TYPE: 'text/plain' })
    expect(contentLength).toBe(5)
    expect(request.headers).toMatchObject({ 'content-length': '5', 'content-type': 'text/plain' })
    const none = read({ ...shadows, CONTENT_LENGTH: '', CONTENT_TYPE: '' })
    expect([none.contentLength, { ...none.request.headers }]).toEqual([null, { host: 'example.com' }])
  })

  it.each(['-1', '+1', '1.0', '1e3', ' 1', '0x10', '99999999999999999', '1, 1'])(
    'have no length of %j',
    (length) => {
      expectRefused({ CONTENT_LENGTH: length })
    },
  )

  it('have no proxy: it would become that of outgoing requests (httpoxy, GW1)', () => {
    expect({ ...read({ HTTP_PROXY: 'http://evil.example' }).request.headers }).toEqual({
      host: 'example.com',
    })
  })

  it('have a transfer coding only where it tells of content without length', () => {
    const coding = (CONTENT_LENGTH?: string): unknown =>
      read({ HTTP_TRANSFER_ENCODING: 'chunked', CONTENT_LENGTH }).request.headers['transfer-encoding']
    expect([coding(), coding('5')]).toEqual(['chunked', undefined])
    expect(read({ HTTP_TRANSFER_ENCODING: 'gzip' }).request.headers['transfer-encoding']).toBeUndefined()
  })

  it.each(['HTTP_X-A', 'HTTP_x_a', 'HTTP_', 'HTTP_X A', 'HTTP_Ü'])(
    'are not made from %j (HEAD-4)',
    (name) => {
      expectRefused({ [name]: 'value' })
    },
  )

  it('have the credentials that Apache keeps through an internal redirect, and nothing else of it', () => {
    const kept = { REDIRECT_HTTP_AUTHORIZATION: 'Basic x', REDIRECT_URL: '/evil', REDIRECT_HTTP_X: 'x' }
    expect({ ...read(kept).request.headers }).toEqual({ host: 'example.com', authorization: 'Basic x' })
    expect(read({ ...kept, HTTP_AUTHORIZATION: 'Basic y' }).request.headers['authorization']).toBe('Basic y')
  })

  it('expect nothing but 100-continue', () => {
    expect(read({ HTTP_EXPECT: '100-Continue' }).request.headers['expect']).toBe('100-Continue')
    expectRefused({ HTTP_EXPECT: 'tea' })
  })
})

describe('the peer (REQ-9)', () => {
  it.each([
    [{ REMOTE_ADDR: '2001:db8::1' }, { address: '2001:db8::1', port: 50_000 }],
    [{ REMOTE_ADDR: '::ffff:192.0.2.7' }, { address: '192.0.2.7', port: 50_000 }],
    [{ REMOTE_PORT: undefined }, { address: '192.0.2.1', port: 0 }],
    [{ REMOTE_PORT: '70000' }, { address: '192.0.2.1', port: 0 }],
    [{ REMOTE_ADDR: 'unix:' }, null],
    [{ REMOTE_ADDR: '' }, null],
    [{ REMOTE_ADDR: undefined, HTTP_REMOTE_ADDR: '192.0.2.9' }, null],
  ])('of %j is %j', (changes, remote) => {
    expect(read(changes).request.remote).toEqual(remote)
  })
})

describe('variables that are sent more than once (GW23)', () => {
  const collect = (...list: Array<[name: string, value: string]>): Map<string, string> => {
    const variables = new Map(Object.entries(GET))
    for (const [name, value] of list) addVariable(variables, name, value)
    return variables
  }

  it('are lines of one field, joined as on the HTTP server (HEAD-2)', () => {
    const { headers } = requestFromVariables(
      collect(
        ['HTTP_X', 'a'],
        ['HTTP_X', ''],
        ['HTTP_X', 'b'],
        ['HTTP_COOKIE', 'a=1'],
        ['HTTP_COOKIE', 'b=2'],
      ),
    ).request
    expect([headers['x'], headers['cookie']]).toEqual(['a, b', 'a=1; b=2'])
  })

  it.each([
    ['HTTP_HOST', 'evil.example'],
    ['REQUEST_METHOD', 'PUT'],
    ['SCRIPT_NAME', '/app'],
  ])('are refused where they have one meaning: %s', (name, value) => {
    expect(() => collect([name, value])).toThrow(REFUSED)
  })

  it('count the first time where they have none here', () => {
    expect(collect(['DOCUMENT_ROOT', '/a'], ['DOCUMENT_ROOT', '/b']).get('DOCUMENT_ROOT')).toBe('/a')
  })
})

describe('there and back', () => {
  const segment = fc.stringMatching(/^([a-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2}){0,6}$/)
  const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`)
  const value = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/)
  const name = fc.stringMatching(/^x-[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/)

  it('any request is the same as before', async () => {
    await fc.assert(
      fc.asyncProperty(
        path,
        path,
        segment,
        fc.dictionary(name, value),
        async (base, rest, query, headers) => {
          // A mount that ends with an encoded slash cannot be told from one that ends without.
          const basePath = /(\/|%2F)$/.test(base) ? '' : base
          let before: HttpRequest | undefined
          await client((request) => {
            before = { ...request, basePath, path: rest, query }
            return { status: 204, headers: {}, body: null }
          }).get('/', { headers: { ...headers, host: 'example.com' } })
          const server = { name: '@tsgi/server', version: '1.0.0', spec: '1.0', runtime: 'test' }
          const { request } = requestFromVariables(variablesFromRequest(before!, server))
          const { state: _state, exchange: _exchange, headers: fields, ...members } = before!
          expect({ ...request, headers: { ...request.headers } }).toEqual({
            ...members,
            headers: { ...fields },
          })
        },
      ),
      { numRuns: 200 },
    )
  })

  it('no variables whatsoever do anything but give a request or a VariablesError', () => {
    const names = fc.oneof(
      fc.constantFrom(...Object.keys(GET), 'HTTPS', 'CONTENT_LENGTH', 'HTTP_EXPECT'),
      fc.string(),
    )
    const octets = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('latin1'))
    fc.assert(
      fc.property(
        fc.dictionary(names, fc.oneof(octets, fc.constantFrom('/', '*', '//a', '1')), { maxKeys: 6 }),
        (changes) => {
          expect(targetOrError(changes)).toMatch(TARGET)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

/** A mount and a path, one behind the other, or the code of a refusal. */
const TARGET = /^((\/[^?#\n]*[^/?#\n])?\n(\/.*|\*)?|BAD_VARIABLES)$/

function targetOrError(changes: Readonly<Record<string, string>>): string {
  try {
    const { basePath, path } = read(changes).request
    return `${basePath}\n${path}`
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}
