import { Readable } from 'node:stream'
import type { ServerResponse } from 'node:http'
import { answers, application } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, head, request } from '../requests.ts'

/** A case where Node's own response is used. */
function bypassed(name: string, write: (res: ServerResponse) => void, sent: string = get('/')): CorpusCase {
  const middleware: Parameters<typeof answers>[1] = (ctx) => {
    ctx.respond = false
    write(ctx.res)
  }
  return answers(name, middleware, { request: sent })
}

/** `ctx.respond = false`, and answers that Koa finds already begun. */
export const bypassing: readonly CorpusCase[] = [
  bypassed('end', (res) => void res.end('by hand')),
  bypassed('writeHead with an object', (res) => {
    res.writeHead(201, { 'X-A': '1', 'Content-Length': 2 })
    res.end('ok')
  }),
  bypassed('writeHead with a message', (res) => void res.writeHead(202, 'Taken', { 'X-A': '1' }).end()),
  bypassed('writeHead with a flat array', (res) => {
    res.writeHead(200, ['X-A', '1', 'X-A', '2'])
    res.end('ok')
  }),
  bypassed('writeHead over setHeader', (res) => {
    res.setHeader('X-A', 'set')
    res.setHeader('X-B', 'kept')
    res.writeHead(200, { 'x-a': 'written' })
    res.end('ok')
  }),
  bypassed('write by write', (res) => {
    res.write('one ')
    setImmediate(() => res.end('two'))
  }),
  bypassed('write with callbacks', (res) => {
    res.write('one ', () => res.end('two', () => {}))
  }),
  bypassed('write in other encodings', (res) => {
    res.write('68656c6c6f', 'hex')
    res.end('IQ==', 'base64')
  }),
  bypassed('corked writes', (res) => {
    res.cork()
    res.write('a')
    res.write('b')
    res.uncork()
    res.end()
  }),
  bypassed('flushHeaders', (res) => {
    res.setHeader('X-A', '1')
    res.flushHeaders()
    setImmediate(() => res.end('later'))
  }),
  bypassed(
    'trailers behind a stream',
    (res) => {
      res.setHeader('Trailer', 'X-Sum')
      res.write('content')
      setImmediate(() => {
        res.addTrailers({ 'X-Sum': '1' })
        res.end()
      })
    },
    get('/', { TE: 'trailers' }),
  ),
  bypassed(
    'trailers at once',
    (res) => {
      res.setHeader('Trailer', 'X-Sum')
      res.write('content')
      res.addTrailers({ 'X-Sum': '1' })
      res.end()
    },
    get('/', { TE: 'trailers' }),
  ),
  bypassed('a pipe', (res) => void Readable.from(['a', 'b']).pipe(res)),
  bypassed('HEAD with content', (res) => void res.end('not sent'), head('/')),
  bypassed('204 with content', (res) => {
    res.statusCode = 204
    res.end('not sent')
  }),
  bypassed('304 with a length', (res) => {
    res.writeHead(304, { 'Content-Length': '10', ETag: '"x"' })
    res.end()
  }),
  bypassed('103 before the answer', (res) => {
    res.writeEarlyHints({ link: '</style.css>; rel=preload' })
    res.end('with hints')
  }),
  bypassed('102 before the answer', (res) => {
    res.writeProcessing()
    res.end('after a while')
  }),
  bypassed('setHeaders and appendHeader', (res) => {
    res.setHeaders(new Map([['X-A', '1']]))
    res.appendHeader('X-B', '1')
    res.appendHeader('X-B', '2')
    res.end('x')
  }),
  bypassed('an end that is late', (res) => void setTimeout(() => res.end('late'), 10)),
  answers('an answer that Koa finds ended', (ctx) => {
    ctx.res.statusCode = 200
    ctx.res.end('by hand')
    ctx.body = 'ignored'
  }),
  answers('an answer that Koa finds begun', (ctx) => {
    ctx.status = 200
    ctx.res.write('by hand, ')
    ctx.body = 'and by Koa'
  }),
  answers('ctx.flushHeaders and a stream', (ctx) => {
    ctx.status = 200
    ctx.set('X-A', '1')
    ctx.flushHeaders()
    ctx.set('X-B', 'too late')
    ctx.body = Readable.from(['streamed'])
  }),
  answers('JSON behind flushed fields', (ctx) => {
    ctx.status = 200
    ctx.flushHeaders()
    ctx.body = { late: true }
  }),
  application(
    'a connection that is destroyed',
    (app) => {
      app.use((ctx) => {
        ctx.respond = false
        ctx.res.destroy()
      })
    },
    { request: request('GET', '/') },
  ),
  application('a socket that is destroyed', (app) => {
    app.use((ctx) => {
      ctx.respond = false
      ctx.req.socket.destroy()
    })
  }),
  application('a stream that is cut in the middle', (app) => {
    app.use((ctx) => {
      ctx.respond = false
      ctx.res.write('begun', () => ctx.res.destroy())
    })
  }),
]
