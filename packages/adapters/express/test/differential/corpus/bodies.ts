import type { Buffer } from 'node:buffer'
import { gzipSync } from 'node:zlib'
import type { ErrorRequestHandler, Request, Response } from 'express'
import multer from 'multer'
import { single, table } from '../corpus-case.ts'
import type { CorpusCase, SetUp } from '../corpus-case.ts'
import { get, head, post, postChunks, postForm, postJson, postParts, request } from '../requests.ts'

function tell(req: Request, res: Response): void {
  const body: unknown = req.body
  res.json({ body: body === undefined ? 'undefined' : body, type: typeof body })
}

const explain: ErrorRequestHandler = (error: Error & Record<string, unknown>, _req, res, _next) => {
  const { message, type, status, limit, length, expected, received, code, field } = error
  res.status(Number(status ?? 500)).json({ message, type, limit, length, expected, received, code, field })
}

const parsing: SetUp = (app, _note, express) => {
  app.use('/json', express.json({ limit: 100 }))
  app.use('/loose', express.json({ strict: false, type: '*/*' }))
  app.use('/form', express.urlencoded({ extended: false, parameterLimit: 5 }))
  app.use('/extended', express.urlencoded({ extended: true }))
  app.use('/text', express.text({ defaultCharset: 'latin1' }))
  app.use('/raw', express.raw({ type: 'application/*' }))
  app.use('/plain', express.json({ inflate: false }))
  app.use(
    '/verify',
    express.json({
      verify: (_req, _res, bytes: Buffer) => {
        if (bytes[0] === 0x5b) throw new Error('no arrays')
      },
    }),
  )
  app.post('/raw', (req, res) => {
    const { body } = req as { body: unknown }
    res.json(body instanceof Uint8Array ? body.toString() : 'none')
  })
  app.use(tell)
  app.use(explain)
}

const packed = gzipSync('{"packed":true}').toString('latin1')
const GZIP = { 'Content-Encoding': 'gzip' }

const uploads: SetUp = (app) => {
  const upload = multer({ limits: { fileSize: 20, files: 2, fields: 2 } })
  const told = (req: Request, res: Response): void => {
    const { file, files, body } = req
    const list = (file === undefined ? (files ?? []) : [file]) as Express.Multer.File[]
    const brief = list.map(({ fieldname, originalname, mimetype, size, buffer }) => ({
      fieldname,
      originalname,
      mimetype,
      size,
      text: buffer.toString(),
    }))
    res.json({ files: brief, body: body as unknown })
  }
  app.post('/single', upload.single('file'), told)
  app.post('/array', upload.array('file', 2), told)
  app.post('/any', upload.any(), told)
  app.post('/none', upload.none(), told)
  app.use(explain)
}

const FILE = ['name="file"; filename="a.txt"', 'content'] as const
const FIELD = ['name="title"', 'größe'] as const

export const bodies: readonly CorpusCase[] = [
  ...table(parsing, {
    JSON: postJson('/json', '{"a":[1,{"b":"\xc3\xa9"}]}'),
    'JSON in chunks': postChunks('/json', ['{"a"', ':1', '}'], 'application/json'),
    'JSON of nothing': postJson('/json', ''),
    'no content at all': request('POST', '/json'),
    'no JSON': postJson('/json', '{"a":'),
    'JSON that is no object': postJson('/json', '"text"'),
    'JSON that is no object, not strict': postJson('/loose', '"text"'),
    'JSON that is too large': postJson('/json', `[${'1,'.repeat(100)}1]`),
    'JSON in chunks that is too large': postChunks(
      '/json',
      ['[', '1,'.repeat(100), '1]'],
      'application/json',
    ),
    'JSON of another type': post('/json', '{}', 'text/plain'),
    'JSON with a charset': postJson('/json', '{"a":"\xc3\xa9"}', {
      'Content-Type': 'application/json; charset=utf-8',
    }),
    'JSON with an unknown charset': postJson('/json', '{}', {
      'Content-Type': 'application/json; charset=x',
    }),
    'JSON with a prototype': postJson('/json', '{"__proto__":{"x":1}}'),
    'JSON with gzip': postJson('/json', packed, GZIP),
    'JSON with gzip that is none': postJson('/json', 'not packed', GZIP),
    'JSON with gzip that must not be': postJson('/plain', packed, GZIP),
    'JSON with an unknown coding': postJson('/json', packed, { 'Content-Encoding': 'zip' }),
    'JSON that is verified': postJson('/verify', '{}'),
    'JSON that fails its verification': postJson('/verify', '[]'),
    'JSON of a PUT': request(
      'PUT',
      '/json',
      { 'Content-Type': 'application/json', 'Content-Length': '2' },
      '{}',
    ),
    'JSON of a GET': request(
      'GET',
      '/json',
      { 'Content-Type': 'application/json', 'Content-Length': '7' },
      '{"a":1}',
    ),
    'JSON of a DELETE': request(
      'DELETE',
      '/json',
      { 'Content-Type': 'application/json', 'Content-Length': '7' },
      '{"a":1}',
    ),
    'a form': postForm('/form', 'a=1&b=two+words&a=%C3%A9&c[d]=x'),
    'a form, extended': postForm('/extended', 'a[b][c]=1&d[]=1&d[]=2'),
    'a form with too many fields': postForm('/form', 'a&b&c&d&e&f&g'),
    'a form of nothing': postForm('/form', ''),
    text: post('/text', 'gr\xf6\xdfe', 'text/plain'),
    'text with a charset': post('/text', '\xc3\xa9', 'text/plain; charset=utf-8'),
    'raw content': post('/raw', 'raw', 'application/octet-stream'),
    'raw content of another type': post('/raw', 'raw', 'image/png'),
    'a body parser for GET': get('/json'),
    'a body parser for HEAD': head('/json'),
    'content that waits to be asked for': postJson('/json', '{"a":1}', { Expect: '100-continue' }),
  }),
  single(
    'an error of a body parser without a handler',
    [postJson('/', '{"a":'), postJson('/', `"${'x'.repeat(200)}"`)],
    (app, _note, express) => {
      app.use(express.json({ limit: 100 }))
    },
  ),
  single('content that is read by hand', postChunks('/', ['one', 'two', 'three'], 'text/plain'), (app) => {
    app.post('/', (req, res) => {
      let text = ''
      req.setEncoding('utf8')
      req.on('data', (chunk: string) => (text += chunk))
      req.on('end', () => void res.send(text))
    })
  }),
  single('content that is iterated', postChunks('/', ['one', 'two'], 'text/plain'), (app) => {
    app.post('/', async (req, res) => {
      let size = 0
      for await (const chunk of req) size += (chunk as Buffer).length
      res.send({ size, complete: req.complete, ended: req.readableEnded })
    })
  }),
  single('an echo', post('/', 'x'.repeat(100_000), 'text/plain'), (app) => {
    app.post('/', (req, res) => {
      res.type(req.get('content-type')!)
      req.pipe(res)
    })
  }),
  single('trailers of a request', postTrailers(), (app) => {
    app.post('/', (req, res) => {
      req.resume().on('end', () => void res.json([req.trailers, req.rawTrailers]))
    })
  }),
  single('content that nobody reads', post('/', 'x'.repeat(50_000), 'text/plain'), (app) => {
    app.post('/', (_req, res) => void res.send('not read'))
  }),
  single(
    'content that nobody reads before the next request',
    post('/', 'content', 'text/plain', { Connection: '' }) + get('/'),
    (app) => {
      app.all('/', (req, res) => void res.send(req.method))
    },
  ),
  single(
    'content in chunks before the next request',
    `${postChunks('/', ['abc'], 'text/plain', { Connection: '' })}${get('/')}`,
    (app, _note, express) => {
      app.use(express.text())
      app.all('/', tell)
    },
  ),
  single(
    'the events of content',
    post('/', 'content', 'text/plain'),
    (app, note) => {
      app.post('/', (req, res) => {
        for (const event of ['end', 'close', 'aborted', 'error']) req.on(event, () => note(event))
        req.resume().on('end', () => void res.send('x'))
      })
    },
    { notes: ['end', 'close'] },
  ),
  single(
    'a client that leaves while it uploads',
    request('POST', '/', { 'Content-Type': 'application/json', 'Content-Length': '100' }, '{"a":'),
    (app, note, express) => {
      app.use((req, _res, next) => {
        req.on('aborted', () => note('aborted'))
        next()
        note('called')
      })
      app.use(express.json())
      app.use(((error: { type: string; status: number }, _req, res, _next) => {
        note(`${error.type} ${error.status}`)
        res.end()
      }) as ErrorRequestHandler)
    },
    { notes: ['called', 'aborted', 'request.aborted 400'], leavesWhen: 'called' },
  ),
  ...table(uploads, {
    'an upload': postParts('/single', [FILE]),
    'an upload with a field': postParts('/single', [FIELD, FILE]),
    'two uploads': postParts('/array', [FILE, ['name="file"; filename="b.txt"', 'b']]),
    'any uploads': postParts('/any', [['name="x"; filename="b.bin"', '\x00\xff'], FILE]),
    'an upload that is not expected': postParts('/single', [['name="other"; filename="b"', 'b']]),
    'an upload where none may be': postParts('/none', [FILE]),
    'fields only': postParts('/none', [FIELD]),
    'an upload that is too large': postParts('/single', [['name="file"; filename="a"', 'x'.repeat(100)]]),
    'too many uploads': postParts('/any', [FILE, FILE, FILE]),
    'too many fields': postParts('/none', [FIELD, FIELD, FIELD]),
    'an upload that ends early': post('/single', '--XX\r\nContent-Disp', 'multipart/form-data; boundary=XX'),
    'an upload without boundary': post('/single', '--XX--', 'multipart/form-data'),
    'no upload': postForm('/single', 'a=1'),
  }),
]

function postTrailers(): string {
  const fields = { 'Transfer-Encoding': 'chunked', Trailer: 'X-Sum' }
  return request('POST', '/', fields, '3\r\nabc\r\n0\r\nX-Sum: 3\r\n\r\n')
}
