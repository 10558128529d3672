export { fromFastify } from './from-fastify.ts'
export type { FastifyLike, FastifyService } from './from-fastify.ts'
export { toFastify } from './to-fastify.ts'
