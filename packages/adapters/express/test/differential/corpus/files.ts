import { join } from 'node:path'
import type { Request, Response } from 'express'
import { single, table } from '../corpus-case.ts'
import type { CorpusCase, SetUp } from '../corpus-case.ts'
import { MODIFIED, folder } from '../fixtures.ts'
import { get, head, post, request } from '../requests.ts'

type SendOptions = NonNullable<Parameters<Response['sendFile']>[1]>

const sending =
  (options: SendOptions = {}): SetUp =>
  (app) => {
    app.all('/:name', (req, res) => {
      res.sendFile(req.params.name, { root: folder, ...options })
    })
  }

const serving =
  (options: object = {}): SetUp =>
  (app, _note, express) => {
    app.use('/static', express.static(folder, options))
  }

const downloads: SetUp = (app, note) => {
  app.get('/plain', (_req, res) => res.download(join(folder, 'hello.txt')))
  app.get('/named', (_req, res) => res.download(join(folder, 'hello.txt'), 'größe "q".txt'))
  app.get('/options', (_req, res) => {
    const headers = { 'X-Extra': '1', 'Content-Disposition': 'inline' }
    res.download('hello.txt', 'x.bin', { root: folder, headers, maxAge: '1h' })
  })
  app.get('/missing', (_req, res) => {
    res.download(join(folder, 'missing'), 'x', (error) => {
      note(`headersSent ${res.headersSent}`)
      res.status(404).json({ code: (error as NodeJS.ErrnoException).code })
    })
  })
}

const TAG = 'W/"b-1941f29c000"'
const LATER = 'Thu, 02 Jan 2025 00:00:00 GMT'
const EARLIER = 'Tue, 31 Dec 2024 00:00:00 GMT'

export const files: readonly CorpusCase[] = [
  ...table(sending(), {
    'res.sendFile': get('/hello.txt'),
    'res.sendFile of HTML': get('/page.html'),
    'res.sendFile of a picture': get('/picture.png'),
    'res.sendFile without extension': get('/unknown'),
    'res.sendFile of an empty file': get('/empty.txt'),
    'res.sendFile of a big file': get('/big.txt'),
    'res.sendFile of a name with blanks': get('/with%20space.txt'),
    'res.sendFile of a name beyond ASCII': get('/gr%C3%B6%C3%9Fe%20%E2%98%95.txt'),
    'res.sendFile to HEAD': head('/hello.txt'),
    'res.sendFile to POST': post('/hello.txt', 'x', 'text/plain'),
    'res.sendFile of nothing': get('/none.txt'),
    'res.sendFile of a folder': get('/folder'),
    'res.sendFile of a hidden file': get('/.hidden'),
    'res.sendFile out of its root': get('/..%2F..%2Fetc%2Fpasswd'),
    'res.sendFile with NUL': get('/hello%00.txt'),
    'a range': get('/hello.txt', { Range: 'bytes=0-4' }),
    'a range to the end': get('/hello.txt', { Range: 'bytes=6-' }),
    'a range from the end': get('/hello.txt', { Range: 'bytes=-5' }),
    'a range beyond the end': get('/hello.txt', { Range: 'bytes=6-99' }),
    'a range outside': get('/hello.txt', { Range: 'bytes=99-' }),
    'a range of an empty file': get('/empty.txt', { Range: 'bytes=0-' }),
    'two ranges': get('/hello.txt', { Range: 'bytes=0-1,4-5' }),
    'adjacent ranges': get('/hello.txt', { Range: 'bytes=0-1,2-3' }),
    'a range that is none': get('/hello.txt', { Range: 'bytes=x' }),
    'a range of another unit': get('/hello.txt', { Range: 'lines=0-1' }),
    'a range in a big file': get('/big.txt', { Range: 'bytes=99990-150009' }),
    'a range to HEAD': head('/hello.txt', { Range: 'bytes=0-4' }),
    'a range if the tag matches': get('/hello.txt', { Range: 'bytes=0-4', 'If-Range': '"b-1941f29c000"' }),
    'a range if a weak tag matches': get('/hello.txt', { Range: 'bytes=0-4', 'If-Range': TAG }),
    'a range if the tag does not match': get('/hello.txt', { Range: 'bytes=0-4', 'If-Range': '"other"' }),
    'a range if not modified': get('/hello.txt', { Range: 'bytes=0-4', 'If-Range': MODIFIED }),
    'a range if modified': get('/hello.txt', { Range: 'bytes=0-4', 'If-Range': EARLIER }),
    'If-None-Match': get('/hello.txt', { 'If-None-Match': TAG }),
    'If-None-Match of another': get('/hello.txt', { 'If-None-Match': '"other"' }),
    'If-None-Match of anything': get('/hello.txt', { 'If-None-Match': '*' }),
    'If-None-Match to HEAD': head('/hello.txt', { 'If-None-Match': TAG }),
    'If-Modified-Since': get('/hello.txt', { 'If-Modified-Since': MODIFIED }),
    'If-Modified-Since earlier': get('/hello.txt', { 'If-Modified-Since': EARLIER }),
    'If-Modified-Since that is no date': get('/hello.txt', { 'If-Modified-Since': 'yesterday' }),
    'If-Match': get('/hello.txt', { 'If-Match': `"x", ${TAG}` }),
    'If-Match of another': get('/hello.txt', { 'If-Match': '"other"' }),
    'If-Unmodified-Since': get('/hello.txt', { 'If-Unmodified-Since': LATER }),
    'If-Unmodified-Since earlier': get('/hello.txt', { 'If-Unmodified-Since': EARLIER }),
    'a condition and no-cache': get('/hello.txt', { 'If-None-Match': TAG, 'Cache-Control': 'no-cache' }),
    'a range and a condition': get('/hello.txt', { Range: 'bytes=0-4', 'If-None-Match': TAG }),
  }),
  ...table(sending({ maxAge: '1d', immutable: true, headers: { 'X-Extra': '1' } }), {
    'res.sendFile with an age': get('/hello.txt'),
  }),
  ...table(sending({ cacheControl: false, lastModified: false, acceptRanges: false }), {
    'res.sendFile without fields': get('/hello.txt', { Range: 'bytes=0-4' }),
  }),
  ...table(sending({ dotfiles: 'allow' }), { 'a hidden file that may be seen': get('/.hidden') }),
  ...table(sending({ dotfiles: 'deny' }), { 'a hidden file that is denied': get('/.hidden') }),
  single('res.sendFile after fields were set', get('/', { Range: 'bytes=0-4' }), (app) => {
    app.get('/', (_req, res) => {
      res.status(201).type('text/x-own').set({ ETag: '"own"', 'Cache-Control': 'no-store' })
      res.sendFile(join(folder, 'hello.txt'))
    })
  }),
  single('res.sendFile with a relative path', get('/'), (app) => {
    app.get('/', (_req, res) => res.sendFile('hello.txt'))
  }),
  single(
    'res.sendFile with a callback',
    get('/'),
    (app, note) => {
      app.get('/', (_req, res) => {
        res.sendFile(join(folder, 'hello.txt'), (error) => note(`sent, ${String(error)}`))
      })
    },
    { notes: ['sent, undefined'] },
  ),
  single(
    'res.sendFile of nothing with a callback',
    get('/'),
    (app, note) => {
      app.get('/', (_req, res, next) => {
        res.sendFile(join(folder, 'none'), (error) => {
          note((error as NodeJS.ErrnoException).code!)
          next(error)
        })
      })
      app.use((error: { status: number }, _req: Request, res: Response, next: () => void) => {
        res.status(error.status).send('own page')
        void next
      })
    },
    { notes: ['ENOENT'] },
  ),
  single(
    'res.sendFile to a client that leaves',
    get('/'),
    (app, note) => {
      app.get('/', (_req, res) => {
        res.sendFile(join(folder, 'big.txt'), { start: 0 } as SendOptions, (error) => {
          note((error as NodeJS.ErrnoException).code!)
        })
        res.destroy()
      })
    },
    { notes: ['ECONNABORTED'] },
  ),
  ...table(downloads, {
    'res.download': get('/plain'),
    'res.download with a name': get('/named'),
    'res.download with options': get('/options'),
    'res.download of a range': get('/plain', { Range: 'bytes=0-1' }),
    'res.download to HEAD': head('/plain'),
  }),
  ...table(downloads, { 'res.download of nothing': get('/missing') }, { notes: ['headersSent false'] }),
  ...table(serving(), {
    'express.static': get('/static/hello.txt'),
    'express.static of an index': get('/static/folder/'),
    'express.static of a folder': get('/static/folder?x=1'),
    'express.static of a folder without index': get('/static/'),
    'express.static of nothing': get('/static/none'),
    'express.static of a hidden file': get('/static/.hidden'),
    'express.static in a hidden folder': get('/static/folder/.secret/key.txt'),
    'express.static out of its root': get('/static/../package.json'),
    'express.static out of its root, encoded': get('/static/%2e%2e/package.json'),
    'express.static of what cannot be decoded': get('/static/%E0%A4%A'),
    'express.static to HEAD': head('/static/hello.txt'),
    'express.static to POST': post('/static/hello.txt', ''),
    'express.static to OPTIONS': request('OPTIONS', '/static/hello.txt'),
    'express.static of a range': get('/static/hello.txt', { Range: 'bytes=2-3' }),
    'express.static not modified': get('/static/hello.txt', { 'If-None-Match': TAG }),
    'express.static with a trailing slash': get('/static/hello.txt/'),
    'express.static with two slashes': get('/static//hello.txt'),
  }),
  ...table(serving({ fallthrough: false }), {
    'express.static alone, of nothing': get('/static/none'),
    'express.static alone, to POST': post('/static/hello.txt', ''),
  }),
  ...table(serving({ extensions: ['html', 'txt'], index: false, redirect: false, maxAge: 1000 }), {
    'express.static with extensions': get('/static/hello'),
    'express.static without index': get('/static/folder/'),
    'express.static without redirect': get('/static/folder'),
  }),
  ...table(
    serving({
      setHeaders: (res: Response, path: string) => void res.setHeader('X-Path', path.slice(folder.length)),
    }),
    { 'express.static with fields of its own': get('/static/style.css') },
  ),
]
