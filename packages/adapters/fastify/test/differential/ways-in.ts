import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNode } from '@tsgi/node'
import { serve } from '@tsgi/server'
import type { Application, Middleware, Service } from '@tsgi/spec'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { fromFastify } from '../../src/index.ts'
import { AS_ITSELF, BY_MEANING } from '../../../node/test/differential/comparison.ts'
import type { Comparison } from '../../../node/test/differential/comparison.ts'

/** A way for a request to get to a Fastify instance. */
export interface WayIn {
  readonly name: string
  /** How like Fastify's own its answers are. */
  readonly comparison: Comparison
  /** Serves an instance until the test has finished. */
  readonly listen: (instance: FastifyInstance) => Promise<number>
}

const PIECES = 'what was written at once goes out at once: with a length, or in other chunks'
const STAYING = 'how long a connection stays is for the server to say'

/** Cases on our server that are the same in meaning only, and why; all others are to the octet. */
export const alike: Readonly<Record<string, string>> = {
  'a field that is none': PIECES,
  'a hijacked reply': PIECES,
  'a stream': PIECES,
  'early hints': 'SPEC has names of fields in lower case (HEAD-5)',
  'onSend sends a stream': PIECES,
  'parses 100 (Continue)': 'content that is there already is not asked for (RFC 9110 §10.1.1)',
  'two posts on a connection': STAYING,
  'two requests on a connection': STAYING,
}

/** The reference: Fastify by itself. */
export const fastifyItself: WayIn = {
  name: 'Fastify',
  comparison: AS_ITSELF,
  listen: async (instance) => {
    await instance.listen({ port: 0, host: '127.0.0.1' })
    onTestFinished(() => {
      instance.server.closeAllConnections()
      return instance.close()
    })
    return (instance.server.address() as AddressInfo).port
  },
}

/** A middleware for which a response cannot go to the socket as it is. */
const copying: Middleware = (next) => async (request) => ({ ...(await next({ ...request })) })

/** The ways through the adapter. */
export const waysIn: readonly WayIn[] = [
  {
    name: '@tsgi/server',
    comparison: AS_ITSELF,
    listen: (instance) => listenByServer(fromFastify(instance)),
  },
  {
    name: 'a stack on @tsgi/server',
    comparison: BY_MEANING,
    listen: (instance) => {
      const service = fromFastify(instance)
      return listenByServer({ ...service, app: copying(service.app) })
    },
  },
  {
    name: 'toNode on node:http',
    comparison: BY_MEANING,
    listen: (instance) => listenByNode(toNode(fromFastify(instance).app)),
  },
]

async function listenByServer(served: Application | Service): Promise<number> {
  const server = await serve(served, { port: 0, onError: () => {} })
  onTestFinished(() => server.close({ graceMs: 0 }))
  return (server.address as AddressInfo).port
}

async function listenByNode(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
