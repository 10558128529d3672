import { gzipSync } from 'node:zlib'
import type { SuiteRequest } from '@tsgi/testing'

const STATUSES = [
  '200',
  '201',
  '203',
  '206',
  '299',
  '300',
  '400',
  '404',
  '410',
  '418',
  '429',
  '451',
  '500',
  '503',
]
const QUERIES = ['', 'a', 'a=', '=b', 'a=1&a=2', 'a=%26', 'a=b+c', 'a=%', '%C3%BC=%C3%BC', 'a[]=1', 'a?b']
const PATHS = [
  '/optional',
  '/optional/',
  '/optional/x',
  '/number/12',
  '/number/x',
  '/chained',
  '/cloned',
  '/copied',
  '/form',
  '/chunks/3',
  '/length/0',
  '/length/1',
  '/length/5000',
  '/length/40000',
  '/pretty',
  '/pretty?pretty',
  '/validated?n=12',
  '/validated?n=x',
  '/validated',
  '/conditional',
  '/J%C3%BCrgen',
  '/a:b@c',
]
const TYPES = ['text/html; charset=utf-8', 'application/xml', 'image/png', 'application/x-none']
const VALUES = ['1', 'a, b', 'x;y=z', 'W/"tag"']
const LANGUAGES = ['de', 'fr;q=0.5, de;q=0.7', '*', 'xx', 'en-GB,en;q=0.9']
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']
const HEADS = ['/', '/html', '/any', '/length/40000', '/redirect', '/cookies', '/no-content', '/sized-stream']

/** Requests whose answers are compared, by what they show. */
export const requests: Readonly<Record<string, SuiteRequest>> = {
  ...gets({
    'a root': '/',
    'a parameter and repeated query parameters': '/users/4%202?a=1&a=2&b=%C3%BC',
    'a parameter with an escaped slash': '/users/a%2Fb',
    'a wildcard': '/files/a/b%20c/d',
    'a path with two slashes': '/files//a',
    'a path that only looks like dots': '/files/...',
    'a query with a character that a URL escapes': "/users/1?a='b'",
    'an app below a prefix': '/sub/inner?x=y',
    'a mounted handler': '/mounted/deep/path?q=1',
    'a handler that passes on': '/next',
    'an unknown path': '/nowhere',
    JSON: '/json',
    HTML: '/html',
    bytes: '/body',
    'a status with fields': '/created',
    'an empty answer': '/empty',
    '204': '/no-content',
    '205': '/reset-content',
    '304': '/not-modified',
    'a redirect': '/redirect',
    'a permanent redirect to another host': '/moved',
    'an error that is thrown': '/throw',
    'an error that is rejected': '/reject',
    'an exception with a status': '/http-exception',
    'a field of latin-1': '/latin1',
    'a blob': '/blob',
    'search parameters': '/search-params',
    'a buffer': '/buffer',
    'an unknown status': '/error-response',
    'a field that was appended to': '/vary',
    'several cookies': '/cookies',
    'a stream': '/stream',
    'a stream of text': '/stream-text',
    'server-sent events': '/sse',
    'a stream that is ready': '/ready-stream',
    'an empty stream': '/empty-stream',
    'a stream with a length': '/sized-stream',
    'an entity-tag': '/etag/x',
    'security fields': '/secure/x',
    'an authentication that is missing': '/auth/x',
    'a compression that was not asked for': '/compress/x',
    'a slash that is trimmed': '/trim/x/',
    'a slash that is appended': '/append/x',
    'fields that are changed': '/changed',
  }),
  ...listed('status', STATUSES, (code) => ({ target: `/status/${code}` })),
  ...listed('the query', QUERIES, (query) => ({ target: `/any?${query}` })),
  ...listed('the path', PATHS, (target) => ({ target })),
  ...listed('the type', TYPES, (type) => ({ target: `/type?is=${encodeURIComponent(type)}` })),
  ...listed('a field', VALUES, (value) => ({ target: `/field?is=${encodeURIComponent(value)}&is=2` })),
  ...listed('the language', LANGUAGES, (language) => ({
    target: '/accepts',
    headers: [['accept-language', language]],
  })),
  ...listed('the method', METHODS, (method) => ({ target: '/any?a', method })),
  ...listed('HEAD of', HEADS, (target) => ({ target, method: 'HEAD' })),
  ...listed('the token', ['secret', 'wrong', ''], (token) => ({
    target: '/bearer',
    headers: [['authorization', `Bearer ${token}`]],
  })),
  'a tag that matches': { target: '/conditional', headers: [['if-none-match', '*']] },
  HEAD: { method: 'HEAD', target: '/json' },
  'HEAD of a stream': { method: 'HEAD', target: '/stream' },
  'HEAD of an unknown path': { method: 'HEAD', target: '/nowhere' },
  OPTIONS: { method: 'OPTIONS', target: '/methods' },
  'an uncommon method': { method: 'PROPFIND', target: '/methods' },
  'a method of nobody': { method: 'DELETE', target: '/methods' },
  'fields of a request': {
    target: '/request?x',
    headers: [
      ['X-One', ' 1 '],
      ['x-Two', 'a'],
      ['X-two', 'b'],
      ['cookie', 'a=1'],
      ['Cookie', 'b=2'],
      ['x-latin1', 'caf\u00e9'],
    ],
  },
  'a host with capitals': { target: '/request', host: 'EXAMPLE.test' },
  'a host with a port': { target: '/request', host: 'example.test:8080' },
  'a host with the port of the scheme': { target: '/request', host: 'example.test:80' },
  'an IPv6 host': { target: '/request', host: '[::1]:8080' },
  'an absolute target': { target: 'http://conformance.test/request?a' },
  'cookies that came': { target: '/cookies', headers: [['cookie', 'x=1; y=%20; z="q"']] },
  'a signed cookie that is forged': { target: '/signed', headers: [['cookie', 'c=3.forged']] },
  'a preflight': {
    method: 'OPTIONS',
    target: '/cors/x',
    headers: [
      ['origin', 'https://a.example'],
      ['access-control-request-method', 'PUT'],
      ['access-control-request-headers', 'x-b'],
    ],
  },
  'a request from another origin': { target: '/cors/x', headers: [['origin', 'https://a.example']] },
  'a conditional request': {
    target: '/etag/x',
    headers: [
      ['if-none-match', '"0b5f5e1d"'],
      ['if-none-match', '*'],
    ],
  },
  'an authentication': { target: '/auth/x', headers: [['authorization', `Basic ${btoa('u:p')}`]] },
  'a compressed answer': { target: '/compress/x', headers: [['accept-encoding', 'gzip']] },
  'content echoed': post(
    '/echo',
    [['content-type', 'application/octet-stream']],
    new Uint8Array([0, 128, 255]),
  ),
  'content as text': post('/text', [['content-type', 'text/plain']], '\ufeffgrüße'),
  'content as JSON': post('/json', [['content-type', 'application/json']], '{"a":[1]}'),
  'JSON that is none': post('/json', [['content-type', 'application/json']], '{'),
  'a form': post('/form', [['content-type', 'application/x-www-form-urlencoded']], 'a=1&a=2&b=%C3%BC+x'),
  'a file': post('/file', [['content-type', 'multipart/form-data; boundary=X']], multipart()),
  'content as a blob': post('/blob', [['content-type', 'text/x-blob']], 'blob'),
  'content read twice': post('/twice', [], 'twice'),
  'content read twice from the native request': post('/used', [], 'used'),
  'content cloned': post('/clone', [], 'clone'),
  'content that nobody reads': post('/unread', [], 'x'.repeat(1000)),
  'no content': { method: 'POST', target: '/text' },
  'content in chunks': {
    method: 'POST',
    target: '/text',
    body: ['one ', 'two ', 'three'],
    framing: 'chunked',
  },
  'much content': {
    method: 'POST',
    target: '/size',
    body: Array.from({ length: 64 }, () => 'x'.repeat(65_536)),
  },
  'content within a limit': post('/limit/x', [], '1234567890'),
  'content over a limit': post('/limit/x', [], '12345678901'),
  'chunks over a limit': { ...post('/limit/x', [], '12345678901'), framing: 'chunked' },
  'a form from another site': post(
    '/csrf/x',
    [
      ['content-type', 'text/plain'],
      ['origin', 'https://evil.example'],
    ],
    'a',
  ),
  'a method in a form': post(
    '/override/x',
    [['content-type', 'application/x-www-form-urlencoded']],
    '_method=DELETE&a=1',
  ),
  'a form without a method': post(
    '/override/x',
    [['content-type', 'application/x-www-form-urlencoded']],
    'a=1',
  ),
  'content of a coding': post('/echo', [['content-encoding', 'gzip']], new Uint8Array(gzipSync('gzip'))),
  'a request with content': post('/request', [['x-one', '1']], 'content'),
  'content with GET': { target: '/request', body: ['content'] },
}

/** Requests that differ in one thing, named after it. */
function listed(
  what: string,
  values: readonly string[],
  request: (value: string) => SuiteRequest,
): Record<string, SuiteRequest> {
  return Object.fromEntries(values.map((value) => [`${what} ${value || '(empty)'}`, request(value)]))
}

function gets(targets: Readonly<Record<string, string>>): Record<string, SuiteRequest> {
  return Object.fromEntries(Object.entries(targets).map(([name, target]) => [name, { target }]))
}

type Lines = ReadonlyArray<readonly [string, string]>

function post(target: string, headers: Lines, content: string | Uint8Array): SuiteRequest {
  return { method: 'POST', target, headers, body: [content] }
}

function multipart(): string {
  return [
    '--X',
    'content-disposition: form-data; name="file"; filename="a.txt"',
    'content-type: text/plain',
    '',
    'in the file',
    '--X--',
    '',
  ].join('\r\n')
}
