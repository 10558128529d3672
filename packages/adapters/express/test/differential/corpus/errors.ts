import { Readable } from 'node:stream'
import type { ErrorRequestHandler, Request, Response } from 'express'
import { single, table } from '../corpus-case.ts'
import type { CorpusCase, Note, SetUp } from '../corpus-case.ts'
import { get, head, post } from '../requests.ts'

/** A case of a handler that fails. */
function fails(
  name: string,
  handler: (req: Request, res: Response, next: (error?: unknown) => void) => unknown,
  extras: { sent?: string | string[]; only?: 4 | 5 } = {},
): CorpusCase {
  const setUp: SetUp = (app) => {
    app.all('/', (req, res, next) => handler(req, res, next) as void)
  }
  return single(name, extras.sent ?? get('/'), setUp, { only: extras.only })
}

function errorWith(properties: object): Error {
  return Object.assign(new Error('secret <b>'), properties)
}

const page: ErrorRequestHandler = (error: Error, _req, res, next) => {
  if (res.headersSent) next(error)
  else res.status(500).send(`page: ${error.message}`)
}

/** Notes what happens to an answer. */
function watch(res: Response, note: Note, events = ['finish', 'close']): void {
  for (const event of events) res.on(event, () => note(event))
  res.on('error', (error: NodeJS.ErrnoException) => note(error.code ?? error.message))
}

export const errors: readonly CorpusCase[] = [
  fails('an error', () => {
    throw new Error('secret')
  }),
  fails(
    'an error to HEAD',
    () => {
      throw new Error('secret')
    },
    { sent: head('/') },
  ),
  fails(
    'an error while content comes',
    () => {
      throw new Error('secret')
    },
    { sent: post('/', 'content', 'text/plain') },
  ),
  fails('a rejection', () => Promise.reject(new Error('secret')), { only: 5 }),
  fails('a rejection with nothing', () => Promise.reject(), { only: 5 }),
  fails(
    'a rejection later',
    async () => {
      await new Promise((resolve) => void setImmediate(resolve))
      throw errorWith({ status: 503 })
    },
    { only: 5 },
  ),
  fails('what is no error', () => {
    // oxlint-disable-next-line typescript/only-throw-error -- applications do
    throw 'a string'
  }),
  ...[400, 401, 404, 413, 418, 500, 503, 599].map((status) =>
    fails(`next of an error with status ${status}`, (_req, _res, next) => next(errorWith({ status }))),
  ),
  fails('an error with a status that is none', (_req, _res, next) => next(errorWith({ status: 200 }))),
  fails('an error with statusCode', (_req, _res, next) => next(errorWith({ statusCode: 422 }))),
  fails('an error with fields', (_req, _res, next) => {
    next(errorWith({ status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } }))
  }),
  fails('an error after res.status', (_req, res, next) => {
    res.status(409)
    next(errorWith({}))
  }),
  fails('an error after fields were set', (_req, res, next) => {
    res.set({ 'X-Kept': '1', 'Content-Encoding': 'gzip', 'Content-Type': 'text/x' }).cookie('a', '1')
    next(errorWith({ status: 400 }))
  }),
  fails('next of a string', (_req, _res, next) => next('a string')),
  fails('next of false', (_req, _res, next) => next(false)),
  ...table(
    (app) => {
      app.get('/sync', () => {
        throw new Error('sync')
      })
      app.get('/next', (_req, _res, next) => next(new Error('next')))
      app.get('/status', (_req, _res, next) => next(errorWith({ status: 404 })))
      app.get('/begun', (_req, res, next) => {
        res.write('begun')
        next(new Error('late'))
      })
      app.get('/done', (_req, res, next) => {
        res.send('done')
        next(new Error('late'))
      })
      app.use(page)
    },
    {
      'an error handler': get('/sync'),
      'an error handler by next': get('/next'),
      'an error handler with a status': get('/status'),
      'an error handler when the answer has begun': get('/begun'),
      'an error handler when the answer is done': get('/done'),
    },
  ),
  single('several error handlers', get('/'), (app) => {
    app.get('/', (_req, _res, next) => next(new Error('a')))
    const passing: ErrorRequestHandler = (error: Error, _req, res, next) => {
      res.append('X-Seen', error.message)
      next(new Error(`${error.message}b`))
    }
    app.use(passing)
    app.use((_req, res) => void res.send('never'))
    app.use(passing, page)
  }),
  single('an error handler that throws', get('/'), (app) => {
    app.get('/', (_req, _res, next) => next(new Error('a')))
    app.use(((_error, _req, _res, _next) => {
      throw errorWith({ status: 502 })
    }) as ErrorRequestHandler)
  }),
  single('an error handler that recovers', get('/'), (app) => {
    app.get('/', (_req, _res, next) => next(new Error('a')))
    app.use(((_error, _req, _res, next) => next()) as ErrorRequestHandler)
    app.use((_req, res) => void res.send('recovered'))
  }),
  single('a page for 404', get('/none'), (app) => {
    app.use((req, res) => void res.status(404).json({ missing: req.originalUrl }))
  }),
  fails('a field name that is none', (_req, res) => res.set('X Y', '1').send('x')),
  fails('a field value that is none', (_req, res) => res.set('X-Y', 'a\r\nb: c').send('x')),
  fails('a field value beyond latin-1', (_req, res) => res.set('X-Y', '☕').send('x')),
  fails('a field without value', (_req, res) => {
    res.setHeader('X-Y', undefined as unknown as string)
    res.send('x')
  }),
  fails('a status that is none', (_req, res) => res.status(99).send('x')),
  fails('a status that is too large', (_req, res) => res.status(1000).send('x')),
  fails('a status that is text', (_req, res) => res.status('200' as unknown as number).send('x')),
  fails('a reason phrase that is none', (_req, res) => {
    res.statusMessage = 'a\r\nb'
    res.send('x')
  }),
  fails('writeHead with a status that is none', (_req, res) => res.writeHead(0).end()),
  fails('a second answer', (_req, res) => {
    res.send('first')
    res.send('second')
  }),
  fails('a field after the answer', (_req, res) => {
    res.send('first')
    res.set('X-Late', '1')
  }),
  fails('a second writeHead', (_req, res) => {
    res.writeHead(200)
    res.writeHead(201)
  }),
  fails('content that is none', (_req, res) => {
    res.write({})
  }),
  fails('null as content', (_req, res) => {
    res.write(null)
  }),
  fails('JSON that cannot be made', (_req, res) => {
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    res.json(loop)
  }),
  fails('BigInt as JSON', (_req, res) => res.json({ big: 1n })),
  single(
    'write after end',
    get('/'),
    (app, note) => {
      app.get('/', (_req, res) => {
        watch(res, note, ['close']) // when it finishes is chance
        res.end('done')
        res.write('more', (error) => note(`callback: ${(error as NodeJS.ErrnoException).code!}`))
      })
    },
    { notes: ['callback: ERR_STREAM_WRITE_AFTER_END', 'ERR_STREAM_WRITE_AFTER_END', 'close'] },
  ),
  single(
    'end after end',
    get('/'),
    (app, note) => {
      app.get('/', (_req, res) => {
        watch(res, note, ['close'])
        res.end('done')
        res.end(() => note('callback'))
      })
    },
    { notes: ['callback', 'close'] },
  ),
  single(
    'destroying the answer before it begins',
    get('/'),
    (app, note) => {
      app.get('/', (_req, res) => {
        watch(res, note)
        res.destroy()
        note(`destroyed ${res.destroyed}`)
      })
    },
    { notes: ['destroyed true', 'close'] },
  ),
  single(
    'destroying the answer after it began',
    get('/'),
    (app, note) => {
      app.get('/', (_req, res) => {
        watch(res, note)
        res.write('begun', () => res.destroy(new Error('broken')))
      })
    },
    { notes: ['close'] },
  ),
  single('destroying the socket', get('/'), (app) => {
    app.get('/', (req) => void req.socket.destroy())
  }),
  single('destroying the request', get('/'), (app) => {
    app.get('/', (req) => void req.destroy())
  }),
  single('a stream that breaks before the head', get('/'), (app) => {
    app.get('/', (_req, res, next) => {
      new Readable({
        read() {
          this.destroy(new Error('broken'))
        },
      })
        .on('error', next)
        .pipe(res)
    })
  }),
  single('a stream that breaks later', get('/'), (app) => {
    app.get('/', (_req, res, next) => {
      const pieces = ['one', 'two']
      new Readable({
        read() {
          if (pieces.length > 0) this.push(pieces.shift())
          else this.destroy(new Error('broken'))
        },
      })
        .on('error', next)
        .pipe(res)
    })
  }),
  fails('less content than announced', (_req, res) => {
    res.set('Content-Length', '10').write('short')
    setImmediate(() => res.destroy())
  }),
]
