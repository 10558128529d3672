import { mount } from '@tsgi/compose'
import { notFound } from '@tsgi/message'
import { client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { FakeClock } from '../test/fake-clock.ts'
import { ada, form, openSite } from '../test/site.ts'
import { showcase } from './app.ts'
import { sections } from './sections.ts'

const linked = /(?:src|href|action|data-api|data-stream|data-target)="(\/[^"#]*)/g
const pages = ['/', '/contact/thanks', ...Object.values(sections).map(({ path }) => path)]

describe('every page', () => {
  it.each(pages)('%s is a document with a title, one heading, landmarks and a language', async (path) => {
    const { status, headers, text } = await openSite().get(path)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(text).toMatch(/^<!doctype html>\s+<html lang="en">/)
    expect(text).toMatch(/<title>[^<]+ · TSGI<\/title>/)
    expect(text.match(/<h1[ >]/g)).toHaveLength(1)
    expect(text).toContain('<main id="content"')
    expect(text.trimEnd()).toMatch(/<\/html>$/)
  })

  it.each(pages)('%s has no script or style between its lines, and nothing from elsewhere', async (path) => {
    const { text } = await openSite().get(path)
    expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]* src="\/assets\/)/)
    expect(text).not.toMatch(/(?:src|href|action)="(?:https?:|\/\/)/)
  })

  it.each(pages)('%s leads nowhere that does not exist', async (path) => {
    const site = openSite()
    const { text } = await site.get(path)
    const targets = [...text.matchAll(linked)].map(([, target = '']) => target)
    expect(targets.length).toBeGreaterThan(8)
    const missing: string[] = []
    for (const target of new Set(targets)) {
      if ((await site.head(target)).status === 404) missing.push(target)
    }
    expect(missing).toEqual(path === '/' ? ['/nowhere'] : [])
  })

  it.each(pages)('%s answers HEAD with the head alone', async (path) => {
    const { status, body } = await openSite().head(path)
    expect(status).toBe(200)
    expect(body).toHaveLength(0)
  })

  it('marks its own place in the navigation', async () => {
    const { text } = await openSite().get('/events')
    expect(text.match(/<a href="([^"]+)" aria-current="page"/)?.[1]).toBe('/events')
  })
})

describe('a site that is mounted somewhere', () => {
  const mounted = mount('/demo', showcase(new FakeClock()))(notFound)

  it.each(pages)('links only to itself from %s', async (path) => {
    const { text: markup } = await client(mounted).get(`/demo${path}`)
    const targets = [...markup.matchAll(linked)].map(([, target = '']) => target)
    expect(targets.filter((target) => !target.startsWith('/demo/'))).toEqual([])
  })

  it('redirects and creates below its path', async () => {
    const { headers } = await client(mounted).post('/demo/contact', form(ada))
    expect(headers['location']).toBe('/demo/contact/thanks')
    const created = await client(mounted).post('/demo/api/notes', { json: { title: 'a', text: '' } })
    expect(created.headers['location']).toBe('/demo/api/notes/1')
  })
})

describe('every answer', () => {
  it.each(['/', '/nowhere', '/api/notes', '/api/notes/9', '/events', '/download/1-MiB.bin'])(
    '%s has the security fields and its time',
    async (target) => {
      const { headers } = await openSite().head(target)
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringMatching(/^default-src 'none'; /) as string,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'server-timing': 'app;dur=0.00',
      })
      expect(headers['content-security-policy']).not.toContain('unsafe')
    },
  )
})

describe('what does not exist', () => {
  it('is a page with status 404 that shows the path as text', async () => {
    const { status, text } = await openSite().get('/%3Cb%3E/"><script>alert(1)</script>')
    expect(status).toBe(404)
    expect(text).toContain('GET /%3Cb%3E/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(text).not.toContain('alert(1)</script>')
  })

  it.each(['/contact/../contact', '/%2e%2e/assets', '/assets/site.css', '/assets/..%2Fpackage.json'])(
    '%s is 404',
    async (target) => {
      expect((await openSite().get(target)).status).toBe(404)
    },
  )

  it.each(['/%ff', '/contact%', '/%zz'])('%s is 400, because it stands for no text', async (target) => {
    const { status, text } = await openSite().get(target)
    expect(status).toBe(400)
    expect(text).toContain('Error 400')
  })

  it('is 405 for a method, with those that there are', async () => {
    const { status, headers, text } = await openSite().delete('/contact')
    expect(status).toBe(405)
    expect(headers['allow']).toBe('GET, POST, HEAD, OPTIONS')
    expect(text).toContain('DELETE /contact')
  })
})

describe('OPTIONS', () => {
  it('tells the methods of a path', async () => {
    const { status, headers } = await openSite().options('/upload/file')
    expect(status).toBe(204)
    expect(headers['allow']).toBe('PUT, OPTIONS')
  })

  it('answers for the whole server', async () => {
    expect((await openSite().options('*')).status).toBe(204)
  })
})

describe('assets', () => {
  it('may be kept for ever, because their paths change with their content', async () => {
    const site = openSite()
    const { text } = await site.get('/notes')
    const [sheet = ''] = /\/assets\/site\.[0-9a-f]{8}\.css/.exec(text) ?? []
    const [script = ''] = /\/assets\/notes\.[0-9a-f]{8}\.js/.exec(text) ?? []
    expect(await site.get(sheet)).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/css; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      },
    })
    expect((await site.get(script)).headers['content-type']).toBe('text/javascript; charset=utf-8')
  })
})
