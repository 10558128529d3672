import { createRequire } from 'node:module'
import { fromExpress } from '@tsgi/express'
import type { Express, RequestHandler } from 'express'
import { expect, it } from 'vitest'
import { served } from './served.ts'

/** The part of json-server that is used here; it brings an Express of its own. */
interface JsonServer {
  create(): Express
  defaults(options: { logger: boolean }): RequestHandler[]
  router(data: object): RequestHandler
}

const jsonServer = createRequire(import.meta.url)('json-server') as JsonServer

/** A REST server over data in memory. */
async function posts(): Promise<string> {
  const app = jsonServer.create()
  app.use(jsonServer.defaults({ logger: false }))
  app.use(
    jsonServer.router({
      posts: [
        { id: 1, title: 'one', author: 'ann' },
        { id: 2, title: 'two', author: 'ben' },
      ],
      comments: [{ id: 1, body: 'good', postId: 1 }],
    }),
  )
  return served(fromExpress(app))
}

async function getJson(url: string): Promise<unknown> {
  return (await fetch(url)).json()
}

it('lists, filters, sorts and embeds', async () => {
  const url = await posts()
  expect(await getJson(`${url}/posts?author=ben`)).toEqual([{ id: 2, title: 'two', author: 'ben' }])
  expect(await getJson(`${url}/posts?_sort=id&_order=desc`)).toMatchObject([{ id: 2 }, { id: 1 }])
  expect(await getJson(`${url}/posts/1?_embed=comments`)).toMatchObject({ comments: [{ body: 'good' }] })
})

it('creates, changes and removes', async () => {
  const url = await posts()
  const json = { 'content-type': 'application/json' }
  const created = await fetch(`${url}/posts`, { method: 'POST', headers: json, body: '{"title":"three"}' })
  expect([created.status, created.headers.get('location')]).toEqual([201, `${url}/posts/3`])
  await fetch(`${url}/posts/3`, { method: 'PATCH', headers: json, body: '{"author":"cay"}' })
  expect(await getJson(`${url}/posts/3`)).toEqual({ id: 3, title: 'three', author: 'cay' })
  expect((await fetch(`${url}/posts/3`, { method: 'DELETE' })).status).toBe(200)
  expect((await fetch(`${url}/posts/3`)).status).toBe(404)
})

it('pages with links, and answers other origins', async () => {
  const url = await posts()
  const page = await fetch(`${url}/posts?_page=1&_limit=1`, { headers: { origin: 'https://example.com' } })
  expect(page.headers.get('link')).toContain(`<${url}/posts?_page=2&_limit=1>; rel="next"`)
  expect(page.headers.get('x-total-count')).toBe('2')
  expect(page.headers.get('access-control-allow-origin')).toBe('https://example.com')
})

it('compresses, and answers conditional requests', async () => {
  const url = await posts()
  const home = await fetch(url)
  expect(home.headers.get('content-encoding')).toBe('gzip')
  expect(await home.text()).toContain('<title>JSON Server</title>')
  const etag = (await fetch(`${url}/posts`)).headers.get('etag')!
  const again = await fetch(`${url}/posts`, {
    headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
  })
  expect([again.status, await again.text()]).toEqual([304, ''])
})
