import { answers } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, head, post, postChunks, request } from '../requests.ts'

const forwarded = {
  'X-Forwarded-For': '203.0.113.7, 10.0.0.1',
  'X-Forwarded-Host': 'public.example, inner.example',
  'X-Forwarded-Proto': 'https, http',
}

/** What `ctx.request` tells of a request. */
export const requests: readonly CorpusCase[] = [
  answers(
    'target, path, query and host',
    (ctx) => {
      const {
        url,
        originalUrl,
        path,
        querystring,
        search,
        query,
        host,
        hostname,
        href,
        origin,
        protocol,
        secure,
      } = ctx
      ctx.body = {
        url,
        originalUrl,
        path,
        querystring,
        search,
        query,
        host,
        hostname,
        href,
        origin,
        protocol,
        secure,
      }
    },
    { request: get('/a%2Fb//c/../d?x=1&x=2&y=%20', { Origin: 'http://o.example' }) },
  ),
  ...['/%', '/%ff', '//double', '/a?b?c', '/?', '/;m=1', '/a|b', '/"quoted"', '/~user/*'].map((target) =>
    answers(`the target ${target}`, (ctx) => void (ctx.body = [ctx.url, ctx.path, ctx.search, ctx.href]), {
      request: get(target),
    }),
  ),
  answers('an absolute target', (ctx) => void (ctx.body = [ctx.path, ctx.search, ctx.host, ctx.hostname]), {
    request: get('http://koa.example:8080/abs?x=1'),
  }),
  answers('an asterisk', (ctx) => void (ctx.body = [ctx.url, ctx.path]), {
    request: request('OPTIONS', '*'),
  }),
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'PURGE', 'TRACE'].map((method) =>
    answers(`the method ${method}`, (ctx) => void (ctx.body = [ctx.method, ctx.idempotent]), {
      request: request(method, '/'),
    }),
  ),
  answers(
    'fields, doubled ones too',
    (ctx) => {
      const { connection: _, ...fields } = ctx.headers
      ctx.body = fields
    },
    {
      request:
        'GET / HTTP/1.1\r\nHost: koa.example\r\nConnection: close\r\nX-A: 1\r\nx-a: 2\r\nAccept: a/b\r\n' +
        'Accept: c/d\r\nCookie: a=1\r\nCookie: b=2\r\nUser-Agent: first\r\nUser-Agent: second\r\nX-Empty:\r\n\r\n',
    },
  ),
  answers('fields as they were sent', (ctx) => void (ctx.body = ctx.req.rawHeaders), {
    request: get('/', { 'X-MiXeD': 'Value', 'x-latin': 'caf\u00e9' }),
  }),
  answers('fields of latin-1', (ctx) => void (ctx.body = ctx.get('x-latin')), {
    request: get('/', { 'X-Latin': 'caf\u00e9' }),
  }),
  answers(
    'ctx.get',
    (ctx) => {
      ctx.body = [ctx.get('REFERRER'), ctx.get('referer'), ctx.get('host'), ctx.get('missing')]
    },
    { request: get('/', { Referer: 'http://r.example/' }) },
  ),
  answers('the peer', (ctx) => {
    ctx.body = [
      ctx.ip,
      ctx.ips,
      ctx.req.socket.remoteAddress,
      typeof ctx.req.socket.remotePort,
      ctx.req.socket.remoteFamily,
    ]
  }),
  answers('our side of the connection', (ctx) => {
    ctx.body = [
      ctx.socket.localAddress,
      typeof ctx.socket.localPort,
      ctx.socket.readable,
      ctx.socket.writable,
    ]
  }),
  answers('the version', (ctx) => {
    ctx.body = [ctx.req.httpVersion, ctx.req.httpVersionMajor, ctx.req.httpVersionMinor]
  }),
  answers('HTTP/1.0', (ctx) => void (ctx.body = [ctx.req.httpVersion, ctx.host]), {
    request: 'GET / HTTP/1.0\r\n\r\n',
  }),
  answers(
    'forwarded fields without trust',
    (ctx) => void (ctx.body = [ctx.ip, ctx.ips, ctx.host, ctx.protocol]),
    {
      request: get('/', forwarded),
    },
  ),
  answers(
    'forwarded fields with trust',
    (ctx) => void (ctx.body = [ctx.ip, ctx.ips, ctx.host, ctx.hostname, ctx.protocol, ctx.secure, ctx.href]),
    { request: get('/x', forwarded), options: { proxy: true } },
  ),
  answers('a limited number of forwarded addresses', (ctx) => void (ctx.body = [ctx.ip, ctx.ips]), {
    request: get('/', forwarded),
    options: { proxy: true, maxIpsCount: 1 },
  }),
  answers('another field with forwarded addresses', (ctx) => void (ctx.body = [ctx.ip, ctx.ips]), {
    request: get('/', { ...forwarded, 'X-Real-IP': '198.51.100.9' }),
    options: { proxy: true, proxyIpHeader: 'X-Real-IP' },
  }),
  answers('subdomains', (ctx) => void (ctx.body = ctx.subdomains), {
    request: get('/', { Host: 'a.b.koa.example' }),
  }),
  answers('subdomains by another offset', (ctx) => void (ctx.body = ctx.subdomains), {
    request: get('/', { Host: 'a.b.koa.example' }),
    options: { subdomainOffset: 1 },
  }),
  answers('an IPv6 host', (ctx) => void (ctx.body = [ctx.host, ctx.hostname, ctx.URL.host]), {
    request: get('/', { Host: '[::1]:8080' }),
  }),
  answers('ctx.URL', (ctx) => void (ctx.body = ctx.URL.toString()), { request: get('/p?q=1') }),
  answers(
    'a path that is changed',
    (ctx) => {
      ctx.path = '/other'
      ctx.query = { a: '1' }
      ctx.body = [ctx.url, ctx.originalUrl, ctx.req.url]
    },
    { request: get('/p?q=1') },
  ),
  answers(
    'a method that is changed',
    (ctx) => {
      ctx.method = 'GET'
      ctx.body = 'as to GET'
    },
    { request: post('/', 'x') },
  ),
  answers(
    'type, length and charset of content',
    (ctx) => {
      ctx.body = [
        ctx.request.type,
        ctx.request.length,
        ctx.request.charset,
        ctx.is('json'),
        ctx.is('urlencoded', 'text'),
      ]
    },
    { request: post('/', '{}', { 'Content-Type': 'application/json; charset=utf-8' }) },
  ),
  answers(
    'is, without content',
    (ctx) => void (ctx.body = [ctx.is('json'), ctx.request.length === undefined]),
  ),
  answers(
    'content read event by event',
    async (ctx) => {
      let content = ''
      for await (const chunk of ctx.req) content += String(chunk)
      ctx.body = [content, ctx.req.complete, ctx.req.readableEnded]
    },
    { request: post('/', 'some content') },
  ),
  answers(
    'content in chunks',
    async (ctx) => {
      let content = ''
      for await (const chunk of ctx.req) content += String(chunk)
      ctx.body = [content, ctx.get('transfer-encoding'), ctx.request.length === undefined]
    },
    { request: postChunks('/', ['one ', 'two ', 'three']) },
  ),
  answers(
    'trailers of the content',
    async (ctx) => {
      for await (const _ of ctx.req);
      ctx.body = [ctx.req.trailers, ctx.req.rawTrailers]
    },
    {
      request:
        'POST / HTTP/1.1\r\nHost: koa.example\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n' +
        '1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n',
    },
  ),
  answers('content that nobody reads', (ctx) => void (ctx.body = 'not read'), {
    request: post('/', 'x'.repeat(5000)),
  }),
  answers(
    'HEAD seen as HEAD',
    (ctx) => {
      ctx.set('X-Method', ctx.method)
      ctx.body = 'content'
    },
    { request: head('/') },
  ),
  answers(
    '100 (Continue) for who reads',
    async (ctx) => {
      let content = ''
      for await (const chunk of ctx.req) content += String(chunk)
      ctx.body = content
    },
    { request: post('/', 'expected', { Expect: '100-continue' }) },
  ),
  answers('the request as JSON', (ctx) => void (ctx.body = ctx.request.toJSON()), { request: get('/json') }),
]
