import { fastify } from 'fastify'
import { PATTERNS } from './resources.ts'

/** Fastify with routes. */
const app = fastify()
for (const pattern of PATTERNS) {
  app.get<{ Params: { id: string; item: string } }>(pattern, ({ params: { id, item } }) => ({ id, item }))
}

await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' })
