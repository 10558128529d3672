import { Readable } from 'node:stream'
import { json, notFound, readText, text, withHeader } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import fastify from 'fastify'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { describe, expect, it } from 'vitest'
import { toFastify } from '../src/index.ts'
import { listen } from './listen.ts'

/** Registers an application below `/app`, beside what else there is. */
async function serveIn(
  application: Application,
  add: (instance: FastifyInstance) => void = () => {},
  options: FastifyServerOptions = {},
): Promise<string> {
  const instance = fastify(options)
  add(instance)
  await instance.register(toFastify(application), { prefix: '/app' })
  return `http://127.0.0.1:${await listen(instance)}`
}

describe('toFastify', () => {
  it.each([
    ['/app', '/app', ''],
    ['/app/', '/app', '/'],
    ['/app/a%2Fb/c?q=1', '/app', '/a%2Fb/c'],
  ])('is mounted at its prefix: %s', async (target, basePath, path) => {
    const url = await serveIn((request) => json([request.basePath, request.path]))
    expect(await (await fetch(url + target)).json()).toEqual([basePath, path])
  })

  it('takes what no other route takes when it has no prefix', async () => {
    const instance = fastify()
    instance.get('/fastify', () => 'by Fastify')
    await instance.register(toFastify(({ basePath, path }) => json([basePath, path])))
    const url = `http://127.0.0.1:${await listen(instance)}`
    expect(await (await fetch(`${url}/fastify`)).text()).toBe('by Fastify')
    expect(await (await fetch(`${url}/else/where`)).json()).toEqual(['', '/else/where'])
  })

  it.each(['application/json', 'text/plain', 'application/x-unknown'])(
    'gives content of the type %s as it came',
    async (type) => {
      const url = await serveIn(async (request) => text(await readText(request)))
      const init = { method: 'POST', headers: { 'content-type': type }, body: '{"not": json' }
      expect(await (await fetch(`${url}/app`, init)).text()).toBe('{"not": json')
    },
  )

  it('gives content that a hook has replaced', async () => {
    const url = await serveIn(
      async (request) => json([await readText(request), request.headers['content-length'] ?? null]),
      (instance) => {
        instance.addHook('preParsing', async () => Readable.from([Buffer.from('replaced')]))
      },
    )
    const answer = await fetch(`${url}/app`, { method: 'POST', body: 'original' })
    expect(await answer.json()).toEqual(['replaced', null])
  })

  it('asks hooks before the application, and sends fields that they set', async () => {
    const url = await serveIn(
      () => withHeader(text('x'), 'x-app', '1'),
      (instance) => {
        instance.addHook('preHandler', async (request, reply) => {
          reply.header('x-hook', '1')
          if (request.headers['x-user'] === undefined) return reply.code(401).send('who?')
          return undefined
        })
      },
    )
    const refused = await fetch(`${url}/app`)
    expect([refused.status, await refused.text()]).toEqual([401, 'who?'])
    const { headers } = await fetch(`${url}/app`, { headers: { 'x-user': 'Ada' } })
    expect([headers.get('x-hook'), headers.get('x-app')]).toEqual(['1', '1'])
  })

  it('tells onResponse hooks the status', async () => {
    let tell: (status: number) => void
    const told = new Promise<number>((resolve) => (tell = resolve))
    const url = await serveIn(
      () => text('x', { status: 203 }),
      (instance) => {
        instance.addHook('onResponse', async (_request, reply) => tell(reply.statusCode))
      },
    )
    await (await fetch(`${url}/app`)).text()
    expect(await told).toBe(203)
  })

  it('hands an answer "not mine" to the not-found handler', async () => {
    const url = await serveIn(
      () => notFound(),
      (instance) => {
        instance.setNotFoundHandler(async (request, reply) => reply.code(404).send(`no ${request.url}`))
      },
    )
    const answer = await fetch(`${url}/app/x`)
    expect([answer.status, await answer.text()]).toEqual([404, 'no /app/x'])
  })

  it('hands errors to the error handler', async () => {
    const url = await serveIn(
      () => Promise.reject(new Error('broken')),
      (instance) => {
        instance.setErrorHandler((error, _request, reply) =>
          reply.code(502).send(`handled: ${((error as Error).cause as Error).message}`),
        )
      },
    )
    const answer = await fetch(`${url}/app`)
    expect([answer.status, await answer.text()]).toEqual([502, 'handled: broken'])
  })

  it('tells the client nothing of errors, unless they are meant for it', async () => {
    const url = await serveIn(({ path }) => {
      if (path === '/fault') throw Object.assign(new Error('too long'), { status: 414, expose: true })
      throw Object.assign(new Error('secret'), { status: 404 })
    })
    expect(await (await fetch(`${url}/app`)).json()).toMatchObject({
      statusCode: 500,
      message: 'Internal Server Error',
    })
    expect(await (await fetch(`${url}/app/fault`)).json()).toMatchObject({
      statusCode: 414,
      message: 'too long',
    })
  })

  it('believes a proxy when Fastify does', async () => {
    const tell: Application = ({ scheme, authority, remote }) => json([scheme, authority, remote?.address])
    const headers = {
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-host': 'a.example',
      'x-forwarded-proto': 'https',
    }
    const trusting = await serveIn(tell, () => {}, { trustProxy: true })
    expect(await (await fetch(`${trusting}/app`, { headers })).json()).toEqual([
      'https',
      'a.example',
      '203.0.113.7',
    ])
    const url = await serveIn(tell)
    expect(await (await fetch(`${url}/app`, { headers })).json()).toEqual([
      'http',
      new URL(url).host,
      '127.0.0.1',
    ])
  })

  it('refuses what is no application', () => {
    expect(() => toFastify(fastify() as unknown as Application)).toThrow(
      'Expected an application, a function from request to response, got an instance of Object',
    )
  })
})
