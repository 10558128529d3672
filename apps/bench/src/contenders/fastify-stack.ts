import fastifyCompress from '@fastify/compress'
import fastifyStatic from '@fastify/static'
import { fastify } from 'fastify'
import { FILES } from './files.ts'
import { ORDER } from './order.ts'

/** Plugins of Fastify around an application of Fastify. Its log has two lines of JSON for a request. */
const app = fastify({ logger: { file: 'access.log' } })
await app.register(fastifyCompress)
await app.register(fastifyStatic, { root: FILES })
app.get('/order', () => ORDER)

await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' })
