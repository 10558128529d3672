import { setImmediate as turn } from 'node:timers/promises'
import { fromExpress, requestOf, toExpressMiddleware } from '@tsgi/express'
import { fromKoa, toKoaMiddleware } from '@tsgi/koa'
import { listen, start } from '@tsgi/test-servers'
import express from 'express'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { currentRequestId, requestId, requestIdOf } from '../src/index.ts'

const UUID = /^[\da-f-]{36}$/
const FORGED = { 'x-request-id': 'forged' }

/** Sends a request, and expects what was seen inside to be the id that comes back. */
async function expectOneId(url: string, init: RequestInit): Promise<string> {
  const answer = await fetch(url, init)
  const seen = (await answer.json()) as unknown[]
  const id = answer.headers.get('x-request-id')!
  expect([...new Set(seen)]).toEqual([id])
  return id
}

describe('in Express', () => {
  function stack(options: Parameters<typeof requestId>[0]): Promise<string> {
    const app = express()
    app.use(toExpressMiddleware(requestId({ ...options, context: true })), express.json())
    app.use(async (req, res) => {
      const seen = [req.get('x-request-id'), currentRequestId()]
      await turn()
      res.json([...seen, currentRequestId()])
    })
    return listen(app)
  }

  it('gives handlers the id in the field and in the context, and the client in the answer', async () => {
    expect(await expectOneId(await stack({}), { headers: FORGED })).toMatch(UUID)
    expect(await expectOneId(await stack({ trust: ['127.0.0.1'] }), { headers: FORGED })).toBe('forged')
  })
})

describe('around Express', () => {
  it('tells the application the id that was chosen', async () => {
    const app = express()
    app.use(express.json(), (req, res) => {
      const seen = [req.get('x-request-id'), requestIdOf(requestOf(req)!), currentRequestId()]
      setTimeout(() => res.json([...seen, currentRequestId()]), 1)
    })
    const { url } = await start(requestId({ context: true })(fromExpress(app)))
    expect(await expectOneId(url, { headers: FORGED })).toMatch(UUID)
    const content = { method: 'POST', body: '{}', headers: { ...FORGED, 'content-type': 'application/json' } }
    expect(await expectOneId(url, content)).toMatch(UUID)
  })
})

describe('in Koa', () => {
  function stack(options: Parameters<typeof requestId>[0]): Promise<string> {
    const app = new Koa().use(toKoaMiddleware(requestId({ ...options, context: true })))
    app.use(async (ctx) => {
      const seen = [ctx.get('x-request-id'), ctx.state['tsgi.requestId'], currentRequestId()] as unknown[]
      await turn()
      ctx.body = [...seen, currentRequestId()]
    })
    const callback = app.callback()
    return listen((req, res) => void callback(req, res))
  }

  it('gives middleware the id in the field, the state and the context, and the client in the answer', async () => {
    expect(await expectOneId(await stack({}), { headers: FORGED })).toMatch(UUID)
    expect(await expectOneId(await stack({ trust: ['127.0.0.1'] }), { headers: FORGED })).toBe('forged')
  })
})

describe('around Koa', () => {
  it('tells the application the id that was chosen', async () => {
    const app = new Koa().use(async (ctx) => {
      await turn()
      ctx.body = [ctx.get('x-request-id'), ctx.state['tsgi.requestId'], currentRequestId()]
    })
    const { url } = await start(requestId({ context: true })(fromKoa(app)))
    expect(await expectOneId(url, { headers: FORGED })).toMatch(UUID)
  })
})
