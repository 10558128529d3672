import { serve as serveHono } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { AddressInfo } from 'node:net'
import { client } from '@tsgi/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fromFetch } from '../src/index.ts'

describe('a light request where only native ones pass', () => {
  it('is limited by a middleware that makes another one of it', async () => {
    const app = new Hono()
    app.use(bodyLimit({ maxSize: 5 }))
    app.post('/', async (c) => c.text(await c.req.text()))
    const inside = client(fromFetch(app))
    const chunks = (...texts: string[]): { body: string[] } => ({ body: texts })
    expect((await inside.post('/', chunks('123', '45'))).text).toBe('12345')
    expect((await inside.post('/', chunks('123', '456'))).status).toBe(413)
  })

  it('is passed on by fetch', async () => {
    const upstream = new Hono()
    upstream.all('*', async (c) => c.text(`${c.req.method} ${c.req.header('x-a')} ${await c.req.text()}`))
    const server = serveHono({
      fetch: upstream.fetch,
      port: 0,
      hostname: '127.0.0.1',
      overrideGlobalObjects: false,
    })
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo

    const proxy = fromFetch(async (request) => {
      const response = await fetch(request)
      return new Response(response.body, response)
    })
    const inside = client(proxy)
    const headers = { host: `127.0.0.1:${port}`, 'x-a': 'b' }
    expect((await inside.get('/', { headers })).text).toBe('GET b ')
    expect((await inside.post('/', { headers, body: 'content' })).text).toBe('POST b content')
  })

  it('changes nothing about the globals that others could see', async () => {
    await client(fromFetch(() => new Response('x'))).get('/')
    const request = new Request('http://a.example/')
    expect(request).toBeInstanceOf(Request)
    expect(Object.getPrototypeOf(request)).toBe(Request.prototype)
    expect([Request.name, Request.length, fetch.name]).toEqual(['Request', 1, 'fetch'])
    expect(Response.json({})).toBeInstanceOf(Response)
  })
})
