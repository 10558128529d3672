import type { FastifyReply } from 'fastify'
import { entry } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, head } from '../requests.ts'

function replied(name: string, reply: (reply: FastifyReply) => unknown, sent: string = get('/')): CorpusCase {
  return entry(name, (instance) => void instance.get('/', (_request, given) => reply(given)), {
    request: sent,
  })
}

const schema = {
  response: { 200: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' } } } },
}

/** Statuses, fields and kinds of payload. */
export const statuses: readonly CorpusCase[] = [
  ...[200, 201, 202, 203, 206, 300, 400, 401, 405, 409, 422, 429, 451, 500, 503, 599].map((code) =>
    replied(`status ${code}`, (reply) => reply.code(code).send({ code })),
  ),
  ...[301, 302, 307, 308].map((code) =>
    replied(`redirect ${code}`, (reply) => reply.redirect('/to?a=%C3%BC', code)),
  ),
  replied('a redirect to another host', (reply) => reply.redirect('https://example.com/')),
  replied('a redirect to HEAD', (reply) => reply.redirect('/to'), head('/')),
  replied('204 with content', (reply) => reply.code(204).header('x-a', '1').send()),
  replied('a field with several lines', (reply) => reply.header('link', ['<a>', '<b>']).send('x')),
  replied('a field that is a number', (reply) => reply.header('x-number', 7).send('x')),
  replied('a field that was removed', (reply) =>
    reply.header('x-gone', '1').removeHeader('x-gone').send('x'),
  ),
  replied('cookies', (reply) => reply.header('set-cookie', ['a=1', 'b=2; Secure']).send('x')),
  replied('a type without a charset', (reply) => reply.type('application/x-thing').send('x')),
  replied('an empty string', (reply) => reply.send('')),
  replied('an empty buffer', (reply) => reply.send(Buffer.alloc(0))),
  replied('an array', (reply) => reply.send([1, 'two', null])),
  replied('a typed array', (reply) => reply.send(new Uint16Array([1, 258]))),
  replied('much text', (reply) => reply.send('\u00fc'.repeat(50_000))),
  replied('a length set by hand', (reply) => reply.header('content-length', '4').send('four')),
  replied('an object to HEAD', (reply) => reply.send({ a: 1 }), head('/')),
  replied('a reply later', async (reply) => {
    await new Promise((resolve) => setImmediate(resolve))
    return reply.code(201).send('later')
  }),
  replied('fields of the raw response', (reply) => {
    reply.raw.setHeader('X-Raw', '1')
    return reply.send('x')
  }),
  entry('a schema of replies', (instance) => {
    instance.get('/', { schema }, () => ({ a: 1, b: '2', c: 'left out' }))
  }),
  entry('what a schema cannot serialise', (instance) => {
    instance.get('/', { schema }, () => ({ a: 'x', b: 'not a number' }))
  }),
]
