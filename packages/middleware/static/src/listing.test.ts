import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { client } from '@tsgi/testing'
import type { Client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { folder } from '../test/folder.ts'
import type { ListingOptions } from './listing.ts'
import { serveStatic } from './static.ts'

const NASTY = `"><img src=x onerror=alert(1)>'&`
const JSON_ONLY = { headers: { accept: 'application/json' } }

function site(listing: true | ListingOptions = true): Client {
  const root = folder({
    'b.txt': 'bb',
    'a10.txt': 'a',
    'a9.txt': 'aaa',
    'dir/x': 'x',
    '.env': 's',
    [NASTY]: '',
    'javascript&lt;': '',
  })
  symlinkSync('/etc/passwd', join(root, 'out'))
  symlinkSync('.env', join(root, 'hidden'))
  symlinkSync('b.txt', join(root, 'in'))
  return client(serveStatic(root, { listing }))
}

const names = (answer: { json(): unknown }): string[] =>
  (answer.json() as { entries: Array<{ name: string }> }).entries.map(({ name }) => name)

describe('listing', () => {
  it('is off by default', async () => {
    expect((await client(serveStatic(folder({ 'dir/x': 'x' }))).get('/dir/')).status).toBe(404)
  })

  it('shows what would be served, folders first, numbers in order', async () => {
    const answer = await site().get('/', JSON_ONLY)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      vary: 'accept',
      'x-content-type-options': 'nosniff',
    })
    expect(names(answer).filter((name) => /^\w+(\.txt)?$/.test(name))).toEqual([
      'dir',
      'a9.txt',
      'a10.txt',
      'b.txt',
      'in',
    ])
    expect(answer.json()).toMatchObject({ path: '/', isCut: false })
    expect(answer.text).not.toContain('.env')
  })

  it.each([
    ['sort=size', ['dir', 'a10.txt', 'b.txt', 'in', 'a9.txt']],
    ['sort=size&order=desc', ['dir', 'a9.txt', 'in', 'b.txt', 'a10.txt']],
    ['order=desc', ['dir', 'in', 'b.txt', 'a10.txt', 'a9.txt']],
    ['sort=constructor', ['dir', 'a9.txt', 'a10.txt', 'b.txt', 'in']],
  ])('sorts by %s', async (query, expected) => {
    const found = names(await site().get(`/?${query}`, JSON_ONLY))
    expect(found.filter((name) => /^\w+(\.txt)?$/.test(name))).toEqual(expected)
  })

  it('ST14 escapes names and links, and lets the page run nothing', async () => {
    const { text: page, headers } = await site().get('/', { headers: { accept: 'text/html' } })
    expect(page).not.toContain('<img')
    expect(page).toContain('&quot;&gt;&lt;img')
    expect(page).toContain(`href="./${encodeURIComponent(NASTY).replaceAll("'", '&#39;')}"`)
    expect(page).toContain('javascript&amp;lt;')
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/)
  })

  it('ST14 escapes the path of the page, and goes up only below the top', async () => {
    const root = folder({ [`<b>/x`]: '' })
    const { get } = client(serveStatic(root, { listing: true }))
    const { text: page } = await get('/%3Cb%3E/')
    expect(page).toContain('<title>&lt;b&gt;</title>')
    expect(page).toContain('<a href="../">')
    expect((await get('/')).text).not.toContain('href="../"')
    expect((await get('/%3Cb%3E')).headers['location']).toBe('/%3Cb%3E/')
  })

  it('shows less, and in another way, by option', async () => {
    const { get } = site({
      shows: ({ name }) => name.endsWith('.txt'),
      page: ({ entries, names: path }) => `${path.length} ${entries.map(({ name }) => name).join()}`,
    })
    expect((await get('/')).text).toBe('0 a9.txt,a10.txt,b.txt')
  })

  it('ST2 lists nothing outside', async () => {
    const root = folder({ a: '' })
    symlinkSync('/etc', join(root, 'etc'))
    const { get } = client(serveStatic(root, { listing: true }))
    expect((await get('/etc/')).status).toBe(404)
  })
})
