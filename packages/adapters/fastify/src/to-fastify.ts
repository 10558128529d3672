/*
 * An application as a plugin. Fastify routes, runs its hooks up to the handler and gives the content unparsed; the
 * response then goes to `reply.raw`, so that all of HTTP gets through: trailers, 1xx, streams as they are.
 */
import { toNodeMiddleware } from '@tsgi/node'
import type { Application } from '@tsgi/spec'
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import { describe } from './expect-fastify.ts'
import { errorFor, throwingErrors } from './errors.ts'
import { requestWithin } from './request-within.ts'

/**
 * Makes a plugin of an application: `instance.register(toFastify(application), { prefix: '/api' })`. The prefix is the
 * request's `basePath`; without one the application gets what no other route takes.
 *
 * An answer "not mine" (`notFound()` of `@tsgi/message`) goes to the not-found handler; an error that the application
 * throws goes to the error handler. `onRequest`, `preParsing`, `preValidation`, `preHandler` and `onResponse` hooks run,
 * fields that they set are sent; `preSerialization` and `onSend` hooks do not, since nothing is sent through Fastify.
 * @throws TypeError when it is no function
 */
export function toFastify(application: Application): FastifyPluginCallback {
  if (typeof application !== 'function')
    throw new TypeError(
      `Expected an application, a function from request to response, got ${describe(application)}`,
    )
  return (instance, _options, done) => {
    // The content is for the application to read.
    instance.removeAllContentTypeParsers()
    instance.addContentTypeParser('*', (_request, content, parsed) => parsed(null, content))
    const depth = segmentCount(instance.prefix)
    for (const url of depth === 0 ? ['/*'] : ['/', '/*']) {
      instance.route({
        method: instance.supportedMethods,
        url,
        exposeHeadRoute: false,
        handler: (request, reply) => answer(application, depth, request, reply),
      })
    }
    done()
  }
}

function segmentCount(prefix: string): number {
  return prefix.split('/').filter((segment) => segment !== '').length
}

/** Resolves when the answer is out, or when Fastify has to give one. */
function answer(
  application: Application,
  depth: number,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { raw } = reply
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value)
    }
    raw.once('close', () => {
      reply.hijack()
      resolve(undefined)
    })
    const within: Application = (original) =>
      throwingErrors(() => application(requestWithin(original, request, depth)))
    toNodeMiddleware(within, { onError: (error) => request.log.error(error) })(request.raw, raw, (error) => {
      if (error !== undefined) reject(errorFor(error))
      // Resolves with the reply, which is over when the not-found handler is.
      else resolve(reply.callNotFound())
    })
  })
}
