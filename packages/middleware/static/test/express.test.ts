import { cascade } from '@tsgi/compose'
import { fromExpress, toExpress, toExpressMiddleware } from '@tsgi/express'
import type { Middleware } from '@tsgi/spec'
import { listen, start } from '@tsgi/test-servers'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { serveStatic } from '../src/index.ts'
import { folder, noise } from './folder.ts'

const LARGE = noise(1_000_000)

function site(): string {
  return folder({
    'index.html': '<title>home</title>',
    'app.js': 'run()',
    'docs/index.html': 'docs',
    large: LARGE,
  })
}

function api(): express.Express {
  const app = express()
  app.get('/', (_req, res) => void res.send('home of Express'))
  app.all('/api', (_req, res) => void res.send('api'))
  return app
}

async function ask(url: string, init: RequestInit = {}): Promise<[number, string]> {
  const answer = await fetch(url, { redirect: 'manual', ...init })
  return [answer.status, await answer.text()]
}

describe('serveStatic in app.use of Express', () => {
  it('serves what is there, and lets everything else fall through', async () => {
    const app = express().use(toExpress(serveStatic(site(), { otherMethods: 'pass' })))
    const url = await listen(app.use(api()))
    expect(await ask(`${url}/app.js`)).toEqual([200, 'run()'])
    expect(await ask(`${url}/`)).toEqual([200, '<title>home</title>'])
    expect(await ask(`${url}/api`)).toEqual([200, 'api'])
    expect(await ask(`${url}/api`, { method: 'POST', body: 'x' })).toEqual([200, 'api'])
    expect((await ask(`${url}/..%2fsecret`))[0]).toBe(404)
    expect((await ask(`${url}/missing.js`))[0]).toBe(404)
  })

  it('knows below which mount it is', async () => {
    const url = await listen(
      express()
        .use('/assets', toExpress(serveStatic(site())))
        .use(api()),
    )
    expect(await ask(`${url}/assets/app.js`)).toEqual([200, 'run()'])
    expect(await ask(`${url}/app.js`)).toEqual([404, expect.any(String)])
    const redirect = await fetch(`${url}/assets/docs?a=b`, { redirect: 'manual' })
    expect([redirect.status, redirect.headers.get('location')]).toEqual([301, '/assets/docs/?a=b'])
  })

  it('answers conditions, ranges, HEAD and other methods', async () => {
    const url = await listen(express().use(toExpress(serveStatic(site()))))
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
    const url = await listen(express().use(toExpress(serveStatic(site()))))
    const content = new Uint8Array(await (await fetch(`${url}/large`)).arrayBuffer())
    expect(Buffer.compare(content, LARGE)).toBe(0)
  })

  it('stands as middleware before the handlers', async () => {
    const root = site()
    const assets: Middleware = (next) => cascade(serveStatic(root), next)
    const url = await listen(express().use(toExpressMiddleware(assets)).use(api()))
    expect(await ask(`${url}/app.js`)).toEqual([200, 'run()'])
    expect(await ask(`${url}/api`)).toEqual([200, 'api'])
    expect((await ask(`${url}/missing`))[0]).toBe(404)
  })

  it('stands before an Express application that is bridged', async () => {
    const { url } = await start(cascade(serveStatic(site()), fromExpress(api())))
    expect(await ask(`${url}/app.js`)).toEqual([200, 'run()'])
    expect(await ask(`${url}/api`, { method: 'POST', body: 'x' })).toEqual([200, 'api'])
  })
})
