import { text as textOf } from 'node:stream/consumers'
import { fromKoa, toKoaMiddleware } from '@tsgi/koa'
import { listen, start } from '@tsgi/test-servers'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { bodyLimit } from '../src/index.ts'
import { post } from './post.ts'

function reading(app: Koa): Koa {
  app.silent = true
  return app.use(async (ctx) => {
    ctx.body = await textOf(ctx.req)
  })
}

describe('bodyLimit around a Koa application', () => {
  it('limits what is read of ctx.req, whether announced or in chunks', async () => {
    const { url } = await start(bodyLimit(5)(fromKoa(reading(new Koa()))))
    expect(await post(url, 'hello')).toEqual([200, 'hello'])
    expect(await post(url, ['he', 'llo'])).toEqual([200, 'hello'])
    expect(await post(url, 'hello!')).toEqual([413, ''])
    expect(await post(url, ['hello', '!'])).toEqual([413, 'More than 5 bytes of content'])
  })
})

describe('bodyLimit inside a Koa application', () => {
  it('refuses before the middleware after it', async () => {
    const app = new Koa()
    app.use(toKoaMiddleware(bodyLimit(5)))
    const callback = reading(app).callback()
    const url = await listen((req, res) => void callback(req, res))
    expect(await post(url, 'hello')).toEqual([200, 'hello'])
    expect((await post(url, 'hello!'))[0]).toBe(413)
    expect(await post(url, ['he', 'llo'])).toEqual([200, 'hello'])
    expect((await post(url, ['hello', '!']))[0]).toBe(413)
  })
})
