import { H3, getCookie, getRequestIP, readBody, redirect, setCookie } from 'h3'
import { Hono } from 'hono'
import { serve as serveSrvx } from 'srvx'
import type { Server as SrvxServer } from 'srvx'
import { json, text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { fromFetch, toFetch } from '../src/index.ts'

const where: Application = ({ method, basePath, path, query }) => json({ method, basePath, path, query })

describe('h3', () => {
  const app = new H3({ silent: true })
  app.get('/hello/:name', (event) => `hello ${event.context.params?.['name']}`)
  app.post('/json', async (event) => ({ got: await readBody(event) }))
  app.get('/cookies', (event) => {
    setCookie(event, 'a', '1')
    setCookie(event, 'b', '2')
    return getCookie(event, 'c')
  })
  app.get('/redirect', () => redirect('/elsewhere'))
  app.get('/ip', (event) => getRequestIP(event))
  app.get('/work', (event) => {
    event.waitUntil(Promise.reject(new Error('worked')))
    return 'x'
  })
  app.get('/throw', () => {
    throw new Error('secret')
  })
  app.get('/stream', () => new ReadableStream({ start: (out) => out.close() }))
  const inside = client(fromFetch(app))

  it('answers', async () => {
    expect((await inside.get('/hello/Ada')).text).toBe('hello Ada')
    expect((await inside.post('/json', { json: { a: 1 } })).json()).toEqual({ got: { a: 1 } })
    const cookies = await inside.get('/cookies', { headers: { cookie: 'c=3' } })
    expect([cookies.headers['set-cookie'], cookies.text]).toEqual([['a=1; Path=/', 'b=2; Path=/'], '3'])
    const elsewhere = await inside.get('/redirect')
    expect([elsewhere.status, elsewhere.headers['location']]).toEqual([302, '/elsewhere'])
    expect((await inside.get('/ip')).text).toBe('127.0.0.1')
    expect((await inside.get('/stream')).text).toBe('')
    expect((await inside.get('/nowhere')).status).toBe(404)
    expect((await inside.head('/hello/Ada')).text).toBe('')
  })

  it('fails by itself', async () => {
    const failed = await inside.get('/throw')
    expect([failed.status, failed.text.includes('secret')]).toEqual([500, false])
  })

  it('has its work waited for', async () => {
    await inside.get('/work')
    await inside.settled()
    expect(inside.errors.map(String)).toContain('Error: worked')
  })
})

describe('srvx', () => {
  it('is served', async () => {
    const server: SrvxServer = serveSrvx({
      manual: true,
      fetch: (request) =>
        Response.json({ url: request.url, ip: request.ip, type: request.headers.get('x-a') }),
    })
    const answer = await client(fromFetch(server)).get('/x?y', { headers: { 'x-a': 'b' } })
    expect(answer.json()).toEqual({ url: 'http://localhost/x?y', ip: '127.0.0.1', type: 'b' })
  })

  it('serves an application', async () => {
    const server = serveSrvx({ port: 0, hostname: '127.0.0.1', silent: true, fetch: toFetch(where) })
    await server.ready()
    try {
      const response = await fetch(new URL('/a%2Fb?c', server.url))
      expect(await response.json()).toEqual({ method: 'GET', basePath: '', path: '/a%2Fb', query: 'c' })
    } finally {
      await server.close(true)
    }
  })
})

describe('Hono with an application inside', () => {
  it('mounts it, with or without its base path', async () => {
    const app = new Hono()
    app.mount('/short', toFetch(where))
    app.mount('/full', toFetch(where, { basePath: '/full' }), { replaceRequest: false })
    expect(await (await app.request('/short/x?y')).json()).toEqual({
      method: 'GET',
      basePath: '',
      path: '/x',
      query: 'y',
    })
    expect(await (await app.request('/full/x?y')).json()).toEqual({
      method: 'GET',
      basePath: '/full',
      path: '/x',
      query: 'y',
    })
  })

  it('goes on with the response, which can be changed', async () => {
    const app = new Hono()
    app.use(async (c, next) => {
      await next()
      c.header('x-outer', 'yes')
    })
    const inner = toFetch(() => text('inner'))
    app.all('*', (c) => inner(c.req.raw, c.env))
    const response = await app.request('/')
    expect([await response.text(), response.headers.get('x-outer')]).toEqual(['inner', 'yes'])
  })
})
