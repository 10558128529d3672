import fastifyStatic from '@fastify/static'
import { fastify } from 'fastify'
import { FILES } from './files.ts'

/** Files on Fastify. */
const app = fastify()
app.register(fastifyStatic, { root: FILES })

await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' })
