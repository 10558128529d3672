import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { insideExpress } from '../src/inside-express.ts'
import { insideKoa } from '../src/inside-koa.ts'
import stack from '../src/stack.ts'
import { served } from './served.ts'

describe('one stack on our server', () => {
  it('has an Express app, with its mount, its content and its errors', async () => {
    const url = await served(stack)
    const created = await fetch(`${url}/express/notes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"The second note"}',
    })
    expect([created.status, created.headers.get('location')]).toEqual([201, '/express/notes/2'])
    expect(await (await fetch(`${url}/express/notes/2`, { headers: { accept: 'text/plain' } })).text()).toBe(
      'The second note',
    )
    expect(await (await fetch(`${url}/express/served?x=1`)).json()).toMatchObject({
      at: '/express/served?x=1',
    })
    const failed = await fetch(`${url}/express/fails`)
    expect([failed.status, await failed.json()]).toEqual([500, { error: 'As an app may' }])
  })

  it('compresses what an Express app streams', async () => {
    const feed = await fetch(`${await served(stack)}/express/feed`)
    expect(feed.headers.get('content-encoding')).toBe('gzip')
    expect(await feed.text()).toMatch(/^(The first note\n){1000}/)
  })

  it('has a Koa app, with signed cookies, streams and errors', async () => {
    const url = await served(stack)
    const first = await fetch(`${url}/koa/visits`)
    expect(await first.json()).toEqual({ visits: 1 })
    const cookie = first.headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0])
      .join('; ')
    expect(await (await fetch(`${url}/koa/visits`, { headers: { cookie } })).json()).toEqual({ visits: 2 })
    expect(await (await fetch(`${url}/koa/numbers`)).text()).toMatch(/^0\n1\n[^]*99\n$/)
    expect(first.headers.get('x-response-time')).toMatch(/ms$/)
    expect((await fetch(`${url}/koa/teapot`)).status).toBe(418)
  })

  it('has applications and files of its own', async () => {
    const url = await served(stack)
    expect(await (await fetch(`${url}/clock`)).text()).toMatch(/^\d+\n$/)
    const page = await fetch(url)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const etag = page.headers.get('etag')!
    const again = await fetch(url, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } })
    expect(again.status).toBe(304)
    expect((await fetch(`${url}/nothing`)).status).toBe(404)
  })
})

describe.each([
  ['Express', () => insideExpress() as RequestListener],
  ['Koa', () => insideKoa().callback() as RequestListener],
])('the reverse, in %s', (name, makeListener) => {
  it('has an application and files of TSGI beside its own', async () => {
    const url = await listening(makeListener())
    expect(await (await fetch(`${url}/hello`)).text()).toBe(`hello from ${name}`)
    expect(await (await fetch(`${url}/clock`)).text()).toMatch(/^\d+\n$/)
    const page = await fetch(url)
    expect(page.headers.get('etag')).toMatch(/^"/)
    expect(await page.text()).toContain('<h1>One stack')
    expect((await fetch(`${url}/nothing`)).status).toBe(404)
  })
})

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => server.close().closeAllConnections())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
