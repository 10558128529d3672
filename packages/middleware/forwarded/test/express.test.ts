import { compose } from '@tsgi/compose'
import { fromExpress, requestOf, toExpress, toExpressMiddleware } from '@tsgi/express'
import { listen } from '@tsgi/test-servers'
import { client } from '@tsgi/testing'
import express from 'express'
import type { Express, Request, RequestHandler } from 'express'
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

const tellExpress: RequestHandler = (req, res) => {
  const { ip, ips, protocol, secure, hostname, headers } = req
  const fields = Object.entries(headers).filter(([name]) => /forward/.test(name))
  res.json({ ip, ips, protocol, secure, hostname, fields: Object.fromEntries(fields) })
}

/** What Express makes of a request of 192.0.2.1 over HTTPS, which came through two proxies. */
const BELIEVED = {
  ip: '192.0.2.1',
  ips: ['192.0.2.1'],
  protocol: 'https',
  secure: true,
  hostname: 'shop.example',
  fields: {
    'x-forwarded-for': '192.0.2.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'shop.example',
  },
}

function application(trustProxy: unknown): Express {
  const app = express()
  if (trustProxy !== undefined) app.set('trust proxy', trustProxy)
  return app.use(tellExpress)
}

describe('an Express application inside', () => {
  it.each([true, 1, 2, ['127.0.0.0/8', '192.0.2.0/24'], 'loopback', undefined])(
    'sees the same client with trust proxy %j',
    async (trustProxy) => {
      const port = await serveUntilFinished(forwarded(OPTIONS)(fromExpress(application(trustProxy))))
      // Whom it does not trust is no proxy to it, but the client.
      const ips = trustProxy === 'loopback' || trustProxy === undefined ? [] : BELIEVED.ips
      expect(JSON.parse((await get(port, TOLD)).text)).toEqual({ ...BELIEVED, ips })
    },
  )

  it('has nothing to trust that we do not', async () => {
    for (const trustProxy of [true, 1, 'loopback']) {
      const port = await serveUntilFinished(forwarded({ trust: [] })(fromExpress(application(trustProxy))))
      expect(JSON.parse((await get(port, TOLD)).text)).toMatchObject({
        ip: '127.0.0.2',
        protocol: 'http',
        hostname: 'app.example',
        fields: {},
      })
    }
  })

  it('needs no trust proxy where the request is all that it has', async () => {
    const { get: ask } = client(forwarded(OPTIONS)(fromExpress(application(undefined))))
    expect((await ask('/', { headers: TOLD })).json()).toMatchObject({
      ip: '192.0.2.1',
      protocol: 'https',
      hostname: 'shop.example',
    })
  })
})

async function portOf(app: Express): Promise<number> {
  return Number(new URL(await listen(app)).port)
}

describe('inside an Express application', () => {
  it('an application behind it sees what was believed', async () => {
    const app = express().use('/shop', toExpress(forwarded(OPTIONS)(tell)))
    const seen = JSON.parse((await get(await portOf(app), TOLD, '/shop/cart')).text) as Seen
    expect([seen.scheme, seen.authority, seen.basePath, seen.path, seen.remote?.address]).toEqual([
      'https',
      'shop.example',
      '/shop',
      '/cart',
      '192.0.2.1',
    ])
  })

  it('handlers after it find the fields that were believed, and no others', async () => {
    const app = express().use(toExpressMiddleware(forwarded(OPTIONS)), tellExpress)
    const seen = JSON.parse(
      (await get(await portOf(app), { ...TOLD, 'x-real-ip': '1.1.1.1' })).text,
    ) as object
    expect(seen).toMatchObject({ fields: BELIEVED.fields })
    const bare = express().use(toExpressMiddleware(forwarded()), tellExpress)
    expect(JSON.parse((await get(await portOf(bare), TOLD)).text)).toMatchObject({ fields: {} })
  })

  it('layers of TSGI after it find what was believed', async () => {
    let remote: string | undefined
    const layer = compose(forwarded(OPTIONS), (next) => (request) => {
      remote = request.remote?.address
      return next(request)
    })
    const app = express().use(toExpressMiddleware(layer), (req: Request, res) => {
      res.json(requestOf(req)!.headers['x-forwarded-for'])
    })
    await get(await portOf(app), TOLD)
    expect(remote).toBe('192.0.2.1')
  })
})
