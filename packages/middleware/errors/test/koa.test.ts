import { fromKoa, toKoaMiddleware } from '@tsgi/koa'
import { listen, start } from '@tsgi/test-servers'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { errors } from '../src/index.ts'

const options = { onError: () => {} }

function faulty(app: Koa): Koa {
  app.use((ctx) => {
    if (ctx.path === '/fault') throw new Error('secret')
    if (ctx.path === '/teapot') ctx.throw(418, 'short and stout', { headers: { 'retry-after': '5' } })
    if (ctx.path === '/fine') ctx.body = 'fine'
  })
  return app
}

describe('errors inside a Koa application', () => {
  it('answers what the middleware behind it throws, and what none of it takes', async () => {
    const app = new Koa()
    app.use(toKoaMiddleware(errors(options)))
    const handle = faulty(app).callback()
    const url = await listen((req, res) => void handle(req, res))

    expect(await (await fetch(`${url}/fine`)).text()).toBe('fine')
    const teapot = await fetch(`${url}/teapot`)
    expect(teapot.headers.get('retry-after')).toBe('5')
    expect(await teapot.json()).toEqual({ status: 418, title: "I'm a teapot", detail: 'short and stout' })
    const fault = await fetch(`${url}/fault`)
    expect([fault.status, await fault.json()]).toEqual([500, { status: 500, title: 'Internal Server Error' }])
    expect((await fetch(`${url}/nothing`)).status).toBe(404)
  })
})

describe('errors around a Koa application', () => {
  it('leaves it to the application, whose own error handling answers', async () => {
    const app = new Koa()
    app.silent = true
    const { url } = await start(errors(options)(fromKoa(faulty(app))))
    const teapot = await fetch(`${url}/teapot`)
    expect([teapot.status, await teapot.text()]).toEqual([418, 'short and stout'])
    expect((await fetch(`${url}/fault`)).status).toBe(500)
  })
})
