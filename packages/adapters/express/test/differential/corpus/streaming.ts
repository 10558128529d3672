import { Buffer } from 'node:buffer'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import { single, table } from '../corpus-case.ts'
import type { CorpusCase, Note } from '../corpus-case.ts'
import { get, head, request } from '../requests.ts'

/** A case of a handler that answers bit by bit. */
function streams(
  name: string,
  answer: (res: Response, note: Note) => unknown,
  extras: { sent?: string; notes?: string[]; leavesAt?: string; leavesWhen?: string } = {},
): CorpusCase {
  const { sent = get('/'), ...others } = extras
  return single(
    name,
    sent,
    (app, note) => {
      app.all('/', (_req, res) => void answer(res, note))
    },
    others,
  )
}

const soon = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

function noteEvents(res: Response, note: Note): void {
  for (const event of ['finish', 'close', 'error', 'prefinish']) res.on(event, () => note(event))
}

const three = async (res: Response): Promise<void> => {
  for (const piece of ['one', 'two', 'three']) {
    res.write(piece)
    await soon()
  }
  res.end()
}

export const streaming: readonly CorpusCase[] = [
  streams('several writes at once', (res) => {
    res.write('one')
    res.write(Buffer.from('two'))
    res.end('three')
  }),
  streams('several writes in time', three),
  streams('several writes to HEAD', three, { sent: head('/') }),
  streams('several writes to HTTP/1.0', three, { sent: 'GET / HTTP/1.0\r\nHost: a\r\n\r\n' }),
  streams('several writes to HTTP/1.0 that wants to stay', three, {
    sent: 'GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n',
  }),
  streams('one answer to HTTP/1.0', (res) => res.send('x'), { sent: 'GET / HTTP/1.0\r\nHost: a\r\n\r\n' }),
  streams('writes with a length', async (res) => {
    res.set('Content-Length', '9')
    await three({ write: (text: string) => res.write(text.slice(0, 3)), end: () => res.end() } as Response)
  }),
  streams('writes in other encodings', (res) => {
    res.write('68656c6c6f', 'hex')
    res.write('IHdvcmxk', 'base64')
    res.end('é', 'latin1')
  }),
  streams('an empty write', (res) => {
    res.write('')
    res.end('x')
  }),
  streams('an empty write in time', async (res) => {
    res.write('')
    await soon()
    res.end('x')
  }),
  streams('flushHeaders', async (res) => {
    res.flushHeaders()
    await soon()
    res.end('later')
  }),
  streams('flushHeaders and nothing', async (res) => {
    res.flushHeaders()
    await soon()
    res.end()
  }),
  streams('writeHead, and content later', async (res) => {
    res.writeHead(200, { 'Content-Type': 'text/plain' })
    await soon()
    res.end('later')
  }),
  streams('an answer that takes its time', async (res) => {
    await soon()
    await soon()
    res.send('late')
  }),
  streams('events of the server', async (res) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' })
    for (let id = 0; id < 3; id++) {
      res.write(`id: ${id}\ndata: hello\n\n`)
      await soon()
    }
    res.end()
  }),
  streams('a pipe', (res) => Readable.from(['a', 'b', 'c']).pipe(res)),
  streams('a pipe of much', (res) => Readable.from(pieces(64, 16_384)).pipe(res)),
  streams('a pipeline', (res) => pipeline(Readable.from(pieces(16, 65_536)), res)),
  streams('a pipe to HEAD', (res) => Readable.from(['a', 'b']).pipe(res), { sent: head('/') }),
  streams('much in one piece', (res) => res.end(Buffer.alloc(1 << 20, 'x'))),
  streams('much that waits for drain', async (res) => {
    for (let piece = 0; piece < 32; piece++) {
      if (!res.write('x'.repeat(32_768))) await new Promise((resolve) => void res.once('drain', resolve))
    }
    res.end()
  }),
  streams('cork', async (res) => {
    res.cork()
    res.write('one')
    res.write('two')
    await soon()
    res.uncork()
    res.end('three')
  }),
  streams(
    'callbacks of write and end',
    (res, note) => {
      res.write('one', () => note('written'))
      res.end('two', () => note('ended'))
    },
    { notes: ['written', 'ended'] },
  ),
  streams(
    'the events of an answer',
    (res, note) => {
      noteEvents(res, note)
      res.send('x')
      note('sent')
    },
    { notes: ['prefinish', 'sent', 'finish', 'close'] },
  ),
  streams(
    'the events of an answer in pieces',
    async (res, note) => {
      noteEvents(res, note)
      await three(res)
    },
    { notes: ['prefinish', 'finish', 'close'] },
  ),
  streams(
    'the state of an answer',
    async (res, note) => {
      const state = (): string =>
        [res.headersSent, res.writableEnded, res.writableFinished, res.finished, res.writable].join()
      note(state())
      res.write('one')
      note(state())
      await soon()
      res.end()
      res.on('close', () => note(state()))
    },
    {
      notes: ['false,false,false,false,true', 'true,false,false,false,true', 'true,true,true,true,true'],
    },
  ),
  streams('res.headersSent', async (res) => {
    const before = res.headersSent
    res.write(`${before} `)
    await soon()
    res.end(String(res.headersSent))
  }),
  streams(
    'the socket of an answer',
    (res, note) => {
      note(`${res.socket === res.req.socket} ${res.socket!.writable}`)
      res.on('close', () => note(`gone: ${res.socket === null}`))
      res.end()
    },
    { notes: ['true true', 'gone: true'] },
  ),
  streams(
    'a client that leaves before the answer',
    (res, note) => {
      res.on('close', () => note(`close, finished ${res.writableFinished}`))
      res.req.on('aborted', () => note('aborted'))
      note('called')
    },
    { leavesWhen: 'called', notes: ['called', 'aborted', 'close, finished false'] },
  ),
  streams(
    'a client that leaves in the middle',
    (res, note) => {
      res.on('close', () => note(`close, finished ${res.writableFinished}`))
      res.write('begun')
    },
    { leavesAt: 'begun', notes: ['close, finished false'] },
  ),
  streams(
    'a source when the client leaves',
    async (res, note) => {
      const source = new Readable({ read: () => {} }).on('close', () => note('source closed'))
      source.push('begun')
      await pipeline(source, res).catch((error: NodeJS.ErrnoException) => note(error.code!))
    },
    { leavesAt: 'begun', notes: ['source closed', 'ERR_STREAM_PREMATURE_CLOSE'] },
  ),
  ...table(
    (app) => {
      app.get('/slow', async (_req, res) => {
        await soon()
        await soon()
        res.send('slow')
      })
      app.get('/fast', (_req, res) => void res.send('fast'))
      app.get('/pieces', (_req, res) => void three(res))
    },
    {
      'two requests on a connection': get('/slow', { Connection: '' }) + get('/fast'),
      'three requests on a connection':
        get('/pieces', { Connection: '' }) + request('HEAD', '/fast', { Connection: '' }) + get('/none'),
      'requests of HTTP/1.0 that stay': `GET /fast HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n${get('/fast')}`,
    },
  ),
]

function* pieces(count: number, size: number): Generator<string> {
  for (let piece = 0; piece < count; piece++) yield String(piece % 10).repeat(size)
}
