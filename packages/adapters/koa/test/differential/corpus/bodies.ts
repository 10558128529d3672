import { Buffer } from 'node:buffer'
import { PassThrough, Readable } from 'node:stream'
import { answers, application } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, head, request } from '../requests.ts'

const text = 'grüße ☕ '

/** Each kind of `ctx.body`. */
export const bodies: readonly CorpusCase[] = [
  answers('a string', (ctx) => void (ctx.body = 'hello')),
  answers('a string that looks like HTML', (ctx) => void (ctx.body = '  <p>hello</p>')),
  answers('a string beyond ASCII', (ctx) => void (ctx.body = text)),
  answers('an empty string', (ctx) => void (ctx.body = '')),
  answers('a string with a type set before', (ctx) => {
    ctx.type = 'css'
    ctx.body = 'p {}'
  }),
  answers('a string with a type set after', (ctx) => {
    ctx.body = '{}'
    ctx.type = 'application/vnd.api+json'
  }),
  answers('a string of a megabyte', (ctx) => void (ctx.body = 'x'.repeat(1 << 20))),
  answers('a buffer', (ctx) => void (ctx.body = Buffer.from([0, 1, 127, 128, 255]))),
  answers('an empty buffer', (ctx) => void (ctx.body = Buffer.alloc(0))),
  answers('a buffer with a type', (ctx) => {
    ctx.type = 'png'
    ctx.body = Buffer.from('not really')
  }),
  answers('an object', (ctx) => void (ctx.body = { a: 1, b: [true, null], text })),
  answers('an array', (ctx) => void (ctx.body = [1, 'two'])),
  answers('a number', (ctx) => void (ctx.body = 42)),
  answers('zero', (ctx) => void (ctx.body = 0)),
  answers('true', (ctx) => void (ctx.body = true)),
  answers('false', (ctx) => void (ctx.body = false)),
  answers('an object with toJSON', (ctx) => void (ctx.body = { toJSON: () => ({ made: 'up' }) })),
  answers('an object and a JSON type of its own', (ctx) => {
    ctx.type = 'application/problem+json'
    ctx.body = { title: 'problem' }
  }),
  answers('an object with a length that is wrong', (ctx) => {
    ctx.body = { a: 1 }
    ctx.length = 3
  }),
  answers('null', (ctx) => void (ctx.body = null)),
  answers('undefined', (ctx) => void (ctx.body = undefined)),
  answers('null with status 200', (ctx) => {
    ctx.status = 200
    ctx.body = null
  }),
  answers('null, then status 200', (ctx) => {
    ctx.body = null
    ctx.status = 200
  }),
  answers('null after JSON', (ctx) => {
    ctx.body = { a: 1 }
    ctx.body = null
  }),
  answers('null with a type', (ctx) => {
    ctx.type = 'json'
    ctx.body = null
  }),
  answers('nothing', () => {}),
  answers('only a status', (ctx) => void (ctx.status = 202)),
  answers('a string, then status 204', (ctx) => {
    ctx.body = 'gone'
    ctx.status = 204
  }),
  answers('a string, then status 304', (ctx) => {
    ctx.body = 'gone'
    ctx.status = 304
  }),
  answers('a string, then status 205', (ctx) => {
    ctx.body = 'gone'
    ctx.status = 205
  }),
  answers('an object instead of a string', (ctx) => {
    ctx.body = 'a string'
    ctx.body = { a: 1 }
  }),
  answers('a string instead of an object', (ctx) => {
    ctx.body = { a: 1 }
    ctx.body = 'a string'
  }),
  answers('JSON to HEAD', (ctx) => void (ctx.body = { a: 1 }), { request: head('/') }),
  answers('a string to HEAD', (ctx) => void (ctx.body = text), { request: head('/') }),
  answers('a buffer to HEAD', (ctx) => void (ctx.body = Buffer.from('abc')), { request: head('/') }),
  answers('nothing to HEAD', () => {}, { request: head('/') }),
  answers('a status to HEAD', (ctx) => void (ctx.status = 201), { request: head('/') }),
  answers('a stream to HEAD', (ctx) => void (ctx.body = Readable.from(['abc'])), { request: head('/') }),
  answers(
    'a stream of known length to HEAD',
    (ctx) => {
      ctx.length = 3
      ctx.body = Readable.from(['abc'])
    },
    { request: head('/') },
  ),
  answers('null to HEAD', (ctx) => void (ctx.body = null), { request: head('/') }),
  answers('a length only, to HEAD', (ctx) => void (ctx.length = 10), { request: head('/') }),
  answers('a stream', (ctx) => void (ctx.body = Readable.from(['one ', 'two']))),
  answers('an empty stream', (ctx) => void (ctx.body = Readable.from([]))),
  answers('a stream with a length', (ctx) => {
    ctx.length = 7
    ctx.body = Readable.from(['one ', 'two'])
  }),
  answers('a stream with a type', (ctx) => {
    ctx.type = 'text/csv'
    ctx.body = Readable.from(['a,b\n'])
  }),
  answers('a stream of buffers', (ctx) => {
    ctx.body = Readable.from([Buffer.from([255, 0]), Buffer.from([1])])
  }),
  answers('a stream written to later', (ctx) => {
    const stream = new PassThrough()
    ctx.body = stream
    setImmediate(() => stream.end('late'))
  }),
  answers('a stream of a megabyte', (ctx) => {
    ctx.body = Readable.from(Array.from({ length: 16 }, (_, i) => Buffer.alloc(65_536, i)))
  }),
  answers('a stream instead of a string', (ctx) => {
    ctx.body = 'a string'
    ctx.body = Readable.from(['a stream'])
  }),
  application(
    'a string instead of a stream, which is destroyed',
    (app, note) => {
      app.use((ctx) => {
        const stream = new PassThrough()
        stream.on('close', () => note('destroyed'))
        ctx.body = stream
        ctx.body = 'a string'
      })
    },
    { notes: ['destroyed'], koa: 3 },
  ),
  answers('a stream to a client of HTTP/1.0', (ctx) => void (ctx.body = Readable.from(['one ', 'two'])), {
    request: 'GET / HTTP/1.0\r\nHost: koa.example\r\n\r\n',
  }),
  answers('a string to a client of HTTP/1.0', (ctx) => void (ctx.body = 'hello'), {
    request: 'GET / HTTP/1.0\r\n\r\n',
  }),
  answers('the content that came', (ctx) => void (ctx.body = ctx.req), {
    request: request('PUT', '/', { 'content-length': '5' }, 'hello'),
  }),
  answers('a blob', (ctx) => void (ctx.body = new Blob(['blob ', text], { type: 'text/x-blob' })), {
    koa: 3,
  }),
  answers('a blob without a type', (ctx) => void (ctx.body = new Blob(['blob'])), { koa: 3 }),
  answers('a blob to HEAD', (ctx) => void (ctx.body = new Blob(['blob'])), {
    koa: 3,
    request: head('/'),
  }),
  answers('a web stream', (ctx) => void (ctx.body = new Blob(['web ', 'stream']).stream()), { koa: 3 }),
  answers('a Response', (ctx) => void (ctx.body = new Response('from fetch')), { koa: 3 }),
  answers(
    'a Response with status and fields',
    (ctx) =>
      void (ctx.body = new Response('<made/>', {
        status: 201,
        headers: { 'content-type': 'text/xml', 'x-from': 'fetch' },
      })),
    { koa: 3 },
  ),
  answers('a Response without content', (ctx) => void (ctx.body = new Response(null, { status: 202 })), {
    koa: 3,
  }),
  answers('a Response of JSON', (ctx) => void (ctx.body = Response.json({ a: 1 })), { koa: 3 }),
  answers('JSON of undefined as null', (ctx) => {
    ctx.type = 'json'
    ctx.body = undefined
  }),
  answers('to a target with a query', (ctx) => void (ctx.body = ctx.querystring), {
    request: get('/?a=b&c=d%20e'),
  }),
]
