import { brotliCompressSync, gzipSync } from 'node:zlib'
import { client } from '@tsgi/testing'
import type { Client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { folder, letTimePass } from '../test/folder.ts'
import type { StaticOptions } from './options.ts'
import { serveStatic } from './static.ts'

const SCRIPT = 'run()\n'.repeat(100)
const [BR, GZIP] = [brotliCompressSync(SCRIPT), gzipSync(SCRIPT)]

function site(options: StaticOptions = {}): Client {
  const root = folder({
    'app.js': SCRIPT,
    'app.js.br': BR,
    'app.js.gz': GZIP,
    data: SCRIPT,
    'data.gz': GZIP,
    'plain.js': SCRIPT,
  })
  letTimePass()
  return client(serveStatic(root, options))
}

describe.each([
  ['in memory', {}],
  ['from files', { memory: false as const }],
])('codings that lie ready, %s', (_name, options) => {
  it.each([
    ['br, gzip', 'br', BR],
    ['gzip, br', 'br', BR],
    ['gzip, br;q=0.9', 'gzip', GZIP],
    ['br;q=0, *', 'gzip', GZIP],
    ['zstd, gzip;q=0.1', 'gzip', GZIP],
  ])('ST22 for %s sends %s', async (accept, coding, bytes) => {
    const answer = await site(options).get('/app.js', { headers: { 'accept-encoding': accept } })
    expect(answer.headers).toMatchObject({
      'content-encoding': coding,
      'content-length': String(bytes.length),
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'accept-encoding',
    })
    expect(Buffer.compare(answer.body, bytes)).toBe(0)
  })

  it.each([undefined, '', 'identity', 'deflate', 'gzip;q=0.5, identity', 'identity;q=0'])(
    'ST22 for %s sends the original, and says that it could have been another',
    async (accept) => {
      const headers = accept === undefined ? {} : { 'accept-encoding': accept }
      const answer = await site(options).get('/app.js', { headers })
      expect([answer.text, answer.headers['content-encoding'], answer.headers['vary']]).toEqual([
        SCRIPT,
        undefined,
        'accept-encoding',
      ])
    },
  )

  it('ST22 says nothing where there is nothing to choose', async () => {
    const answer = await site(options).get('/plain.js', { headers: { 'accept-encoding': 'br' } })
    expect(answer.headers['vary']).toBeUndefined()
  })

  it('keeps the type of unknown ones', async () => {
    const answer = await site(options).get('/data', { headers: { 'accept-encoding': 'gzip' } })
    expect([answer.headers['content-type'], answer.headers['content-encoding']]).toEqual([
      'application/octet-stream',
      'gzip',
    ])
    expect((await site(options).get('/app.js.gz')).headers).toMatchObject({
      'content-type': 'application/gzip',
    })
  })

  it('ST12 gives each coding a tag of its own, which goes with its ranges', async () => {
    const { get } = site(options)
    const [plain, coded] = [
      await get('/app.js'),
      await get('/app.js', { headers: { 'accept-encoding': 'br' } }),
    ]
    expect(plain.headers['etag']).not.toBe(coded.headers['etag'])
    const headers = { 'accept-encoding': 'br', range: 'bytes=0-4' }
    const part = await get('/app.js', {
      headers: { ...headers, 'if-range': coded.headers['etag'] as string },
    })
    expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 0-4/${BR.length}`])
    expect(
      (await get('/app.js', { headers: { ...headers, 'if-range': plain.headers['etag'] as string } })).status,
    ).toBe(200)
    const parts = await get('/app.js', { headers: { 'accept-encoding': 'br', range: 'bytes=0-0,4-4' } })
    expect(parts.headers['content-encoding']).toBeUndefined()
    expect(parts.text).toContain('\r\ncontent-encoding: br\r\n')
  })
})

it('ST12 tells the codings of a tag that was given apart', async () => {
  const { get } = site({ etag: () => 'W/"1"' })
  expect((await get('/app.js')).headers['etag']).toBe('W/"1"')
  expect((await get('/app.js', { headers: { 'accept-encoding': 'br' } })).headers['etag']).toBe('W/"1-br"')
})

it('leaves them alone where it is told to', async () => {
  const { get } = site({ precompressed: false })
  const { headers } = await get('/app.js', { headers: { 'accept-encoding': 'br' } })
  expect([headers['content-encoding'], headers['vary']]).toEqual([undefined, undefined])
  const only = await site({ precompressed: ['gzip'] }).get('/app.js', {
    headers: { 'accept-encoding': 'br, gzip' },
  })
  expect(only.headers['content-encoding']).toBe('gzip')
})
