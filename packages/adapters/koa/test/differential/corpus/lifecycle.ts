import { PassThrough } from 'node:stream'
import { application } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, post, request } from '../requests.ts'

const sse = { 'Content-Type': 'text/event-stream' }

/** Events of Node's objects, clean-up, and clients that leave. */
export const lifecycle: readonly CorpusCase[] = [
  application(
    'finish, then close',
    (app, note) => {
      app.use((ctx) => {
        ctx.res.on('finish', () => note('finish'))
        ctx.res.on('close', () => note('close'))
        ctx.body = 'x'
      })
    },
    { notes: ['finish', 'close'] },
  ),
  application(
    'the request closes after it was read',
    (app, note) => {
      app.use(async (ctx) => {
        ctx.req.on('end', () => note('end')).on('close', () => note('close'))
        ctx.req.resume()
        await new Promise((resolve) => ctx.req.on('end', resolve))
        ctx.body = 'x'
      })
    },
    { request: post('/', 'abc'), notes: ['end', 'close'] },
  ),
  application(
    'state of the response from begin to end',
    (app, note) => {
      const tell = (res: { headersSent: boolean; writableEnded: boolean; writableFinished: boolean }): void =>
        note([res.headersSent, res.writableEnded, res.writableFinished].join())
      app.use((ctx) => {
        tell(ctx.res)
        ctx.res.on('finish', () => tell(ctx.res))
        ctx.body = 'x'
      })
    },
    { notes: ['false,false,false', 'true,true,true'] },
  ),
  application(
    'a stream is destroyed when the client leaves',
    (app, note) => {
      app.use((ctx) => {
        const stream = new PassThrough()
        stream.on('close', () => note('stream destroyed'))
        ctx.set(sse)
        ctx.body = stream
        stream.write('data: 1\n\n')
      })
    },
    { leavesAt: 'data: 1\n\n', notes: ['stream destroyed'] },
  ),
  application(
    'close without finish when the client leaves',
    (app, note) => {
      app.use((ctx) => {
        ctx.respond = false
        ctx.res
          .on('finish', () => note('finish'))
          .on('close', () => note(`close ${ctx.res.writableFinished}`))
        ctx.res.write('begun')
      })
    },
    { leavesAt: 'begun', notes: ['close false'] },
  ),
  application(
    'a client that leaves before the answer',
    (app, note) => {
      app.use(async (ctx) => {
        const closed = new Promise((resolve) => ctx.res.once('close', resolve))
        ctx.res.writeProcessing()
        await closed
        note(`closed, writable: ${ctx.writable}`)
        ctx.body = 'for nobody'
      })
    },
    { leavesAt: '102 Processing', notes: ['closed, writable: false'] },
  ),
  application(
    'a client that leaves in the middle of its content',
    (app, note) => {
      app.use(async (ctx) => {
        try {
          for await (const _ of ctx.req);
        } catch (error) {
          note(`${(error as NodeJS.ErrnoException).code} ${ctx.req.complete}`)
        }
      })
    },
    {
      request: request('POST', '/', { 'Content-Length': '100' }, 'only this'),
      leavesAt: '',
      notes: ['ECONNRESET false'],
    },
  ),
  application(
    'two requests on a connection',
    (app) => {
      app.use((ctx) => void (ctx.body = ctx.url))
    },
    { request: get('/one', { Connection: '' }) + get('/two') },
  ),
  application(
    'content unread, then another request',
    (app) => {
      app.use((ctx) => void (ctx.body = ctx.url))
    },
    { request: post('/one', 'unread', { Connection: '' }) + get('/two') },
  ),
  application(
    'state is of its request alone',
    (app) => {
      app.use((ctx) => {
        ctx.state['count'] = Number(ctx.state['count'] ?? 0) + 1
        ctx.body = ctx.state
      })
    },
    { request: get('/', { Connection: '' }) + get('/') },
  ),
  application(
    'the current context',
    (app) => {
      app.use(async (ctx) => {
        await new Promise(setImmediate)
        ctx.body = [app.currentContext === ctx, app.currentContext?.path]
      })
    },
    { options: { asyncLocalStorage: true }, request: get('/here') },
  ),
]
