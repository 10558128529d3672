import { cascade, mount } from '@tsgi/compose'
import { notFound, text } from '@tsgi/message'
import { client } from '@tsgi/testing'
import type { Client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { folder, letTimePass } from '../test/folder.ts'
import { serveStatic } from './static.ts'
import type { StaticOptions } from './options.ts'

const SITE = {
  'index.html': '<title>home</title>',
  'about.html': '<title>about</title>',
  'hello world.txt': 'hello\n',
  'app.js': 'run()',
  'docs/index.html': '<title>docs</title>',
  'empty/file.bin': '',
  '.env': 'secret',
  '.well-known/security.txt': 'Contact: mailto:a@example.com',
}

function site(options?: StaticOptions, files: Readonly<Record<string, string>> = SITE): Client {
  const root = folder(files)
  letTimePass()
  return client(serveStatic(root, options))
}

describe('serveStatic', () => {
  it('serves a file with all that is to be said about it', async () => {
    const { status, headers, text: content } = await site().get('/app.js')
    expect([status, content]).toEqual([200, 'run()'])
    expect(headers).toEqual({
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': '5',
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
      'last-modified': expect.stringMatching(/ GMT$/) as string,
      etag: expect.stringMatching(/^"[\w-]{22}"$/) as string,
      'cache-control': 'no-cache',
      date: expect.any(String) as string,
    })
  })

  it('serves names with blanks, empty files and the index of a folder', async () => {
    const { get } = site()
    expect((await get('/hello%20world.txt')).text).toBe('hello\n')
    expect((await get('/empty/file.bin')).headers['content-length']).toBe('0')
    expect((await get('/')).text).toBe('<title>home</title>')
    expect((await get('/docs/')).text).toBe('<title>docs</title>')
  })

  it('answers HEAD like GET, without the content', async () => {
    const { get, head } = site()
    const { headers, text: content } = await head('/app.js')
    expect(content).toBe('')
    expect(headers).toEqual((await get('/app.js')).headers)
  })

  it('answers 304 to who has it already', async () => {
    const { get } = site()
    const { headers } = await get('/app.js')
    const again = await get('/app.js', { headers: { 'if-none-match': headers['etag'] as string } })
    expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', headers['etag']])
    expect(again.headers['cache-control']).toBe('no-cache')
    expect(again.headers['last-modified']).toBe(headers['last-modified'])
  })

  it.each(['/missing', '/empty/', '/app.js/', '/app.js/x', '/missing/x', '/index.html/', '/%FF'])(
    'has nothing at %s',
    async (path) => {
      expect((await site().get(path)).status).toBe(404)
    },
  )

  it('takes the first root that has a file', async () => {
    const [one, two] = [folder({ a: '1' }), folder({ a: '2', b: '2' })]
    const { get } = client(serveStatic([one, two]))
    expect([(await get('/a')).text, (await get('/b')).text]).toEqual(['1', '2'])
  })

  it('says "not mine" so that an application behind it answers', async () => {
    const root = folder(SITE)
    const { get, post } = client(cascade(serveStatic(root), () => text('application\n')))
    expect((await get('/app.js')).text).toBe('run()')
    for (const path of ['/users', '/users/1', '/users/1', '/docs/none', '//a']) {
      expect((await get(path)).text).toBe('application\n')
    }
    expect((await post('/users')).text).toBe('application\n')
  })

  it('tries extensions', async () => {
    const { get } = site({ extensions: ['html'] })
    expect((await get('/about')).text).toBe('<title>about</title>')
    expect((await get('/abou')).status).toBe(404)
    expect((await get('/about/')).status).toBe(404)
  })

  it('serves the fallback to navigations and to nothing else', async () => {
    const { get, post, errors } = site({ fallback: 'index.html' })
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8'
    const page = await get('/users/1', { headers: { accept, 'sec-fetch-mode': 'navigate' } })
    expect([page.status, page.text, page.headers['vary']]).toEqual([200, '<title>home</title>', 'accept'])
    expect((await get('/users/1', { headers: { accept } })).status).toBe(200)
    expect((await get('/users/john.doe', { headers: { accept } })).status).toBe(200)
    expect((await get('/users/1', { headers: { accept: '*/*' } })).status).toBe(404)
    expect((await get('/users/1', { headers: { accept, 'sec-fetch-mode': 'cors' } })).status).toBe(404)
    expect((await get('/old/app.js', { headers: { accept } })).status).toBe(404)
    expect((await post('/users/1', { headers: { accept } })).status).toBe(404)
    expect(errors).toEqual([])
  })

  it('says what it is told to say', async () => {
    const { get } = site(
      {
        cacheControl: ({ name }) => (name.endsWith('.html') ? '' : 'max-age=60'),
        immutable: true,
        headers: ({ name, size, type }) => ({ 'x-file': `${name} ${size} ${type}` }),
        etag: ({ size }) => `"${size}"`,
      },
      { 'a.html': 'a', 'a.css': 'aa', 'assets/app.3f2a9c1b.js': 'aaa' },
    )
    expect((await get('/a.html')).headers['cache-control']).toBeUndefined()
    expect((await get('/a.css')).headers).toMatchObject({
      'cache-control': 'max-age=60',
      'x-file': 'a.css 2 text/css; charset=utf-8',
      etag: '"2"',
    })
    expect((await get('/assets/app.3f2a9c1b.js')).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    )
  })

  it('GW19 hands files to the server in front, with any name, and only where it was told to', async () => {
    const root = folder({ 'a b/ü%.txt': 'content', 'a.txt': 'a' })
    const accel = client(serveStatic(root, { handOff: { field: 'x-accel-redirect', location: '/files/' } }))
    const sendfile = client(serveStatic(root, { handOff: { field: 'x-sendfile' } }))
    const path = '/a%20b/%C3%BC%25.txt'
    expect((await accel.get(path)).headers).toMatchObject({
      'x-accel-redirect': `/files${path}`,
      'content-type': 'text/plain; charset=utf-8',
    })
    expect((await sendfile.get('/a.txt')).headers['x-sendfile']).toBe(`${root}/a.txt`)
    // Some servers would decode this, and others not.
    expect(await sendfile.get(path)).toMatchObject({
      headers: expect.not.objectContaining({ 'x-sendfile': expect.anything() }),
      text: 'content',
    })
    expect((await sendfile.get('/none')).status).toBe(404)
    const asked = { 'x-sendfile-type': 'X-Accel-Redirect', 'x-accel-mapping': '/=/' }
    expect((await client(serveStatic(root)).get(path, { headers: asked })).text).toBe('content')
  })
})

describe('ST8 redirects to folders', () => {
  it('keeps the query and the mount', async () => {
    const root = folder(SITE)
    const { get } = client(mount('/files', serveStatic(root))(notFound))
    const answer = await get('/files/docs?a=1&b=%2F')
    expect([answer.status, answer.headers['location']]).toEqual([301, '/files/docs/?a=1&b=%2F'])
    expect((await get('/files')).headers['location']).toBe('/files/')
  })

  it.each(['//example.com/docs', '/\\example.com/docs', '/%5Cexample.com/docs', '///docs', '//docs'])(
    'does not lead away by %s',
    async (path) => {
      const { status, headers } = await site().get(path)
      expect([status, headers['location']]).toEqual([404, undefined])
    },
  )

  it('has one slash in front, whatever it is mounted at', async () => {
    const application = serveStatic(folder(SITE))
    const { get } = client((request) => application({ ...request, basePath: '//example.com' }), {
      validate: false,
    })
    expect((await get('/docs')).headers['location']).toBe('/example.com/docs/')
  })

  it('repeats no field of the request, and ST9 escapes nothing because it is plain text', async () => {
    const { headers, text: content } = await site().get('/docs?<script>', {
      headers: { 'x-forwarded-host': 'evil' },
    })
    expect(headers).toMatchObject({
      location: '/docs/?%3Cscript%3E',
      'content-type': 'text/plain; charset=utf-8',
    })
    expect(content).not.toContain('<')
  })
})

describe('ST24 methods', () => {
  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'constructor'])(
    'refuses %s where there is a file',
    async (method) => {
      const { request } = site()
      const answer = await request(method, '/app.js', method === 'POST' ? { body: 'content' } : {})
      expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD'])
      expect((await request(method, '/none')).status).toBe(404)
    },
  )

  it('passes them on by option', async () => {
    expect((await site({ otherMethods: 'pass' }).post('/app.js')).status).toBe(404)
  })
})

describe('errors', () => {
  it.each([
    ['/none', {}, 404],
    ['/app.js', { 'if-match': '"none"' }, 412],
    ['/app.js', { range: 'bytes=99-' }, 416],
  ])(
    'ST25 ST21 ST13 of %s carry their own length, no policy, validator or path',
    async (path, headers, status) => {
      const answer = await site({ immutable: () => true, headers: { 'x-more': '1' } }).get(path, { headers })
      expect(answer.status).toBe(status)
      expect(answer.headers['content-length']).toBe(String(answer.body.length))
      for (const name of ['cache-control', 'etag', 'last-modified', 'x-more']) {
        expect(answer.headers[name]).toBeUndefined()
      }
      expect(answer.text).not.toContain('/')
    },
  )
})

describe('options', () => {
  it.each<[expected: string, options: Record<string, unknown>]>([
    ["Unknown option 'dotFiles'", { dotFiles: true }],
    ["dotfiles is 'refuse' or 'serve'", { dotfiles: 'allow' }],
    ["links is 'within'", { links: true }],
    ['index has names', { index: '../index.html' }],
    ['extensions has names', { extensions: ['.html'] }],
    ['fallback is a path', { fallback: '../index.html' }],
    ['fallback is a path', { fallback: '/index.html' }],
    ['precompressed has', { precompressed: ['deflate'] }],
    ['charset is a token', { charset: 'utf-8\r\n' }],
    ['maxRanges is a whole', { maxRanges: -1 }],
    ['maxBytes is a whole', { memory: { maxBytes: 0.5 } }],
    ['checkIntervalMs is', { memory: { checkIntervalMs: NaN } }],
    ['location starts', { handOff: { field: 'x-accel-redirect', location: 'files' } }],
    ['Cannot hand off', { handOff: { field: 'x-other' } }],
    ["etag is 'strong'", { etag: true }],
  ])('%s', (expected, options) => {
    expect(() => serveStatic('.', options as StaticOptions)).toThrow(expected)
  })

  it('wants folders', () => {
    expect(() => serveStatic('/none/at/all')).toThrow('No folder to serve')
    expect(() => serveStatic([])).toThrow('needs a root')
    expect(() => serveStatic(new URL(import.meta.url))).toThrow('No folder to serve')
    expect(() => serveStatic(['.', '.'], { handOff: { field: 'x-accel-redirect', location: '/' } })).toThrow(
      'one root',
    )
  })
})
