import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { client } from '@tsgi/testing'
import type { Client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { folder, letTimePass, write } from '../test/folder.ts'
import type { LinkPolicy } from './open-file.ts'
import { serveStatic } from './static.ts'

interface Site {
  readonly root: string
  readonly served: Client
}

/** A root `www` beside a folder whose name begins like it, and a file that nobody may see. */
function site(links?: LinkPolicy): Site {
  const above = folder({
    'www/a.txt': 'a',
    'www/sub/b.txt': 'b',
    'www/.secret/key': 'canary',
    'www-private/c.txt': 'canary',
    'outside.txt': 'canary',
  })
  const root = join(above, 'www')
  symlinkSync('a.txt', join(root, 'to-a.txt'))
  symlinkSync('sub', join(root, 'to-sub'))
  symlinkSync(join(above, 'outside.txt'), join(root, 'to-outside.txt'))
  symlinkSync(join(above, 'www-private'), join(root, 'to-private'))
  symlinkSync('../www-private/c.txt', join(root, 'to-c.txt'))
  symlinkSync('.secret', join(root, 'to-secret'))
  symlinkSync('loop', join(root, 'loop'))
  symlinkSync('nowhere', join(root, 'broken'))
  symlinkSync(join(above, 'outside.txt'), join(root, 'a.txt.gz'))
  letTimePass()
  return { root, served: client(serveStatic(root, links === undefined ? {} : { links })) }
}

const LEAVING = ['/to-outside.txt', '/to-private/c.txt', '/to-c.txt']

describe('links', () => {
  it.each(LEAVING)('ST2 ST3 ST5 refuses %s, which leaves the root', async (path) => {
    expect((await site().served.get(path)).status).toBe(404)
  })

  it.each([
    ['/to-a.txt', 'a'],
    ['/to-sub/b.txt', 'b'],
  ])('ST5 follows %s within the root', async (path, content) => {
    expect((await site().served.get(path)).text).toBe(content)
    expect((await site('refuse').served.get(path)).status).toBe(404)
    expect((await site('follow').served.get(path)).text).toBe(content)
  })

  it('ST5 follows anywhere by choice, and keeps the other rules', async () => {
    const { served } = site('follow')
    for (const path of LEAVING) expect((await served.get(path)).text).toBe('canary')
    expect((await served.get('/to-secret/key')).status).toBe(404)
    expect((await served.get('/.secret/key')).status).toBe(404)
  })

  it('ST17 refuses a hidden file under another name', async () => {
    expect((await site().served.get('/to-secret/key')).status).toBe(404)
  })

  it.each(['/loop', '/broken', '/loop/a'])('has nothing at %s', async (path) => {
    const { served } = site()
    expect([(await served.get(path)).status, served.errors]).toEqual([404, []])
  })

  it('ST20 checks codings that lie ready like any other file', async () => {
    const answer = await site().served.get('/a.txt', { headers: { 'accept-encoding': 'gzip' } })
    expect([answer.text, answer.headers['content-encoding'], answer.headers['vary']]).toEqual([
      'a',
      undefined,
      undefined,
    ])
  })

  it('serves a root that is a link, also after it was pointed elsewhere', async () => {
    const above = folder({ '1/a': 'one', '2/a': 'two' })
    const current = join(above, 'current')
    symlinkSync('1', current)
    const { get } = client(serveStatic(current, { memory: false }))
    expect((await get('/a')).text).toBe('one')
    symlinkSync('2', join(above, 'next'))
    renameSync(join(above, 'next'), current)
    expect((await get('/a')).text).toBe('two')
  })

  it('ST16 never gets out what is outside while a folder is swapped for a link and back', async () => {
    const { root } = site()
    const { get } = client(serveStatic(root, { memory: false }))
    write(root, { 'swap/c.txt': 'inside' })
    symlinkSync(join(root, '../www-private'), join(root, 'link'))
    const swaps = { areOver: false }
    const seen = new Set<string>()
    const ask = async (): Promise<void> => {
      while (!swaps.areOver) {
        const { status, text } = await get('/swap/c.txt')
        seen.add(status === 200 ? text : String(status))
      }
    }
    const asking = [ask(), ask(), ask()]
    for (let round = 0; round < 300; round++) {
      renameSync(join(root, 'swap'), join(root, 'real'))
      renameSync(join(root, 'link'), join(root, 'swap'))
      await new Promise(setImmediate)
      renameSync(join(root, 'swap'), join(root, 'link'))
      renameSync(join(root, 'real'), join(root, 'swap'))
      await new Promise(setImmediate)
    }
    swaps.areOver = true
    await Promise.all(asking)
    expect(seen).not.toContain('canary')
    expect((await get('/swap/c.txt')).text).toBe('inside')
  })
})

describe('ST19 what is no regular file', () => {
  it('does not wait for a pipe', async () => {
    const root = folder({ a: 'a' })
    execFileSync('mkfifo', [join(root, 'pipe')])
    const { get } = client(serveStatic(root))
    expect((await get('/pipe')).status).toBe(404)
  })

  it('serves no device, even where links lead anywhere', async () => {
    const root = folder({ a: 'a' })
    symlinkSync('/dev/zero', join(root, 'zero'))
    const { get } = client(serveStatic(root, { links: 'follow' }))
    expect((await get('/zero')).status).toBe(404)
  })

  it('serves no folder in place of its index', async () => {
    const root = folder({ a: 'a' })
    mkdirSync(join(root, 'index.html'))
    const { get, errors } = client(serveStatic(root))
    expect([(await get('/')).status, errors]).toEqual([404, []])
  })

  it('survives its own disappearance', async () => {
    const root = folder({ a: 'a' })
    const { get, errors } = client(serveStatic(root, { memory: false }))
    rmSync(root, { recursive: true })
    expect([(await get('/a')).status, (await get('/')).status]).toEqual([404, 404])
    expect(errors).toEqual([])
  })
})
