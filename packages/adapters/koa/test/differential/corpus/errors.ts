import { PassThrough, Readable } from 'node:stream'
import type Koa from 'koa'
import { answers, application } from '../corpus-case.ts'
import type { CorpusCase, Note } from '../corpus-case.ts'
import { get, head } from '../requests.ts'

function noteErrors(app: Koa, note: Note): void {
  app.on('error', (error: Error & { headerSent?: boolean }, ctx?: Koa.Context) =>
    note(
      `${error.message}${error.headerSent === true ? ' after the head' : ''}${ctx === undefined ? ' without context' : ''}`,
    ),
  )
}

/** What is thrown before the head, and what breaks behind it. */
export const errors: readonly CorpusCase[] = [
  ...[400, 401, 403, 404, 409, 413, 422, 429, 500, 503].map((status) =>
    answers(`ctx.throw(${status})`, (ctx) => ctx.throw(status)),
  ),
  answers('ctx.throw with a message', (ctx) => ctx.throw(400, 'name required')),
  answers('ctx.throw with a message that stays inside', (ctx) => ctx.throw(500, 'secret')),
  answers('ctx.throw with a message only', (ctx) => ctx.throw('secret')),
  answers('ctx.throw with properties', (ctx) =>
    ctx.throw(401, 'who?', { headers: { 'WWW-Authenticate': 'Basic', 'X-More': '1' }, user: 1 }),
  ),
  answers('ctx.throw with expose', (ctx) => ctx.throw(500, 'told', { expose: true })),
  answers('ctx.throw of an error', (ctx) => ctx.throw(403, new Error('not you'))),
  answers('ctx.throw of an unknown status', (ctx) => ctx.throw(499, 'odd')),
  answers('ctx.assert', (ctx) => ctx.assert(ctx.get('x-user'), 401, 'Please login!')),
  answers('an error', () => {
    throw new Error('secret')
  }),
  answers('a rejection', () => Promise.reject(new Error('secret'))),
  answers('an error with a status', () => {
    throw Object.assign(new Error('gone'), { status: 410, expose: true })
  }),
  answers('an error of the file system', () => {
    throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
  }),
  answers('what is no error', () => {
    // oxlint-disable-next-line typescript/only-throw-error -- applications do
    throw 'a string'
  }),
  answers('an error after fields and content were set', (ctx) => {
    ctx.set('X-Lost', '1')
    ctx.cookies.set('lost', '1')
    ctx.body = { lost: true }
    throw new Error('secret')
  }),
  answers('an error beyond ASCII', (ctx) => ctx.throw(400, 'größe ☕')),
  answers('an error to HEAD', (ctx) => ctx.throw(400, 'message'), { request: head('/') }),
  answers('a status that is none', (ctx) => void (ctx.status = 99)),
  answers('a field name that is none', (ctx) => {
    ctx.set('X Y', '1')
    ctx.body = 'x'
  }),
  answers('a field value that is none', (ctx) => {
    ctx.set('X-Y', 'a\r\nb: c')
    ctx.body = 'x'
  }),
  answers('JSON that cannot be made', (ctx) => {
    const loop: { self?: unknown } = {}
    loop.self = loop
    ctx.body = loop
  }),
  answers('a status message that is none', (ctx) => {
    ctx.body = 'x'
    ctx.message = 'a\r\nb'
  }),
  answers('next() called twice', async (_ctx, next) => {
    await next()
    await next()
  }),
  application(
    'the error event',
    (app, note) => {
      noteErrors(app, note)
      app.use((ctx) => ctx.throw(500, 'told to the application'))
    },
    { notes: ['told to the application'] },
  ),
  application(
    'middleware that answers errors',
    (app, note) => {
      noteErrors(app, note)
      app.use(async (ctx, next) => {
        try {
          await next()
        } catch (error) {
          ctx.status = 502
          ctx.body = { error: (error as Error).message }
          ctx.app.emit('error', error, ctx)
        }
      })
      app.use(() => Promise.reject(new Error('handled')))
    },
    { notes: ['handled'] },
  ),
  application(
    'middleware that answers what nobody found',
    (app) => {
      app.use(async (ctx, next) => {
        await next()
        if (ctx.status === 404) ctx.body = 'nothing here'
      })
    },
    { request: get('/missing') },
  ),
  application(
    'a stream that fails before it begins',
    (app, note) => {
      noteErrors(app, note)
      app.use((ctx) => {
        ctx.body = new Readable({
          read() {
            this.destroy(new Error('not readable'))
          },
        })
      })
    },
    { notes: ['not readable'], koa: 2 },
  ),
  application(
    'a stream that fails on its way',
    (app, note) => {
      noteErrors(app, note)
      app.use((ctx) => {
        const stream = new PassThrough()
        ctx.body = stream
        stream.write('begun')
        ctx.res.once('pipe', () => setTimeout(() => stream.destroy(new Error('broke off')), 20))
      })
    },
    // Once for the stream and once for the response that broke off with it.
    { notes: ['broke off after the head', 'broke off after the head'], koa: 3 },
  ),
  application(
    'content written after the end',
    (app, note) => {
      app.use((ctx) => {
        ctx.respond = false
        ctx.res.on('error', (error: NodeJS.ErrnoException) => note(error.code ?? ''))
        ctx.res.end('done')
        ctx.res.write('more')
      })
    },
    { notes: ['ERR_STREAM_WRITE_AFTER_END'] },
  ),
  application(
    'fields set after the head',
    (app, note) => {
      app.use((ctx) => {
        ctx.respond = false
        ctx.res.write('begun')
        ctx.set('X-Late', '1')
        try {
          ctx.res.setHeader('X-Late', '1')
        } catch (error) {
          note((error as NodeJS.ErrnoException).code ?? '')
        }
        ctx.res.end()
      })
    },
    { notes: ['ERR_HTTP_HEADERS_SENT'] },
  ),
]
