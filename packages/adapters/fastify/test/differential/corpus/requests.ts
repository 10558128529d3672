import type { FastifyRequest } from 'fastify'
import { entry } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, head, request } from '../requests.ts'

/** A case of one route that tells something of its request. */
function told(
  name: string,
  sent: string,
  tell: (request: FastifyRequest) => unknown,
  url: string = '/*',
): CorpusCase {
  return entry(name, (instance) => void instance.get(url, (incoming) => ({ told: tell(incoming) })), {
    request: sent,
  })
}

const QUERIES = [
  '',
  '?',
  '?a',
  '?a=',
  '?a=1&a=2',
  '?a[]=1',
  '?a%20b=c+d',
  '?%C3%BC=%F0%9F%A6%84',
  '?a=%',
  '?&&a',
]

const FIELDS: ReadonlyArray<readonly [name: string, fields: Record<string, string>]> = [
  ['a field in capitals', { 'X-UPPER': 'Value' }],
  ['an empty field', { 'X-Empty': ' ' }],
  ['a cookie', { Cookie: 'a=1; b=2' }],
  ['a field of latin-1', { 'X-Name': 'J\u00fcrgen' }],
  ['a language', { 'Accept-Language': 'de, en;q=0.5' }],
  ['a field of a prototype', { constructor: 'x' }],
]

const PARAMS: ReadonlyArray<readonly [url: string, target: string]> = [
  ['/:a/:b', '/1/2'],
  ['/:a-:b', '/1-2'],
  ['/:file(^\\d+).png', '/12.png'],
  ['/:file(^\\d+).png', '/ab.png'],
  ['/:a?', '/'],
  ['/:a?', '/1'],
  ['/x/*', '/x/'],
  ['/x/*', '/x/y//z'],
  ['/:name', '/J%C3%BCrgen'],
  ['/:name', '/a%2Fb%3Fc'],
  ['/a::b', '/a:b'],
]

/** What a handler is told of a request, and how it is found. */
export const requests: readonly CorpusCase[] = [
  ...QUERIES.map((query) =>
    told(`the query ${query || 'that is none'}`, get(`/${query}`), ({ query: q }) => q),
  ),
  ...FIELDS.map(([name, fields]) =>
    told(name, get('/', fields), ({ headers, raw }) => ({ ...headers, lines: raw.rawHeaders })),
  ),
  told(
    'a field twice',
    get('/').replace('\r\n', '\r\nX-Twice: 1\r\nX-Twice: 2\r\nCookie: a=1\r\nCookie: b=2\r\n'),
    ({ headers, raw }) => [
      headers['x-twice'],
      headers.cookie,
      raw.rawHeaders,
      raw.headersDistinct['x-twice'],
    ],
  ),
  ...PARAMS.map(([url, target]) =>
    told(`${target} for ${url}`, get(target), ({ params, routeOptions }) => [params, routeOptions.url], url),
  ),
  told('a host', get('/', { Host: 'EXAMPLE.test:81' }), ({ host, hostname, port }) => [host, hostname, port]),
  told('an IPv6 host', get('/', { Host: '[::1]:81' }), ({ host, hostname, port }) => [host, hostname, port]),
  told('an absolute target', get('http://fastify.example:8080/a?b'), ({ url, host }) => [url, host]),
  told('the version', get('/'), ({ raw }) => [raw.httpVersion, raw.httpVersionMajor, raw.httpVersionMinor]),
  told('the message', get('/'), ({ raw }) => [raw.aborted, raw.destroyed, raw.method, raw.url]),
  told('the socket', get('/'), ({ socket }) => [
    socket.remoteAddress,
    socket.remoteFamily,
    'encrypted' in socket,
  ]),
  ...['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'TRACE'].map((method) =>
    entry(
      `the method ${method}`,
      (instance) => {
        if (!instance.supportedMethods.includes(method)) instance.addHttpMethod(method)
        instance.route({ method, url: '/', handler: (incoming) => ({ method: incoming.method }) })
      },
      { request: request(method, '/', { 'Content-Length': method === 'TRACE' ? '' : '0' }) },
    ),
  ),
  entry('HEAD where there is no GET', (instance) => void instance.post('/', () => 'x'), {
    request: head('/'),
  }),
  entry(
    'HEAD by a route of its own',
    (instance) => void instance.head('/', (_r, reply) => reply.header('x-head', '1').send()),
    {
      request: head('/'),
    },
  ),
  entry(
    'a route for a host',
    (instance) => {
      instance.get('/', { constraints: { host: 'a.example' } }, () => 'a')
      instance.get('/', () => 'any')
    },
    { request: get('/', { Host: 'a.example' }) },
  ),
  entry(
    'a route for a version',
    (instance) => {
      instance.get('/', { constraints: { version: '1.2.0' } }, () => 'one')
      instance.get('/', { constraints: { version: '2.0.0' } }, () => 'two')
    },
    { request: get('/', { 'Accept-Version': '1.x' }) },
  ),
  entry(
    'a route for no such version',
    (instance) => void instance.get('/', { constraints: { version: '2.0.0' } }, () => 'two'),
    {
      request: get('/', { 'Accept-Version': '1.x' }),
    },
  ),
]
