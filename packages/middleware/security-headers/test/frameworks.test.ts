import { compose } from '@tsgi/compose'
import { expressRequestOf, fromExpress, requestOf, toExpressMiddleware } from '@tsgi/express'
import { fromKoa, requestOf as koaRequestOf, toKoaMiddleware } from '@tsgi/koa'
import type { Middleware } from '@tsgi/spec'
import { listen, start } from '@tsgi/test-servers'
import express from 'express'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { csp, cspNonce, securityHeaders } from '../src/index.ts'

const securing = securityHeaders({ contentSecurityPolicy: { scriptSrc: [csp.nonce] } })

/** Where the views of Express find it. */
const inLocals: Middleware = (next) => (request) => {
  expressRequestOf(request)!.res!.locals['nonce'] = cspNonce(request)
  return next(request)
}

async function inExpress(): Promise<string> {
  const app = express().set('trust proxy', 'loopback')
  app.use(toExpressMiddleware(compose(securing, inLocals)))
  app.get('/', (_req, res) => void res.send(`<script nonce="${res.locals['nonce']}"></script>`))
  app.get('/own', (_req, res) => void res.set('content-security-policy', 'sandbox').send('<p>'))
  app.get('/json', (_req, res) => void res.json({}))
  return listen(app)
}

async function inKoa(): Promise<string> {
  const app = new Koa({ proxy: true })
  app.use(toKoaMiddleware(securing))
  app.use((context) => {
    context.set('x-powered-by', 'Koa')
    if (context.path === '/own') context.set('content-security-policy', 'sandbox')
    if (context.path === '/json') context.body = {}
    else context.body = `<script nonce="${cspNonce(context)}"></script>`
  })
  const listener = app.callback()
  return listen((req, res) => void listener(req, res))
}

describe.each([
  ['Express', inExpress],
  ['Koa', inKoa],
])('inside %s', (_name, stack) => {
  it('sets fields and gives pages their nonce', async () => {
    const answer = await fetch(await stack())
    const nonce = /nonce="([\w-]{22})"/.exec(await answer.text())![1]!
    expect(answer.headers.get('content-security-policy')).toContain(`script-src 'nonce-${nonce}'`)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('x-powered-by')).toBeNull()
  })

  it('leaves what the application has set, and JSON without a policy', async () => {
    const url = await stack()
    expect((await fetch(`${url}/own`)).headers.get('content-security-policy')).toBe('sandbox')
    const { headers } = await fetch(`${url}/json`)
    expect(headers.get('content-security-policy')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('knows the scheme that the framework trusts', async () => {
    const url = await stack()
    expect((await fetch(url)).headers.get('strict-transport-security')).toBeNull()
    const forwarded = await fetch(url, { headers: { 'x-forwarded-proto': 'https' } })
    expect(forwarded.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
  })
})

it('gives bridged applications the nonce, by their requests', async () => {
  const app = express()
  app.get('/', (req, res) => void res.send(cspNonce(requestOf(req)!)))
  const koa = new Koa()
  koa.use((context) => void (context.body = cspNonce(koaRequestOf(context))))
  for (const application of [fromExpress(app), fromKoa(koa)]) {
    const { url } = await start(securing(application))
    const answer = await fetch(url)
    expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${await answer.text()}'`)
  }
})

it('takes the name of Express from the answers of a bridged application', async () => {
  const app = express()
  app.get('/', (_req, res) => void res.set('server', 'secret/1.0').send('<p>hello'))
  const { url } = await start(securityHeaders()(fromExpress(app)))
  const { headers } = await fetch(url)
  expect([headers.get('x-powered-by'), headers.get('server')]).toEqual([null, null])
  expect(headers.get('x-frame-options')).toBe('SAMEORIGIN')
})
