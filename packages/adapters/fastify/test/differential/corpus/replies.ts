import { Buffer } from 'node:buffer'
import { PassThrough, Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { entry } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, head } from '../requests.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

/** A case of one route that answers. */
function replies(name: string, handler: Handler, sent: string = get('/')): CorpusCase {
  return entry(name, (instance) => void instance.get('/', handler), { request: sent })
}

/** Each way to reply, hooks, errors and clients that leave. */
export const answers: readonly CorpusCase[] = [
  replies('a string', () => 'hello'),
  replies('an object', () => ({ a: 1 })),
  replies('a buffer', () => Buffer.from([0, 255])),
  replies('null', () => null),
  replies('a stream', () => Readable.from(['one ', 'two'])),
  replies('a stream with a length', (_request, reply) =>
    reply.header('content-length', '7').send(Readable.from(['one ', 'two'])),
  ),
  replies('a stream to HEAD', () => Readable.from(['one ', 'two']), head('/')),
  replies('a web stream', (_request, reply) => reply.send(new Blob(['web ', 'stream']).stream())),
  replies('a Response', () => new Response('fetched', { status: 201, headers: { 'x-from': 'fetch' } })),
  replies('a status', (_request, reply) => reply.code(418).send('teapot')),
  replies('204', (_request, reply) => reply.code(204).send()),
  replies('304', (_request, reply) => reply.code(304).header('etag', '"x"').send()),
  replies('fields', (_request, reply) =>
    reply
      .headers({ 'X-A': '1', 'x-b': '2' })
      .header('Set-Cookie', 'a=1')
      .header('set-cookie', 'b=2')
      .send('x'),
  ),
  replies('a type', (_request, reply) => reply.type('text/html').send('<p>')),
  replies('a redirect', (_request, reply) => reply.redirect('/next', 303)),
  replies('a serializer', (_request, reply) =>
    reply.serializer((value) => `made of ${JSON.stringify(value)}`).send({ a: 1 }),
  ),
  replies(
    'trailers',
    (_request, reply) => {
      reply.trailer('x-sum', (_reply, _payload, done) => done(null, '1'))
      return reply.send('content')
    },
    get('/', { TE: 'trailers' }),
  ),
  replies('early hints', async (_request, reply) => {
    reply.writeEarlyHints({ link: '</style.css>; rel=preload' })
    return 'with hints'
  }),
  replies('a hijacked reply', (_request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'X-Raw': '1' }).end('by hand')
  }),
  replies('an error', () => {
    throw new Error('told, as Fastify does')
  }),
  replies('a rejection', () => Promise.reject(new Error('told'))),
  replies('an error with a status', () => {
    throw Object.assign(new Error('gone'), { statusCode: 410, code: 'GONE' })
  }),
  replies('an error to HEAD', () => Promise.reject(new Error('told')), head('/')),
  replies('an error of a stream before it begins', () => {
    return new Readable({
      read() {
        this.destroy(new Error('not readable'))
      },
    })
  }),
  replies('a field that is none', (_request, reply) => reply.header('x y', '1').send('x')),
  replies('a length that is too long', (_request, reply) =>
    reply.header('content-length', '100').send(Readable.from(['short'])),
  ),
  entry(
    'hooks in order',
    (instance, note) => {
      instance.addHook('onRequest', async () => note('onRequest'))
      instance.addHook('preHandler', async () => note('preHandler'))
      instance.addHook('onSend', async (_request, reply) => {
        note('onSend')
        reply.header('x-hooked', '1')
      })
      instance.addHook('onResponse', async () => note('onResponse'))
      instance.get('/', () => 'x')
    },
    { notes: ['onRequest', 'preHandler', 'onSend', 'onResponse'] },
  ),
  entry('a hook that answers', (instance) => {
    instance.addHook('onRequest', async (_request, reply) => reply.code(401).send('who?'))
    instance.get('/', () => 'x')
  }),
  entry('content that a hook changes', (instance) => {
    instance.addHook('onSend', async (_request, _reply, payload) => `<${String(payload)}>`)
    instance.get('/', () => 'x')
  }),
  entry(
    'an error handler',
    (instance, note) => {
      instance.setErrorHandler((error, _request, reply) => {
        note((error as Error).message)
        void reply.code(502).send('handled')
      })
      instance.get('/', () => Promise.reject(new Error('caught')))
    },
    { notes: ['caught'] },
  ),
  entry('decorators', (instance) => {
    instance.decorateRequest('user', '')
    instance.addHook('onRequest', async (request) => void Object.assign(request, { user: 'Ada' }))
    instance.get('/', (request) => (request as unknown as { user: string }).user)
  }),
  entry(
    'a client that leaves',
    (instance, note) => {
      instance.addHook('onRequestAbort', (_request, done) => {
        note('onRequestAbort')
        done()
      })
      instance.get('/', (_request, reply) => {
        const stream = new PassThrough()
        stream.on('close', () => note('stream destroyed'))
        stream.write('begun')
        return reply.send(stream)
      })
    },
    { leavesAt: 'begun', notes: ['onRequestAbort', 'stream destroyed'] },
  ),
]
