import { mount } from '@tsgi/compose'
import { fromExpress, toExpressMiddleware } from '@tsgi/express'
import { fromKoa, toKoaMiddleware } from '@tsgi/koa'
import { text } from '@tsgi/message'
import { listen, start } from '@tsgi/test-servers'
import express from 'express'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { httpsRedirect } from '../src/index.ts'
import { ask, send } from './ask.ts'

const redirecting = httpsRedirect({ hosts: ['example.com'], exclude: ['/health'] })

describe('on a server', () => {
  it.each([
    ['GET //evil.example/..%2f HTTP/1.1\r\nhost: example.com', 'https://example.com//evil.example/..%2f'],
    ['GET /\\evil.example HTTP/1.1\r\nhost: example.com', 'https://example.com/\\evil.example'],
    ['GET http://example.com:80/a?b HTTP/1.1\r\nhost: evil.example', 'https://example.com/a?b'],
    ['GET http://example.com HTTP/1.1\r\nhost: example.com', 'https://example.com/'],
    ['GET /a HTTP/1.0\r\nhost: example.com', 'https://example.com/a'],
  ])('%j leads to %s', async (head, location) => {
    const { url } = await start(redirecting(() => text('')))
    const answer = await send(url, `${head}\r\nconnection: close\r\n\r\n`)
    expect(answer.split('\r\n')).toEqual(expect.arrayContaining([`location: ${location}`]))
    expect(answer).toMatch(/^HTTP\/1\.1 301 /)
  })

  it.each([
    'GET http://evil.example/ HTTP/1.1\r\nhost: example.com',
    'GET / HTTP/1.1\r\nhost: evil.example',
    'GET / HTTP/1.0',
  ])('%j leads nowhere', async (head) => {
    const { url } = await start(redirecting(() => text('')))
    expect(await send(url, `${head}\r\nconnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 421 (?![^]*location)/,
    )
  })

  it('refuses a WebSocket and content, which it does not read', async () => {
    const { url } = await start(redirecting(() => text('')))
    const upgrade = 'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13'
    const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=='
    const socket = send(url, `GET / HTTP/1.1\r\nhost: example.com\r\n${upgrade}\r\n${key}\r\n\r\n`)
    expect(await socket).toMatch(/^HTTP\/1\.1 403 /)
    const post =
      'POST / HTTP/1.1\r\nhost: example.com\r\nconnection: close\r\ncontent-length: 6\r\n\r\nsecret'
    expect(await send(url, post)).toMatch(/^HTTP\/1\.1 403 /)
  })
})

describe('in Express', () => {
  it('redirects before its handlers, with the mount', async () => {
    const app = express().use(
      '/shop',
      toExpressMiddleware(redirecting),
      (_req, res) => void res.send('hello'),
    )
    const url = await listen(app)
    expect(await ask(url, '/shop/a%20b?c')).toEqual([301, 'https://example.com/shop/a%20b?c'])
    expect(await ask(url, '/shop/health')).toEqual([200, undefined])
    expect(await ask(url, '/shop/a', { headers: { host: 'evil.example' } })).toEqual([421, undefined])
    expect(await ask(url, '/shop/a', { method: 'POST' })).toEqual([403, undefined])
  })

  it('believes the proxy that Express trusts', async () => {
    const app = express().set('trust proxy', 'loopback')
    app.use(toExpressMiddleware(redirecting), (_req, res) => void res.send('hello'))
    const url = await listen(app)
    expect(await ask(url, '/a', { headers: { 'x-forwarded-proto': 'https' } })).toEqual([200, undefined])
    expect(await ask(url, '/a', { headers: { 'x-forwarded-proto': 'http' } })).toEqual([
      301,
      'https://example.com/a',
    ])
  })

  it('stands before an Express application', async () => {
    const app = express().use((_req, res) => void res.send('hello'))
    const { url } = await start(mount('/shop', redirecting(fromExpress(app)))(() => text('')))
    expect(await ask(url, '/shop/a')).toEqual([301, 'https://example.com/shop/a'])
    expect(await ask(url, '/shop/health')).toEqual([200, undefined])
  })
})

describe('in Koa', () => {
  it('redirects before its middleware', async () => {
    const app = new Koa()
    app.use(toKoaMiddleware(redirecting))
    app.use((ctx) => void (ctx.body = 'hello'))
    const callback = app.callback()
    const url = await listen((req, res) => void callback(req, res))
    expect(await ask(url, '/a?b')).toEqual([301, 'https://example.com/a?b'])
    expect(await ask(url, '/health')).toEqual([200, undefined])
    expect(await ask(url, '/a', { method: 'DELETE' })).toEqual([403, undefined])
  })

  it('stands before a Koa application', async () => {
    const app = new Koa()
    app.use((ctx) => void (ctx.body = 'hello'))
    const { url } = await start(redirecting(fromKoa(app)))
    expect(await ask(url, '/a')).toEqual([301, 'https://example.com/a'])
    expect(await ask(url, '/health')).toEqual([200, undefined])
  })
})
