import { cascade } from '@tsgi/compose'
import { fromKoa, toKoa, toKoaMiddleware } from '@tsgi/koa'
import type { Middleware } from '@tsgi/spec'
import { listen, start } from '@tsgi/test-servers'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { serveStatic } from '../src/index.ts'
import { folder, noise } from './folder.ts'

const LARGE = noise(1_000_000)

function site(): string {
  return folder({ 'index.html': '<title>home</title>', 'app.js': 'run()', large: LARGE })
}

function api(app: Koa): Koa {
  return app.use((ctx) => {
    if (ctx.path === '/api') ctx.body = 'api'
  })
}

function listenKoa(app: Koa): Promise<string> {
  const callback = app.callback()
  return listen((req, res) => void callback(req, res))
}

async function ask(url: string, init: RequestInit = {}): Promise<[number, string]> {
  const answer = await fetch(url, init)
  return [answer.status, await answer.text()]
}

describe('serveStatic in app.use of Koa', () => {
  it('serves what is there, and lets everything else go on to the next middleware', async () => {
    const url = await listenKoa(api(new Koa().use(toKoa(serveStatic(site())))))
    expect(await ask(`${url}/`)).toEqual([200, '<title>home</title>'])
    expect(await ask(`${url}/api`)).toEqual([200, 'api'])
    expect(await ask(`${url}/missing`)).toEqual([404, 'Not Found\n'])
  })

  it('answers conditions, ranges, HEAD and other methods', async () => {
    const url = await listenKoa(new Koa().use(toKoa(serveStatic(site()))))
    const { headers } = await fetch(`${url}/app.js`, { method: 'HEAD' })
    expect(headers.get('content-length')).toBe('5')
    expect(await ask(`${url}/app.js`, { headers: { 'if-none-match': headers.get('etag')! } })).toEqual([
      304,
      '',
    ])
    expect(await ask(`${url}/app.js`, { headers: { range: 'bytes=0-2' } })).toEqual([206, 'run'])
    expect((await ask(`${url}/app.js`, { method: 'DELETE' }))[0]).toBe(405)
  })

  it('sends a large file whole', async () => {
    const url = await listenKoa(new Koa().use(toKoa(serveStatic(site()))))
    const content = new Uint8Array(await (await fetch(`${url}/large`)).arrayBuffer())
    expect(Buffer.compare(content, LARGE)).toBe(0)
  })

  it('stands as middleware before the others', async () => {
    const root = site()
    const assets: Middleware = (next) => cascade(serveStatic(root), next)
    const url = await listenKoa(api(new Koa().use(toKoaMiddleware(assets))))
    expect(await ask(`${url}/app.js`)).toEqual([200, 'run()'])
    expect(await ask(`${url}/api`)).toEqual([200, 'api'])
    expect(await ask(`${url}/missing`)).toEqual([404, 'Not Found'])
  })

  it('stands before a Koa application that is bridged', async () => {
    const { url } = await start(cascade(serveStatic(site()), fromKoa(api(new Koa()))))
    expect(await ask(`${url}/app.js`)).toEqual([200, 'run()'])
    expect(await ask(`${url}/api`)).toEqual([200, 'api'])
  })
})
