import { Server } from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { fromNode } from '@tsgi/node'
import type { Application, Service } from '@tsgi/spec'
import { expectFastify } from './expect-fastify.ts'

/** What is needed of a Fastify instance, whatever its type parameters. */
export interface FastifyLike {
  /** Loads plugins. */
  ready(): PromiseLike<unknown>
  /** Runs `onClose` hooks. */
  close(): PromiseLike<unknown>
  /** Answers a request. */
  routing(req: IncomingMessage, res: ServerResponse): void
  /** The server that is not going to listen; its listeners of 'upgrade' are called. */
  readonly server: unknown
}

/** A service whose parts are all there. */
export interface FastifyService extends Service {
  /** Loads plugins and runs `onReady` hooks; a plugin that fails keeps the server from starting. */
  start(): Promise<void>
  /** Closes the instance: `preClose` and `onClose` hooks run. */
  stop(): Promise<void>
}

/**
 * Makes a service of a Fastify instance: `serve(fromFastify(instance))`. Its `app` goes wherever an application goes, and
 * loads the plugins at the first request if nobody has called `start`.
 * @throws TypeError when it is no Fastify instance
 */
export function fromFastify(instance: FastifyLike): FastifyService {
  expectFastify(instance)
  const application = applicationOf(instance)
  let isReady = false
  const start = async (): Promise<void> => {
    await instance.ready()
    isReady = true
  }
  return {
    app: (request) => (isReady ? application(request) : start().then(() => application(request))),
    start,
    stop: async () => void (await instance.close()),
  }
}

/** The server of `node:http` that Fastify has made knows who wants upgrades; others do not take messages of `node:http`. */
function applicationOf(instance: FastifyLike): Application {
  const { server } = instance
  const listener: RequestListener = (req, res) => instance.routing(req, res)
  return fromNode(server instanceof Server ? server : listener)
}
