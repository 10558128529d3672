/**
 * Middleware that is made to stand together, in the order that its READMEs advise: what one derives the next must see, and what
 * one adds the next must not spoil. Each package tests itself alone.
 */
import { gunzipSync } from 'node:zlib'
import { accessLog } from '@tsgi/access-log'
import { cascade, compose } from '@tsgi/compose'
import { compress } from '@tsgi/compress'
import { conditional } from '@tsgi/conditional'
import { cors } from '@tsgi/cors'
import { errors } from '@tsgi/errors'
import { forwarded } from '@tsgi/forwarded'
import { httpsRedirect } from '@tsgi/https-redirect'
import { html, json, notFound } from '@tsgi/message'
import { requestId } from '@tsgi/request-id'
import { securityHeaders } from '@tsgi/security-headers'
import type { Application } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { timeout } from '@tsgi/timeout'
import { describe, expect, it } from 'vitest'

const PROXY = { address: '10.0.0.1', port: 4000 }
const catalogue = Array.from({ length: 200 }, (_each, id) => ({ id, name: `article ${id}` }))

describe('compress(), conditional()', () => {
  const asked = client(compose(compress(), conditional())(() => json(catalogue)))
  const gzip = { 'accept-encoding': 'gzip' }

  it('give content in gzip with a weak tag, and 304 for it', async () => {
    const first = await asked.get('/', { headers: gzip })
    expect(first.headers['content-encoding']).toBe('gzip')
    expect(JSON.parse(gunzipSync(first.body).toString())).toEqual(catalogue)
    const etag = String(first.headers['etag'])
    expect(etag).toMatch(/^W\/"/)

    const second = await asked.get('/', { headers: { ...gzip, 'if-none-match': etag } })
    expect(second).toMatchObject({ status: 304, text: '' })
    expect(second.headers['etag']).toBe(etag)
    expect(String(second.headers['vary']).toLowerCase()).toContain('accept-encoding')
  })

  it('give the same tag and the same 304 to a client without codings', async () => {
    const { headers } = await asked.get('/')
    expect(headers).not.toHaveProperty('content-encoding')
    const again = await asked.get('/', { headers: { 'if-none-match': String(headers['etag']) } })
    expect(again.status).toBe(304)
  })
})

describe('forwarded(), httpsRedirect()', () => {
  const stack = compose(forwarded({ trust: ['10.0.0.0/8'] }), httpsRedirect({ hosts: ['example.com'] }))
  const asked = client(stack(({ remote }) => html(remote!.address)))
  const headers = { host: 'example.com', 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' }

  it('serve what a trusted proxy got over HTTPS, and redirect the rest', async () => {
    expect((await asked.get('/', { headers, remote: PROXY })).text).toBe('203.0.113.7')
    const plain = await asked.get('/a?b', {
      headers: { ...headers, 'x-forwarded-proto': 'http' },
      remote: PROXY,
    })
    expect([plain.status, plain.headers['location']]).toEqual([301, 'https://example.com/a?b'])
  })

  it('redirect whoever only says that it was HTTPS', async () => {
    const remote = { address: '198.51.100.1', port: 4000 }
    expect((await asked.get('/', { headers, remote })).status).toBe(301)
  })
})

describe('the stack of a site', () => {
  const lines: string[] = []
  const site = compose(
    forwarded({ trust: ['10.0.0.0/8'] }),
    requestId(),
    accessLog({ format: 'json', sink: (line) => void lines.push(line) }),
    securityHeaders(),
    cors({ origin: ['https://shop.example'] }),
    compress(),
    errors({ onError: () => {} }),
    conditional(),
    timeout(1000),
  )
  const app: Application = ({ path }) => {
    if (path === '/fault') throw new Error('secret')
    return path === '/' ? json(catalogue) : notFound()
  }
  const asked = client(site(app))
  const headers = {
    origin: 'https://shop.example',
    'accept-encoding': 'gzip',
    'x-forwarded-for': '203.0.113.7',
  }
  const logged = (): unknown => JSON.parse(lines.at(-1)!)

  it('answers, says what it must, and logs who asked', async () => {
    const answer = await asked.get('/', { headers, remote: PROXY })
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'content-encoding': 'gzip',
      'x-content-type-options': 'nosniff',
    })
    const id = answer.headers['x-request-id']
    expect(logged()).toMatchObject({ status: 200, remote: '203.0.113.7', requestId: id })
  })

  it.each([
    ['/fault', 500, 'Internal Server Error'],
    ['/nothing', 404, 'Not Found'],
  ])('answers errors in the same way: %s', async (path, status, title) => {
    const answer = await asked.get(path, { headers, remote: PROXY })
    const id = answer.headers['x-request-id']
    expect(answer.json()).toEqual({ status, title, requestId: id })
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    expect(logged()).toMatchObject({ status, requestId: id })
    expect(asked.errors).toEqual([])
  })

  it('still lets what it did not take fall through', async () => {
    const behind = client(cascade(site(app), () => json('behind')))
    expect((await behind.get('/nothing')).json()).toBe('behind')
  })
})
