import { Buffer } from 'node:buffer'
import type { Response } from 'express'
import { single, table } from '../corpus-case.ts'
import type { CorpusCase, SetUp } from '../corpus-case.ts'
import { get, head, post, request } from '../requests.ts'

/** A case of a handler that answers. */
function answers(name: string, answer: (res: Response) => unknown, sent: string = get('/')): CorpusCase {
  return single(name, sent, (app) => {
    app.all('/', (_req, res) => void answer(res))
  })
}

const formats: SetUp = (app) => {
  app.get('/', (_req, res) => {
    res.format({
      'text/plain': () => res.send('text'),
      'text/html': () => res.send('<p>html</p>'),
      'application/json': () => res.send({ json: true }),
    })
  })
  app.get('/default', (_req, res) => {
    res.format({ json: () => res.send({}), default: () => res.status(406).send('what?') })
  })
}

const redirects: SetUp = (app) => {
  app.all('/', (_req, res) => res.redirect('/there?a=1&b=<x>'))
  app.get('/301', (_req, res) => res.redirect(301, 'https://example.com/a b'))
  app.get('/307', (_req, res) => res.redirect(307, '../up'))
  app.get('/utf8', (_req, res) => res.redirect('/größe/☕'))
}

const entities: SetUp = (app) => {
  app.get('/text', (_req, res) => void res.send('some text'))
  app.get('/own', (_req, res) => void res.set('ETag', '"own"').send('some text'))
  app.get('/dated', (_req, res) => {
    res.set('Last-Modified', 'Wed, 01 Jan 2025 00:00:00 GMT').send('some text')
  })
  app.get('/json', (_req, res) => void res.json({ a: 1 }))
  app.post('/text', (_req, res) => void res.send('some text'))
  app.get('/404', (_req, res) => void res.status(404).send('some text'))
}

const OWN = { 'If-None-Match': '"own"' }

export const responses: readonly CorpusCase[] = [
  answers('res.send of a string', (res) => res.send('<p>hello</p>')),
  answers('res.send of an empty string', (res) => res.send('')),
  answers('res.send of nothing', (res) => res.send()),
  answers('res.send of null', (res) => res.send(null)),
  answers('res.send of an object', (res) => res.send({ a: [1, 'two', null] })),
  answers('res.send of an array', (res) => res.send([1, 2])),
  answers('res.send of true', (res) => res.send(true)),
  answers('res.send of a buffer', (res) => res.send(Buffer.from([0, 1, 254, 255]))),
  answers('res.send of a buffer with a type', (res) => res.type('png').send(Buffer.from('png'))),
  answers('res.send of a Uint8Array', (res) => res.send(new Uint8Array([1, 2, 3]))),
  answers('res.send of text beyond ASCII', (res) => res.send('größe ☕ 𝒳')),
  answers('res.send with another charset', (res) =>
    res.set('Content-Type', 'text/plain; charset=latin1').send('é'),
  ),
  answers('res.send to HEAD', (res) => res.send('hello'), head('/')),
  answers('res.send to POST', (res) => res.send('hello'), post('/', 'abc', 'text/plain')),
  answers('res.json', (res) => res.json({ text: 'größe', nested: { deep: [1.5, false] }, left: undefined })),
  answers('res.json of a string', (res) => res.json('text')),
  answers('res.json of null', (res) => res.json(null)),
  answers('res.json with a type', (res) => res.type('application/problem+json').json({})),
  answers('res.json with a status', (res) => res.status(201).json({ created: true })),
  single('the settings of JSON', get('/'), (app) => {
    app.set('json spaces', 2).set('json escape', true)
    app.set('json replacer', (key: string, value: unknown) => (key === 'secret' ? undefined : value))
    app.get('/', (_req, res) => void res.json({ secret: 1, html: '<script>&' }))
  }),
  ...table(
    (app) => {
      app.get('/', (_req, res) => void res.jsonp({ text: '\u2028<' }))
    },
    {
      'res.jsonp': get('/?callback=show'),
      'res.jsonp without callback': get('/'),
      'res.jsonp with a path': get('/?callback=a.b[0]'),
      'res.jsonp with an attack': get('/?callback=alert(1);x'),
      'res.jsonp with two callbacks': get('/?callback=a&callback=b'),
      'res.jsonp with no name': get('/?callback='),
    },
  ),
  single('the name of the callback of JSONP', get('/?cb=f'), (app) => {
    app.set('jsonp callback name', 'cb')
    app.get('/', (_req, res) => void res.jsonp([1]))
  }),
  ...[100 + 101, 202, 203, 206, 226, 299, 399, 402, 418, 425, 451, 499, 507, 511, 599].map((status) =>
    answers(`status ${status}`, (res) => res.status(status).send(`status ${status}`)),
  ),
  ...[200, 201, 204, 205, 304, 400, 404, 418, 500, 599].map((status) =>
    answers(`res.sendStatus(${status})`, (res) => res.sendStatus(status)),
  ),
  answers('204 with content', (res) => res.status(204).send('content')),
  answers('205 with content', (res) => res.status(205).send('content')),
  answers('304 with content', (res) => res.status(304).send('content')),
  answers('204 with fields of content', (res) =>
    res.status(204).type('json').set('Content-Length', '3').end(),
  ),
  answers('204 to HEAD', (res) => res.status(204).end(), head('/')),
  answers('a reason phrase of its own', (res) => {
    res.statusMessage = 'Quite Fine'
    res.send('x')
  }),
  answers('no reason phrase', (res) => {
    res.statusMessage = ''
    res.status(404).send('x')
  }),
  answers('res.end', (res) => res.end()),
  answers('res.end with content', (res) => res.end('content')),
  answers('res.end to HEAD', (res) => res.end('content'), head('/')),
  answers('res.end with latin-1', (res) => res.end('é', 'latin1')),
  answers('res.end with a type', (res) => res.type('css').end('a{}')),
  answers('res.type', (res) => res.type('.html').type('json').send('{}')),
  answers('res.type that nobody knows', (res) => res.type('nobody/knows').send('x')),
  answers('res.set of many', (res) => {
    res
      .set({ 'X-One': '1', 'x-two': ['a', 'b'] })
      .set('X-Number', String(3))
      .send('x')
  }),
  answers('res.set of an array', (res) => res.set('X-Many', ['a', 'b', 'c']).send('x')),
  answers('res.set replaces', (res) => res.set('X-One', '1').set('x-one', '2').send('x')),
  answers('res.get', (res) => {
    res.set('X-One', '1')
    res.send([res.get('x-one'), res.get('X-None') ?? 'none', res.hasHeader('X-ONE'), res.getHeaderNames()])
  }),
  answers('res.append', (res) => {
    res
      .append('Warning', 'a')
      .append('Warning', ['b', 'c'])
      .append('Set-Cookie', 'x=1')
      .append('Set-Cookie', 'y=2')
    res.send('x')
  }),
  answers('res.vary', (res) => res.vary('Accept').vary('Origin, accept').vary('Cookie').send('x')),
  answers('res.vary of everything', (res) => res.vary('Accept').vary('*').send('x')),
  answers('res.links', (res) => {
    res.links({ next: '/?page=2', last: '/?page=9' }).links({ up: '/' })
    res.send('x')
  }),
  answers('res.attachment', (res) => res.attachment().send('x')),
  answers('res.attachment with a name', (res) => res.attachment('a b.png').send('x')),
  answers('res.attachment beyond ASCII', (res) => res.attachment('größe ☕ "q".txt').send('x')),
  answers('res.location', (res) => res.location('/a b?c=ü').status(201).end()),
  answers('removed fields', (res) => {
    res.set('X-One', '1').removeHeader('X-One')
    res.removeHeader('X-Powered-By')
    res.send('x')
  }),
  answers('no date', (res) => {
    res.sendDate = false
    res.send('x')
  }),
  answers('a date of its own', (res) => res.set('Date', 'Wed, 01 Jan 2025 00:00:00 GMT').send('x')),
  answers('a removed date', (res) => {
    res.removeHeader('Date')
    res.end('x')
  }),
  answers('a field of latin-1', (res) => res.set('X-Text', 'gr\xf6\xdfe').send('x')),
  answers('an empty field', (res) => res.set('X-Empty', '').send('x')),
  answers('a field with inner blanks', (res) => res.set('X-Blanks', 'a  b\tc').send('x')),
  answers('a length of its own', (res) => res.set('Content-Length', '5').end('hello')),
  answers('a length to HEAD', (res) => res.set('Content-Length', '1234').end(), head('/')),
  answers('connection: close', (res) => res.set('Connection', 'close').send('x')),
  answers('chunked by its own will', (res) => res.set('Transfer-Encoding', 'chunked').end('hello')),
  answers('writeHead with an object', (res) =>
    res.writeHead(201, { 'X-One': '1', 'Content-Type': 'text/x' }).end('x'),
  ),
  answers('writeHead with a reason and fields', (res) =>
    res.writeHead(202, 'Taken', { 'X-One': '1' }).end('x'),
  ),
  answers('writeHead with pairs', (res) => res.writeHead(200, ['X-One', '1', 'X-One', '2']).end('x')),
  answers('writeHead after setHeader', (res) => {
    res.setHeader('X-One', '1')
    res.setHeader('X-Two', '2')
    res.writeHead(200, { 'x-one': 'changed', 'X-Three': '3' })
    res.end('x')
  }),
  answers('writeHead with pairs after setHeader', (res) => {
    res.setHeader('X-One', '1')
    res.writeHead(200, ['X-One', 'changed', 'X-Two', '2'])
    res.end('x')
  }),
  answers('writeHead with cookies', (res) => res.writeHead(200, { 'Set-Cookie': ['a=1', 'b=2'] }).end('x')),
  answers('writeHead with a length', (res) => res.writeHead(200, { 'Content-Length': 5 }).end('hello')),
  answers('setHeaders', (res) => {
    res.setHeaders(new Map([['X-One', '1']]))
    res.end('x')
  }),
  answers('appendHeader', (res) => {
    res.appendHeader('X-One', 'a').appendHeader('x-one', ['b'])
    res.end('x')
  }),
  single('early hints', get('/'), (app) => {
    app.get('/', (_req, res) => {
      res.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' }, () => res.send('x'))
    })
  }),
  answers('102 Processing', (res) => {
    res.writeProcessing()
    res.send('x')
  }),
  ...table(formats, {
    'res.format without accept': get('/'),
    'res.format of HTML': get('/', { Accept: 'text/html' }),
    'res.format of JSON': get('/', { Accept: 'application/*;q=0.9, text/*;q=0.1' }),
    'res.format of nothing that is there': get('/', { Accept: 'image/png' }),
    'res.format by default': get('/default', { Accept: 'image/png' }),
  }),
  ...table(redirects, {
    'res.redirect as text': get('/', { Accept: 'text/plain' }),
    'res.redirect as HTML': get('/', { Accept: 'text/html' }),
    'res.redirect as anything else': get('/', { Accept: 'image/*' }),
    'res.redirect to HEAD': head('/'),
    'res.redirect to POST': post('/', 'x', 'text/plain'),
    'res.redirect with 301': get('/301'),
    'res.redirect with 307': get('/307'),
    'res.redirect beyond ASCII': get('/utf8'),
  }),
  ...table(entities, {
    'an entity-tag': get('/text'),
    'an entity-tag that matches': get('/text', { 'If-None-Match': 'W/"9-XA67CmZ5T2OHnKnpMZFXbnxmQsk"' }),
    'an entity-tag that may be anything': get('/text', { 'If-None-Match': '*' }),
    'an entity-tag of its own': get('/own'),
    'an entity-tag of its own that matches': get('/own', OWN),
    'an entity-tag among others': get('/own', { 'If-None-Match': '"a", W/"own"' }),
    'an entity-tag that does not match': get('/own', { 'If-None-Match': '"other"' }),
    'an entity-tag and no-cache': get('/own', { ...OWN, 'Cache-Control': 'no-cache' }),
    'an entity-tag to HEAD': head('/own', OWN),
    'an entity-tag to POST': post('/text', '', '', { 'If-None-Match': '*' }),
    'an entity-tag of a 404': get('/404', { 'If-None-Match': '*' }),
    'an entity-tag of JSON': get('/json'),
    'not modified since': get('/dated', { 'If-Modified-Since': 'Wed, 01 Jan 2025 00:00:00 GMT' }),
    'modified since': get('/dated', { 'If-Modified-Since': 'Tue, 31 Dec 2024 23:59:59 GMT' }),
  }),
  ...([false, 'strong', 'weak', () => '"made"'] as const).map((etag) =>
    single(`the setting etag: ${String(etag)}`, get('/'), (app) => {
      app.set('etag', etag)
      app.get('/', (_req, res) => void res.send('some text'))
    }),
  ),
  single('without x-powered-by', get('/'), (app) => {
    app.disable('x-powered-by')
    app.get('/', (_req, res) => void res.send('x'))
  }),
  answers(
    'trailers',
    (res) => {
      res.set('Trailer', 'X-Sum')
      res.write('content')
      res.addTrailers({ 'X-Sum': '7' })
      res.end()
    },
    get('/', { TE: 'trailers', Connection: 'close, TE' }),
  ),
  answers('an answer to OPTIONS', (res) => res.set('Allow', 'GET').sendStatus(204), request('OPTIONS', '/')),
]
