import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { entry } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, head, post } from '../requests.ts'

const STAGES = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

function hooked(name: string, stage: (typeof STAGES)[number], hook: Hook): CorpusCase {
  return entry(name, (instance) => {
    instance.addHook(stage as 'onRequest', hook)
    instance.get('/', () => ({ handled: true }))
  })
}

/** A hook that does something with the payload on its way out. */
function sending(
  name: string,
  change: (payload: unknown) => unknown,
  reply: unknown = 'payload',
): CorpusCase {
  return entry(name, (instance) => {
    instance.addHook('onSend', async (_request, _reply, payload) => change(payload))
    instance.get('/', () => reply)
  })
}

/** Hooks at each stage: that answer, fail, change what there is; plugins and their scopes. */
export const hooks: readonly CorpusCase[] = [
  ...STAGES.flatMap((stage) => [
    hooked(`${stage} answers`, stage, async (_request, reply) => reply.code(403).send({ stage })),
    hooked(`${stage} fails`, stage, () =>
      Promise.reject(Object.assign(new Error(stage), { statusCode: 418 })),
    ),
    hooked(`${stage} sets a field`, stage, async (_request, reply) => void reply.header('x-stage', stage)),
  ]),
  sending('onSend sends a buffer', () => Buffer.from('other')),
  sending('onSend sends a stream', () => Readable.from(['a ', 'stream'])),
  sending('onSend sends nothing', () => null),
  sending('onSend fails', () => Promise.reject(new Error('onSend'))),
  sending('onSend sees JSON as text', (payload) => String(payload).toUpperCase(), { a: 1 }),
  entry('preSerialization', (instance) => {
    instance.addHook('preSerialization', async (_request, _reply, payload) => ({ wrapped: payload }))
    instance.get('/', () => ({ a: 1 }))
  }),
  entry(
    'preParsing replaces the content',
    (instance) => {
      instance.addHook('preParsing', async (_request, _reply, content) => {
        content.resume()
        return Object.assign(Readable.from(['{"re', 'placed":1}']), { receivedEncodedLength: 7 })
      })
      instance.post('/', ({ body }) => body)
    },
    { request: post('/', '{"a":1}', { 'Content-Type': 'application/json' }) },
  ),
  entry(
    'onError',
    (instance, note) => {
      instance.addHook('onError', async (_request, _reply, error) => note(error.message))
      instance.get('/', () => Promise.reject(new Error('failed')))
    },
    { notes: ['failed'] },
  ),
  entry(
    'onResponse tells the status',
    (instance, note) => {
      instance.addHook('onResponse', async (_request, reply) => note(`${reply.statusCode} ${reply.sent}`))
      instance.get('/', (_request, reply) => reply.code(202).send('x'))
    },
    { notes: ['202 true'] },
  ),
  entry(
    'onResponse to HEAD',
    (instance, note) => {
      instance.addHook('onResponse', async (_request, reply) => note(String(reply.statusCode)))
      instance.get('/', () => 'x')
    },
    { request: head('/'), notes: ['200'] },
  ),
  entry(
    'scopes',
    (instance) => {
      instance.addHook('onRequest', async (_request, reply) => void reply.header('x-outer', '1'))
      instance.register(inner, { prefix: '/inner' })
    },
    { request: get('/inner/') },
  ),
  entry(
    'an error handler of a scope',
    (instance) => {
      instance.setErrorHandler((_error, _request, reply) => void reply.code(500).send('outer'))
      instance.register(inner, { prefix: '/inner' })
    },
    { request: get('/inner/fail') },
  ),
  entry('an error handler that fails', (instance) => {
    instance.setErrorHandler(() => Promise.reject(new Error('again')))
    instance.get('/', () => Promise.reject(new Error('once')))
  }),
  entry(
    'a not-found handler',
    (instance) => {
      instance.setNotFoundHandler(({ url }, reply) => void reply.code(404).send({ missing: url }))
    },
    { request: get('/nowhere?x') },
  ),
  entry(
    'a handler that finds nothing',
    (instance) => void instance.get('/', (_request, reply) => reply.callNotFound()),
  ),
]

async function inner(instance: FastifyInstance): Promise<void> {
  instance.addHook('onRequest', async (_request, reply) => void reply.header('x-inner', '1'))
  instance.setErrorHandler((error, _request, reply) => void reply.code(503).send((error as Error).message))
  instance.get('/', () => 'inner')
  instance.get('/fail', () => Promise.reject(new Error('of the scope')))
}
