import { fromKoa, toKoa, toKoaMiddleware } from '@tsgi/koa'
import { listen } from '@tsgi/test-servers'
import Koa from 'koa'
import type { Middleware } from 'koa'
import { describe, expect, it } from 'vitest'
import { forwarded } from '../src/index.ts'
import { get, serveUntilFinished } from './front.ts'
import { tell } from './seen.ts'
import type { Seen } from './seen.ts'

const TOLD = {
  'x-forwarded-for': '203.0.113.7, 192.0.2.1, 127.0.0.3',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'shop.example',
}
const OPTIONS = { trust: ['127.0.0.0/8'], take: ['for', 'proto', 'host'] } as const

const tellKoa: Middleware = (ctx) => {
  const { ip, protocol, host } = ctx
  ctx.body = { ip, protocol, host, forwardedFor: ctx.get('x-forwarded-for') }
}

function application(proxy: boolean): Koa {
  const app = new Koa({ proxy })
  app.use(tellKoa)
  return app
}

describe('a Koa application inside', () => {
  it('that trusts its proxy sees what was believed', async () => {
    const port = await serveUntilFinished(forwarded(OPTIONS)(fromKoa(application(true))))
    expect(JSON.parse((await get(port, TOLD)).text)).toEqual({
      ip: '192.0.2.1',
      protocol: 'https',
      host: 'shop.example',
      forwardedFor: '192.0.2.1',
    })
  })

  it('that trusts its proxy has nothing to trust that we do not', async () => {
    const port = await serveUntilFinished(forwarded({ trust: 0 })(fromKoa(application(true))))
    expect(JSON.parse((await get(port, TOLD)).text)).toEqual({
      ip: '127.0.0.2',
      protocol: 'http',
      host: 'app.example',
      forwardedFor: '',
    })
  })
})

async function portOf(app: Koa): Promise<number> {
  const callback = app.callback()
  return Number(new URL(await listen((req, res) => void callback(req, res))).port)
}

describe('inside a Koa application', () => {
  it('an application behind it sees what was believed', async () => {
    const app = new Koa()
    app.use(toKoa(forwarded(OPTIONS)(tell)))
    const seen = JSON.parse((await get(await portOf(app), TOLD, '/cart')).text) as Seen
    expect([seen.scheme, seen.authority, seen.path, seen.remote?.address]).toEqual([
      'https',
      'shop.example',
      '/cart',
      '192.0.2.1',
    ])
  })

  it('middleware after it finds the fields that were believed, and no others', async () => {
    const app = new Koa()
    app.use(toKoaMiddleware(forwarded(OPTIONS)))
    app.use(tellKoa)
    expect(JSON.parse((await get(await portOf(app), TOLD)).text)).toMatchObject({ forwardedFor: '192.0.2.1' })
    const bare = new Koa()
    bare.use(toKoaMiddleware(forwarded()))
    bare.use(tellKoa)
    expect(JSON.parse((await get(await portOf(bare), TOLD)).text)).toMatchObject({ forwardedFor: '' })
  })
})
