import { createServer } from 'node:http'
import { mount } from '@tsgi/compose'
import { notFound } from '@tsgi/message'
import { serve } from '@tsgi/server'
import { client } from '@tsgi/testing'
import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { fromFastify } from '../src/index.ts'

function instanceThat(note: (text: string) => void): FastifyInstance {
  const instance = fastify()
  instance.register(async (inner) => {
    await Promise.resolve()
    note('loaded')
    inner.get('/', () => 'x')
  })
  instance.addHook('onReady', async () => note('ready'))
  instance.addHook('onClose', async () => note('closed'))
  return instance
}

describe('fromFastify', () => {
  it('is made ready before the server listens, and closed when it has ended', async () => {
    const notes: string[] = []
    const server = await serve(fromFastify(instanceThat((note) => void notes.push(note))), { port: 0 })
    expect(notes).toEqual(['loaded', 'ready'])
    expect(await (await fetch(server.url)).text()).toBe('x')
    await server.close()
    expect(notes).toEqual(['loaded', 'ready', 'closed'])
  })

  it('keeps a server from starting when a plugin fails', async () => {
    const instance = fastify()
    instance.register(() => Promise.reject(new Error('no database')))
    await expect(serve(fromFastify(instance), { port: 0 })).rejects.toThrow('no database')
  })

  it('makes itself ready at the first request when nobody has', async () => {
    const notes: string[] = []
    const { app } = fromFastify(instanceThat((note) => void notes.push(note)))
    const answers = await Promise.all([client(app).get('/'), client(app).get('/')])
    expect(answers.map(({ text }) => text)).toEqual(['x', 'x'])
    expect(notes).toEqual(['loaded', 'ready'])
  })

  it('sees what is left of the path where it is mounted', async () => {
    const instance = fastify()
    instance.get('/users/:id', ({ params, url }) => ({ params, url }))
    const app = mount('/api', fromFastify(instance).app)(() => notFound())
    expect((await client(app).get('/api/users/7?a=b')).json()).toEqual({
      params: { id: '7' },
      url: '/users/7?a=b',
    })
  })

  it('takes an instance with a server of its own making', async () => {
    const instance = fastify({ serverFactory: (handler) => createServer(handler) })
    instance.get('/', () => 'x')
    expect((await client(fromFastify(instance).app).get('/')).text).toBe('x')
  })

  it('takes an instance for HTTP/2', async () => {
    const instance = fastify({ http2: true })
    instance.get('/', () => 'x')
    expect((await client(fromFastify(instance as unknown as FastifyInstance).app).get('/')).text).toBe('x')
  })

  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [fastify, 'the function fastify'],
    [{ ready: 1 }, 'an instance of Object'],
  ])('refuses what is no instance: %s', (value, got) => {
    expect(() => fromFastify(value as FastifyInstance)).toThrow(`Expected a Fastify instance, got ${got}`)
  })
})
