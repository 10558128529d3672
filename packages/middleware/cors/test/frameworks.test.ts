import { toExpressMiddleware } from '@tsgi/express'
import { toKoaMiddleware } from '@tsgi/koa'
import { listen } from '@tsgi/test-servers'
import express from 'express'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { cors } from '../src/index.ts'

const APP = 'https://app.example.com'
const allowing = cors({ origin: APP, credentials: true, exposedHeaders: ['x-total'] })

async function inExpress(): Promise<string> {
  const app = express()
  app.use(toExpressMiddleware(allowing))
  app.get('/', (_req, res) => void res.vary('accept').set('x-total', '3').json([1, 2, 3]))
  app.options('/', (_req, res) => void res.set('allow', 'GET').send('mine'))
  return listen(app)
}

async function inKoa(): Promise<string> {
  const app = new Koa()
  app.use(toKoaMiddleware(allowing))
  app.use((context) => {
    if (context.path !== '/') return
    context.vary('accept')
    context.set('x-total', '3')
    context.body = context.method === 'OPTIONS' ? 'mine' : [1, 2, 3]
  })
  const listener = app.callback()
  return listen((req, res) => void listener(req, res))
}

describe.each([
  ['Express', inExpress],
  ['Koa', inKoa],
])('inside %s', (_name, start) => {
  it('lets a page read answers, those to unknown paths too', async () => {
    const url = await start()
    const answer = await fetch(url, { headers: { origin: APP } })
    expect(await answer.json()).toEqual([1, 2, 3])
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-total',
      vary: 'accept, origin',
      'x-total': '3',
    })
    const missing = await fetch(`${url}/missing`, { headers: { origin: APP } })
    expect([missing.status, missing.headers.get('access-control-allow-origin')]).toEqual([404, APP])
  })

  it('lets no other page read them', async () => {
    const answer = await fetch(await start(), { headers: { origin: 'https://evil-app.example.com' } })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('vary')).toBe('accept, origin')
  })

  it('answers preflights, and no other OPTIONS', async () => {
    const url = await start()
    const headers = { origin: APP, 'access-control-request-method': 'PUT' }
    const preflight = await fetch(url, { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT')
    const other = await fetch(url, { method: 'OPTIONS', headers: { origin: APP } })
    expect(await other.text()).toBe('mine')
  })
})
