import { Readable } from 'node:stream'
import { fastify } from 'fastify'
import { CHUNK, CHUNK_COUNT, HELLO, countBytes } from './answers.ts'

/** Fastify, with streamed content where it is not JSON. */
const app = fastify()
app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))

app.get('/', (_request, reply) => reply.type('text/plain; charset=utf-8').send(HELLO))
app.post('/json', (request) => request.body)
app.get('/stream', (_request, reply) => reply.type('application/octet-stream').send(Readable.from(chunks())))
app.post<{ Body: Readable }>('/upload', async (request) => String(await countBytes(request.body)))

await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' })

function* chunks(): Generator<Uint8Array> {
  for (let sent = 0; sent < CHUNK_COUNT; sent++) yield CHUNK
}
