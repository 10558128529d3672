/*
 * The same listener on `node:http` and through the adapter: what the client gets, and what happens to `req` and `res` in
 * which order, must be the same.
 */
import { once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { fromNode } from '../src/index.ts'
import { exchangeWith } from './exchange-with.ts'
import type { Received, Sent } from './exchange-with.ts'
import { listenNode, listenOurs, listenPlain } from './servers.ts'

type Listener = (req: IncomingMessage, res: ServerResponse) => unknown
type Case = [name: string, listener: Listener, sent?: Sent]

const big = 'x'.repeat(300_000)

const answers: readonly Case[] = [
  ['nothing but an end', (_req, res) => res.end()],
  ['text', (_req, res) => res.end('hello')],
  ['text beyond ASCII', (_req, res) => res.end('grüße €')],
  ['text in latin1', (_req, res) => res.end('grüße', 'latin1')],
  ['base64', (_req, res) => res.end('aGVsbG8=', 'base64')],
  ['bytes', (_req, res) => res.end(Buffer.from([0, 255, 1]))],
  ['a plain Uint8Array', (_req, res) => res.end(new Uint8Array([1, 2]))],
  ['much', (_req, res) => res.end(big)],
  ['a length of its own', (_req, res) => res.setHeader('Content-Length', 5).end('hello')],
  ['pieces in one tick', (_req, res) => (res.write('a'), res.write('b'), res.end('c'))],
  ['pieces in one tick with a head', (_req, res) => (res.writeHead(201), res.write('a'), res.end())],
  ['pieces over time', (_req, res) => pieces(res, ['a', 'b', 'c'])],
  ['pieces with a length', (_req, res) => (res.setHeader('content-length', 3), pieces(res, ['a', 'b', 'c']))],
  ['an answer that comes later', (_req, res) => void setImmediate(() => res.end('late'))],
  ['a head, content later', (_req, res) => (res.flushHeaders(), void setImmediate(() => res.end('late')))],
  ['a stream', (_req, res) => Readable.from(['one', big, 'two']).pipe(res)],
  ['write callbacks', (_req, res) => res.write('a', () => res.write('b', () => res.end('c')))],
  ['corked pieces', (_req, res) => (res.cork(), res.write('a'), res.write('b'), res.uncork(), res.end('c'))],
  ['a message of its own', (_req, res) => res.writeHead(200, 'Fine').end()],
  [
    'statusCode and statusMessage',
    (_req, res) => Object.assign(res, { statusCode: 418, statusMessage: 'Tea' }).end(),
  ],
  ['a status nobody knows', (_req, res) => res.writeHead(799).end('odd')],
  ['writeHead with an object', (_req, res) => res.writeHead(200, { 'X-A': '1', 'x-b': ['2', '3'] }).end()],
  ['writeHead with a list', (_req, res) => res.writeHead(200, ['X-A', '1', 'X-A', '2']).end()],
  [
    'writeHead over setHeader',
    (_req, res) => res.setHeader('X-A', '1').writeHead(200, { 'x-a': '2', b: '3' }).end(),
  ],
  ['writeHead with message and object', (_req, res) => res.writeHead(201, 'Made', { 'X-A': '1' }).end()],
  ['names in their case', (_req, res) => res.setHeader('X-CaSe', 'a').setHeader('ETag', '"a"').end()],
  ['two cookies', (_req, res) => res.setHeader('Set-Cookie', ['a=1', 'b=2']).end()],
  [
    'cookies by and by',
    (_req, res) => (res.appendHeader('Set-Cookie', 'a=1'), res.appendHeader('set-cookie', 'b=2').end()),
  ],
  ['numbers as values', (_req, res) => res.setHeader('X-Number', 7).end()],
  ['octets as values', (_req, res) => res.setHeader('X-Octets', 'caf\xe9').end(Buffer.from('x'))],
  ['Headers', (_req, res) => res.setHeaders(new Headers({ 'x-a': '1' })).end()],
  ['a field taken back', (_req, res) => (res.setHeader('X-A', '1'), res.removeHeader('x-a'), res.end())],
  ['no Date', (_req, res) => (Object.assign(res, { sendDate: false }), res.end())],
  ['a 204', (_req, res) => res.writeHead(204).end()],
  ['a 204 with content', (_req, res) => res.writeHead(204).end('x')],
  ['a 304 with fields', (_req, res) => res.writeHead(304, { ETag: '"a"', 'Content-Length': '5' }).end('x')],
  ['HEAD', (_req, res) => res.setHeader('Content-Length', 5).end('hello'), { method: 'HEAD' }],
  ['HEAD without a length', (_req, res) => res.end('hello'), { method: 'HEAD' }],
  ['HEAD in pieces', (_req, res) => pieces(res, ['a', 'b']), { method: 'HEAD' }],
  ['TRACE', (req, res) => res.end(req.method), { method: 'TRACE' }],
  ['OPTIONS of *', (req, res) => res.end(req.url), { method: 'OPTIONS', path: '*' }],
  ['early hints', (_req, res) => (res.writeEarlyHints({ link: '</a.css>; rel=preload' }), res.end('x'))],
  ['102', (_req, res) => (res.writeProcessing(), res.end('x'))],
  ['trailers', (_req, res) => trailers(res), { headers: { TE: 'trailers' } }],
  ['Transfer-Encoding set by hand', (_req, res) => res.setHeader('Transfer-Encoding', 'chunked').end('x')],
  ['Transfer-Encoding and nothing', (_req, res) => res.setHeader('Transfer-Encoding', 'chunked').end()],
  ['a 205 without framing', (_req, res) => withoutFramingOfItsOwn(res).writeHead(205).end()],
  ['a 101 that nobody has asked for', (_req, res) => res.writeHead(101).end()],
  ['what was set before an error', (_req, res) => refusals(res)],
]

/** Our own server frames content itself, and then writes the head itself. */
const framedByHand: Case[] = [
  [
    'HEAD with Transfer-Encoding',
    (_req, res) => res.setHeader('Transfer-Encoding', 'chunked').end(),
    { method: 'HEAD' },
  ],
]

const requests: readonly Case[] = [
  ['the target', echo(({ url, method }) => [url, method]), { path: '/a/../b%2Fc//d;e?x=1&y=%20' }],
  ['an absolute target', echo(({ url }) => url), { path: 'http://example.com/a?b' }],
  ['an empty query', echo(({ url }) => url), { path: '/?' }],
  ['the version', echo((req) => [req.httpVersion, req.httpVersionMajor, req.httpVersionMinor])],
  [
    'repeated fields',
    echo((req) => req.headers),
    { headers: fields('X-A', '1', 'x-a', '2', 'Cookie', 'a', 'cookie', 'b') },
  ],
  [
    'single fields',
    echo((req) => req.headers),
    { headers: fields('User-Agent', '1', 'user-agent', '2', 'Referer', 'a', 'Referer', 'b') },
  ],
  [
    'cookies to set',
    echo((req) => req.headers['set-cookie']),
    { headers: fields('Set-Cookie', 'a', 'Set-Cookie', 'b') },
  ],
  [
    'raw fields',
    echo((req) => req.rawHeaders.slice(0, 6)),
    { headers: fields('X-UPPER', '1', 'x-lower', '2', 'X-UPPER', '3') },
  ],
  ['distinct fields', echo((req) => req.headersDistinct['x-a']), { headers: fields('X-A', '1', 'x-a', '2') }],
  [
    'the socket',
    echo(({ socket }) => [socket.remoteAddress, socket.readable, socket.writable, 'encrypted' in socket]),
  ],
  ['flags', echo((req) => [req.complete, req.aborted, req.readable, req.readableEnded, req.destroyed])],
  [
    'flags of the response',
    echo((_req, res) => [
      res.headersSent,
      res.writable,
      res.writableEnded,
      res.writableFinished,
      res.finished,
      res.writableLength,
      res.destroyed,
      res.closed,
    ]),
  ],
  ['the response before and after', (_req, res) => flags(res)],
  ['content', readBody, { method: 'POST', body: 'hello' }],
  [
    'content in chunks',
    readBody,
    { method: 'POST', body: 'hello', headers: { 'Transfer-Encoding': 'chunked' } },
  ],
  ['content of a GET', readBody, { method: 'GET', body: 'hello', headers: { 'Content-Length': '5' } }],
  ['no content', readBody, { method: 'POST' }],
  [
    'content by and by',
    (req, res) =>
      void req
        .on('readable', () => {
          let c
          while ((c = req.read(1)) !== null) res.write(c)
        })
        .on('end', () => res.end()),
    { method: 'POST', body: 'hello' },
  ],
  ['content piped back', (req, res) => req.pipe(res), { method: 'POST', body: big.slice(0, 50_000) }],
  ['content that is not read', (_req, res) => res.end('x'), { method: 'POST', body: 'hello' }],
  [
    'content read as text',
    (req, res) => (req.setEncoding('utf8'), void req.on('data', (text: string) => res.end(typeof text))),
    { method: 'POST', body: 'ü' },
  ],
]

async function pieces(res: ServerResponse, content: readonly string[]): Promise<void> {
  for (const piece of content) {
    if (!res.write(piece)) await once(res, 'drain')
    await new Promise((resolve) => setImmediate(resolve))
  }
  res.end()
}

function trailers(res: ServerResponse): void {
  res.writeHead(200, { Trailer: 'X-Sum' })
  res.write('a')
  setImmediate(() => {
    res.addTrailers({ 'X-Sum': '1' })
    res.end()
  })
}

function withoutFramingOfItsOwn(res: ServerResponse): ServerResponse {
  res.removeHeader('Content-Length')
  res.removeHeader('Transfer-Encoding')
  return res
}

/** Invalid fields, and fields that come too late. */
function refusals(res: ServerResponse): void {
  const codes: unknown[] = []
  const attempt = (action: () => void): void => {
    try {
      action()
      codes.push('done')
    } catch (error) {
      codes.push((error as { code: unknown }).code)
    }
  }
  attempt(() => res.setHeader('x a', '1'))
  attempt(() => res.setHeader('x-a', 'a\r\nb'))
  attempt(() => res.setHeader('x-a', undefined as unknown as string))
  attempt(() => res.writeHead(99))
  attempt(() => res.writeHead(1000))
  attempt(() => res.write(null))
  attempt(() => res.write(7))
  res.write(JSON.stringify(codes))
  attempt(() => res.setHeader('x-late', '1'))
  attempt(() => res.writeHead(201))
  res.end(JSON.stringify(codes))
}

function flags(res: ServerResponse): void {
  const seen: unknown[] = []
  const look = (): unknown =>
    seen.push([res.headersSent, res.writableEnded, res.writableFinished, res.finished])
  look()
  res.write('a')
  look()
  res.on('finish', look)
  res.on('close', () => (look(), (last = seen)))
  setImmediate(() => (res.end(), look()))
}

let last: unknown

function echo(look: (req: IncomingMessage, res: ServerResponse) => unknown): Listener {
  return (req, res) => res.end(JSON.stringify(look(req, res)) ?? 'undefined')
}

async function readBody(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  res.end(JSON.stringify([String(Buffer.concat(chunks)), req.complete, req.readableEnded]))
}

function fields(...list: string[]): readonly string[] {
  return ['Host', 'a.test', ...list]
}

const EVENTS = {
  req: ['aborted', 'end', 'close', 'error'],
  res: ['prefinish', 'finish', 'close', 'error', 'pipe', 'unpipe'],
}

/** A listener that also notes what happens, until both have closed. */
function observed(listener: Listener): { listener: RequestListener; events: Promise<string[]> } {
  const happened: string[] = []
  let tell: (events: string[]) => void
  const events = new Promise<string[]>((resolve) => (tell = resolve))
  return {
    events,
    listener: (req, res) => {
      let open = 2
      for (const name of EVENTS.req) req.on(name, () => happened.push(`req ${name}`))
      for (const name of EVENTS.res) res.on(name, () => happened.push(`res ${name}`))
      const closed = (): void => void (--open === 0 && tell(happened))
      req.on('close', closed)
      res.on('close', closed)
      void listener(req, res)
    },
  }
}

interface Outcome {
  readonly received: Received
  readonly req: readonly string[]
  readonly res: readonly string[]
  readonly last: unknown
}

async function outcome(
  listen: (listener: RequestListener) => Promise<number>,
  [, run, sent]: Case,
): Promise<Outcome> {
  const { listener, events } = observed(run)
  last = undefined
  const received = await exchangeWith(await listen(listener), sent)
  const happened = await events
  return { received, req: of('req', happened), res: of('res', happened), last }
}

/** What happens to one does not wait for the other: their order is not compared. */
function of(emitter: string, happened: readonly string[]): string[] {
  return happened.filter((event) => event.startsWith(emitter))
}

/** How content is framed is for the server to say, and how names of trailers are spelled. */
function withoutFraming(seen: Outcome): Outcome {
  const { lines: all, trailers: sums } = seen.received
  const lines = all.filter((line) => !/^(?:content-length|transfer-encoding):/i.test(line))
  return { ...seen, received: { ...seen.received, lines, trailers: sums.map((sum) => sum.toLowerCase()) } }
}

const ways = {
  '@tsgi/server': (listener: RequestListener) => listenOurs(fromNode(listener)),
  'toNode on node:http': (listener: RequestListener) => listenNode(fromNode(listener)),
}

async function expectSame(
  listen: (listener: RequestListener) => Promise<number>,
  entry: Case,
): Promise<void> {
  const [ours, plain] = [await outcome(listen, entry), await outcome(listenPlain, entry)]
  const isFramedByNode = listen === ways['toNode on node:http'] && ours.received.trailers.length === 0
  const compared = isFramedByNode ? (seen: Outcome): Outcome => seen : withoutFraming
  expect(compared(ours)).toEqual(compared(plain))
}

describe.each(Object.entries(ways))('through %s', (_name, listen) => {
  it.each<Case>(answers)('the client gets the same: %s', async (...entry: Case) => {
    await expectSame(listen, entry)
  })

  it.each<Case>(requests)('the listener sees the same: %s', async (...entry: Case) => {
    await expectSame(listen, entry)
  })
})

it('through @tsgi/server content whose coding was set by hand has no length', async () => {
  const port = await listenOurs(fromNode((_req, res) => res.setHeader('Transfer-Encoding', 'gzip').end('x')))
  const { lines, body } = await exchangeWith(port)
  expect(body).toBe('x')
  expect(lines.map((line) => line.toLowerCase())).toContain('transfer-encoding: chunked')
})

it.each<Case>(framedByHand)(
  'through toNode on node:http the client gets the same: %s',
  async (...entry: Case) => {
    await expectSame(ways['toNode on node:http'], entry)
  },
)
