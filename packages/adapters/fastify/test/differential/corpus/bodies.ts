import type { FastifyInstance } from 'fastify'
import { entry } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, post, postChunks, request } from '../requests.ts'

const json = { 'Content-Type': 'application/json' }
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

function useBodies(instance: FastifyInstance): void {
  instance.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  instance.addContentTypeParser(/^image\//, { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, { octets: body.length }),
  )
  instance.addContentTypeParser(
    'application/x-stream',
    async (_request: unknown, content: AsyncIterable<Uint8Array>) => {
      let size = 0
      for await (const chunk of content) size += chunk.length
      return { size }
    },
  )
  instance.addContentTypeParser('application/x-broken', (_request, _content, done) =>
    done(new Error('not mine')),
  )
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
    instance.route({ method, url: '/', handler: ({ body }) => ({ body: body ?? null }) })
  instance.post('/small', { bodyLimit: 4 }, ({ body }) => ({ body }))
  instance.get('/', ({ body }) => ({ body: body ?? null }))
}

const SENT: ReadonlyArray<readonly [name: string, sent: string]> = [
  ['a form', post('/', 'a=1&b=%C3%BC+x', form)],
  ['a form in chunks', postChunks('/', ['a=', '1&b', '=2'], form)],
  ['an empty form', post('/', '', form)],
  ['an image', post('/', '\u0089PNG', { 'Content-Type': 'image/png' })],
  ['a stream', post('/', 'x'.repeat(100_000), { 'Content-Type': 'application/x-stream' })],
  [
    'a stream in chunks',
    postChunks('/', ['one', 'two', 'three'], { 'Content-Type': 'application/x-stream' }),
  ],
  ['what a parser refuses', post('/', 'x', { 'Content-Type': 'application/x-broken' })],
  [
    'JSON with a charset',
    post('/', '{"a":"\u00c3\u00bc"}', { 'Content-Type': 'application/json; charset=utf-8' }),
  ],
  ['JSON of a vendor', post('/', '{"a":1}', { 'Content-Type': 'application/vnd.api+json' })],
  ['JSON that is a number', post('/', '7', json)],
  ['JSON that is null', post('/', 'null', json)],
  ['JSON with a constructor', post('/', '{"constructor":{"prototype":{}}}', json)],
  ['text that is empty', post('/', '', { 'Content-Type': 'text/plain' })],
  ['a limit of a route that is kept', post('/small', '1234', json)],
  ['a limit of a route that is not', post('/small', '12345', json)],
  ['a limit of a route that chunks break', postChunks('/small', ['123', '45'], json)],
  ['PUT', request('PUT', '/', { ...json, 'Content-Length': '7' }, '{"a":1}')],
  ['PATCH', request('PATCH', '/', { ...json, 'Content-Length': '7' }, '{"a":1}')],
  ['DELETE with content', request('DELETE', '/', { ...json, 'Content-Length': '7' }, '{"a":1}')],
  ['DELETE without content', request('DELETE', '/', json)],
  ['OPTIONS with content', request('OPTIONS', '/', { ...json, 'Content-Length': '7' }, '{"a":1}')],
  ['GET with content', get('/', { 'Content-Length': '1' }) + 'x'],
  ['no content and no type', request('POST', '/', { 'Content-Length': '0' })],
  [
    'two posts on a connection',
    post('/', '{"a":1}', { ...json, Connection: '' }) + post('/', '{"b":2}', json),
  ],
]

/** Content of requests: parsers, limits, methods. */
export const bodies: readonly CorpusCase[] = SENT.map(([name, sent]) =>
  entry(name, useBodies, { request: sent }),
)
