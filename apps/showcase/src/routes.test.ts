import { text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { routes } from './routes.ts'

const site = client(
  routes(
    {
      '/': { GET: () => text('home') },
      '/form': { GET: () => text('form'), POST: () => text('sent') },
      '/target': { PUT: () => text('stored') },
    },
    () => text('refused', { status: 405 }),
  )((() => text('nobody', { status: 404 })) satisfies Application),
)

describe('routes', () => {
  it('chooses by path and method', async () => {
    expect((await site.get('/')).text).toBe('home')
    expect((await site.get('/form?a=1')).text).toBe('form')
    expect((await site.post('/form')).text).toBe('sent')
  })

  it.each(['/forms', '/form/', '//form', '/FORM', '/form%2F', '/a/../form', '/%', '/constructor'])(
    'sends %s on',
    async (path) => {
      expect((await site.get(path)).text).toBe('nobody')
    },
  )

  it('decodes the path once', async () => {
    expect((await site.get('/%66orm')).text).toBe('form')
    expect((await site.get('/%2566orm')).text).toBe('nobody')
  })

  it('answers HEAD as GET', async () => {
    const answer = await site.head('/form')
    expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-length': '4' } })
  })

  it('answers OPTIONS with the methods', async () => {
    const answer = await site.options('/form')
    expect(answer).toMatchObject({ status: 204, headers: { allow: 'GET, POST, HEAD, OPTIONS' } })
  })

  it.each(['GET', 'HEAD', 'PATCH', 'constructor', '__proto__'])(
    'answers %s with 405 and the methods where there is no such one',
    async (method) => {
      const answer = await site.request(method, '/target')
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'PUT, OPTIONS' } })
    },
  )
})
