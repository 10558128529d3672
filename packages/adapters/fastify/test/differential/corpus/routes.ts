import { entry } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, head, post, postChunks, request } from '../requests.ts'
import type { FastifyInstance } from 'fastify'

const json = { 'Content-Type': 'application/json' }
const forwarded = {
  'X-Forwarded-For': '203.0.113.7, 10.0.0.1',
  'X-Forwarded-Host': 'public.example',
  'X-Forwarded-Proto': 'https',
}

/** Routing, and what a handler sees of a request. */
export const routes: readonly CorpusCase[] = [
  ...[
    get('/'),
    head('/'),
    get('/users/7?full=1&full=2'),
    get('/users/a%2Fb'),
    get('/users/%C3%BC'),
    get('/users/%'),
    get('/files/a/b/c.txt'),
    get('/missing'),
    post('/missing', '{}', json),
    request('DELETE', '/users/7'),
    request('PATCH', '/users/7', { 'Content-Length': '0' }),
    request('OPTIONS', '/users/7'),
    request('PROPFIND', '/'),
    get('/api/v1/status'),
    get('/api/v1/missing'),
    get('//double'),
    get('/users/7/'),
    get('/?a=1'),
  ].map((sent) => entry(`routes ${sent.slice(0, sent.indexOf(' HTTP'))}`, useRoutes, { request: sent })),
  entry(
    'tells of the request',
    (instance) => {
      instance.get(
        '/*',
        ({ method, url, originalUrl, host, hostname, port, protocol, ip, query, routeOptions }) => ({
          method,
          url,
          originalUrl,
          host,
          hostname,
          port,
          protocol,
          ip,
          query,
          route: routeOptions.url,
        }),
      )
    },
    { request: get('/a/b?x=1&y=%20') },
  ),
  entry(
    'trusts a proxy',
    (instance) => {
      instance.get('/', ({ ip, ips, host, protocol }) => ({ ip, ips, host, protocol }))
    },
    { options: { trustProxy: true }, request: get('/', forwarded) },
  ),
  entry(
    'does not trust a proxy',
    (instance) => {
      instance.get('/', ({ ip, ips, host, protocol }) => ({ ip, ips, host, protocol }))
    },
    { request: get('/', forwarded) },
  ),
  entry(
    'rewrites a target',
    (instance) => {
      instance.get('/new', ({ url, originalUrl }) => ({ url, originalUrl }))
    },
    { options: { rewriteUrl: () => '/new' }, request: get('/old') },
  ),
  entry(
    'ignores case and a slash at the end',
    (instance) => {
      instance.get('/Path', () => 'found')
    },
    {
      options: { routerOptions: { caseSensitive: false, ignoreTrailingSlash: true } },
      request: get('/pAtH/'),
    },
  ),
  ...[
    ['JSON', post('/', '{"a":[1]}', json)],
    ['text', post('/', 'text', { 'Content-Type': 'text/plain' })],
    ['chunks', postChunks('/', ['{"a"', ':1}'], json)],
    ['malformed JSON', post('/', '{"a":', json)],
    ['empty JSON', post('/', '', json)],
    ['a poisoned prototype', post('/', '{"__proto__":{"a":1}}', json)],
    ['too much', post('/', JSON.stringify('x'.repeat(600)), json)],
    ['an unknown type', post('/', 'x', { 'Content-Type': 'application/x-unknown' })],
    ['a type that is none', post('/', 'x', { 'Content-Type': 'nonsense' })],
    ['no type', post('/', 'x')],
    ['100 (Continue)', post('/', '{"a":1}', { ...json, Expect: '100-continue' })],
  ].map(([what, sent]) =>
    entry(
      `parses ${what}`,
      (instance) => {
        instance.post('/', ({ body }) => ({ body: body ?? null }))
      },
      { request: sent!, options: { bodyLimit: 500 } },
    ),
  ),
  entry(
    'validates',
    (instance) => {
      const schema = {
        querystring: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
      }
      instance.get('/', { schema }, ({ query }) => query)
    },
    { request: get('/?n=many') },
  ),
  entry(
    'coerces what it validates',
    (instance) => {
      const schema = { querystring: { type: 'object', properties: { n: { type: 'integer' } } } }
      instance.get('/', { schema }, ({ query }) => query)
    },
    { request: get('/?n=3') },
  ),
  entry('two requests on a connection', useRoutes, {
    request: get('/users/1', { Connection: '' }) + get('/users/2'),
  }),
]

function useRoutes(instance: FastifyInstance): void {
  instance.get('/', () => ({ hello: 'world' }))
  instance.get('/users/:id', ({ params, query }) => ({ params, query }))
  instance.delete('/users/:id', (_request, reply) => reply.code(204).send())
  instance.patch('/users/:id', (_request, reply) => reply.code(202).send())
  instance.get('/files/*', ({ params }) => params)
  instance.register(
    (inner, _options, done) => {
      inner.get('/status', () => 'fine')
      inner.setNotFoundHandler((_request, reply) => reply.code(404).send('not in the API'))
      done()
    },
    { prefix: '/api/v1' },
  )
}
