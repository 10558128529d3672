import type { Request } from 'express'
import { single, table } from '../corpus-case.ts'
import type { CorpusCase, SetUp } from '../corpus-case.ts'
import { get, head, post, request } from '../requests.ts'

/** A case of what a request tells. */
function tells(name: string, tell: (req: Request) => unknown, sent: string): CorpusCase {
  return single(name, sent, (app) => {
    app.all('/', (req, res) => void res.json(tell(req)))
  })
}

const from: SetUp = (app) => {
  app.get('/', ({ ip, ips, protocol, secure, hostname, host, subdomains }, res) => {
    res.json({ ip, ips, protocol, secure, hostname, host, subdomains })
  })
}

const trusting =
  (trust: unknown): SetUp =>
  (app, note, express) => {
    app.set('trust proxy', trust)
    from(app, note, express)
  }

const FORWARDED = {
  'X-Forwarded-For': '203.0.113.9, 198.51.100.2, 127.0.0.1',
  'X-Forwarded-Proto': 'https, http',
  'X-Forwarded-Host': 'tobi.ferrets.public.example:8443, inner',
}

const BROWSER = {
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language': 'de-AT,de;q=0.9,en;q=0.5',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'Accept-Charset': 'utf-8, latin1;q=0.5',
}

export const requests: readonly CorpusCase[] = [
  ...table(from, {
    'where it comes from': get('/', FORWARDED),
    'a host with subdomains': get('/', { Host: 'a.b.example.com' }),
    'a host of IPv6': get('/', { Host: '[2001:db8::1]:3000' }),
    'a host without port': get('/', { Host: 'example.com' }),
    'without host, HTTP/1.0': 'GET / HTTP/1.0\r\n\r\n',
  }),
  ...[
    true,
    1,
    2,
    'loopback',
    ['loopback', '198.51.100.0/24'],
    (address: string) => address !== '198.51.100.2',
  ].map((trust) => single(`trust proxy: ${String(trust)}`, [get('/', FORWARDED), get('/')], trusting(trust))),
  single('the subdomain offset', get('/', { Host: 'a.b.c.example' }), (app, note, express) => {
    app.set('subdomain offset', 1)
    from(app, note, express)
  }),
  tells(
    'req.accepts',
    (req) => [
      req.accepts('json', 'html'),
      req.accepts('image/png'),
      req.accepts(['xml', 'txt']),
      req.accepts(),
    ],
    get('/', BROWSER),
  ),
  tells(
    'other req.accepts',
    (req) => [
      req.acceptsEncodings('gzip', 'br'),
      req.acceptsLanguages('en', 'de'),
      req.acceptsCharsets('latin1', 'utf-8'),
      req.acceptsLanguages(),
    ],
    get('/', BROWSER),
  ),
  tells('req.accepts of what nobody wants', (req) => req.accepts('json'), get('/', { Accept: 'image/*' })),
  tells(
    'req.is',
    (req) => [req.is('json'), req.is('application/*'), req.is('html'), req.is(['text', 'json'])],
    post('/', '{}', 'application/json; charset=utf-8'),
  ),
  tells(
    'req.is without content',
    (req) => [req.is('json')],
    get('/', { 'Content-Type': 'application/json' }),
  ),
  tells('req.range', (req) => [req.range(100), req.range(5)], get('/', { Range: 'bytes=10-19,50-' })),
  tells(
    'req.range combined',
    (req) => req.range(100, { combine: true }),
    get('/', { Range: 'bytes=0-4,5-9' }),
  ),
  tells('req.range that is none', (req) => [req.range(100)], get('/', { Range: 'lines=1' })),
  tells('req.xhr', (req) => req.xhr, get('/', { 'X-Requested-With': 'XMLHttpRequest' })),
  tells(
    'req.get',
    (req) => [req.get('Referrer'), req.get('REFERER'), req.get('x-none') ?? null],
    get('/', { Referer: '/x' }),
  ),
  tells('req.fresh', (req) => [req.fresh, req.stale], get('/', { 'If-None-Match': '*' })),
  tells(
    'req.headers',
    (req) => req.headers,
    get('/', { 'X-Any': '1', 'X-any': '2', 'X-BLANK': '  padded  ' }),
  ),
  tells(
    'fields that come twice',
    (req) => [req.headers, req.headersDistinct],
    request('GET', '/', {
      'User-Agent': 'a',
      'user-agent': 'b',
      'X-A': '1',
      'x-a': '2',
      Accept: 'a',
      accept: 'b',
    }),
  ),
  tells(
    'req.rawHeaders',
    (req) => req.rawHeaders,
    get('/', { 'X-MiXeD': '1', 'x-mixed': '2', Cookie: 'a=1' }),
  ),
  tells(
    'a field named like a property',
    (req) => [req.headers['constructor'], req.headers['x']],
    get('/', { Constructor: '1' }),
  ),
  tells('a field of latin-1', (req) => req.headers['x-text'], get('/', { 'X-Text': 'gr\xf6\xdfe' })),
  tells(
    'the version',
    (req) => [req.httpVersion, req.httpVersionMajor, req.httpVersionMinor],
    'GET / HTTP/1.0\r\nHost: a\r\n\r\n',
  ),
  tells(
    'the socket',
    ({ socket }) => [
      socket.remoteAddress,
      socket.remoteFamily,
      typeof socket.remotePort,
      'encrypted' in socket,
      socket.readable,
      socket.writable,
      socket.destroyed,
    ],
    get('/'),
  ),
  tells(
    'the state of a request without content',
    (req) => [req.complete, req.aborted, req.destroyed, req.readable, req.readableEnded, req.errored ?? null],
    get('/'),
  ),
  tells(
    'the state of a request with content',
    (req) => [req.aborted, req.destroyed, req.readable, req.readableEnded, req.readableFlowing],
    post('/', 'content', 'text/plain'),
  ),
  tells('req.method of HEAD', (req) => req.method, head('/')),
  tells('no trailers', (req) => [req.trailers, req.rawTrailers], get('/')),
  tells(
    'req.query',
    (req) => [req.query, Object.keys(req.query)],
    get('/?a=1&a=2&__proto__[x]=1&b.c=%C3%A9'),
  ),
]
