import { client } from '@tsgi/testing'
import type { Client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { folder, letTimePass, noise } from '../test/folder.ts'
import { serveStatic } from './static.ts'

const BYTES = noise(3_000_000)

/** A file in memory, and one that is read as it is sent. */
const WAYS = [
  ['in memory', 1000, {}],
  ['from the file', 1000, { memory: false as const }],
  ['from a large file', BYTES.length, {}],
] as const

describe.each(WAYS)('ranges of RFC 9110 §14, %s', (_name, size, options) => {
  const bytes = BYTES.subarray(0, size)
  const start = (): Client => {
    const root = folder({ 'a.bin': bytes })
    letTimePass()
    return client(serveStatic(root, options))
  }
  const last = size - 1

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=0-', 0, size],
    ['bytes=100-199', 100, 200],
    ['BYTES=-1', last, size],
    [`bytes=-${size + 5}`, 0, size],
    [`bytes=${last}-${last + 5}`, last, size],
    ['bytes=0-99999999999999999999', 0, size],
    ['bytes=5-5, 99999999-', 5, 6],
  ])('sends %s', async (range, first, end) => {
    const answer = await start().get('/a.bin', { headers: { range } })
    expect(answer.status).toBe(206)
    expect(answer.headers).toMatchObject({
      'content-range': `bytes ${first}-${end - 1}/${size}`,
      'content-length': String(end - first),
      'content-type': 'application/octet-stream',
    })
    expect(answer.headers['etag']).toBeDefined()
    expect(Buffer.compare(answer.body, bytes.subarray(first, end))).toBe(0)
  })

  it('sends several as multipart/byteranges', async () => {
    const range = `bytes=0-1,-2, 10-19`
    const answer = await start().get('/a.bin', { headers: { range } })
    const boundary = /^multipart\/byteranges; boundary=([0-9a-f]{36})$/.exec(
      String(answer.headers['content-type']),
    )![1]!
    const part = (first: number, end: number): Uint8Array[] => [
      Buffer.from(
        `--${boundary}\r\ncontent-type: application/octet-stream\r\ncontent-range: bytes ${first}-${end - 1}/${size}\r\n\r\n`,
      ),
      bytes.subarray(first, end),
      Buffer.from('\r\n'),
    ]
    const expected = Buffer.concat([
      ...part(0, 2),
      ...part(size - 2, size),
      ...part(10, 20),
      Buffer.from(`--${boundary}--\r\n`),
    ])
    expect([answer.status, answer.headers['content-length']]).toEqual([206, String(expected.length)])
    expect(answer.headers['content-range']).toBeUndefined()
    expect(Buffer.compare(answer.body, expected)).toBe(0)
  })

  it.each([
    'bytes=',
    'bytes=a-b',
    'bytes=5-1',
    'bytes=-',
    'items=0-1',
    'bytes=0-1,b',
    `bytes=0-${last},0-${last}`,
  ])('ST10 sends the whole for %s', async (range) => {
    const answer = await start().get('/a.bin', { headers: { range } })
    expect([answer.status, answer.body.length]).toEqual([200, size])
  })

  it.each([
    [10, 206],
    [11, 200],
  ])('ST10 with %i ranges answers %i', async (count, status) => {
    const range = `bytes=${Array.from({ length: count }, (_, index) => `${index}-${index}`).join()}`
    expect((await start().get('/a.bin', { headers: { range } })).status).toBe(status)
  })

  it.each([`bytes=${size}-`, 'bytes=-0', 'bytes=99999999999999999999-'])(
    'ST10 cannot satisfy %s',
    async (range) => {
      const answer = await start().get('/a.bin', { headers: { range } })
      expect([answer.status, answer.headers['content-range']]).toEqual([416, `bytes */${size}`])
    },
  )

  it('takes no notice of Range with HEAD, and of If-Range without Range', async () => {
    const { head, get } = start()
    expect((await head('/a.bin', { headers: { range: 'bytes=0-1' } })).headers['content-length']).toBe(
      String(size),
    )
    expect((await get('/a.bin', { headers: { 'if-range': '"other"' } })).status).toBe(200)
  })

  it('goes by If-Range', async () => {
    const { get } = start()
    const { etag, 'last-modified': modified } = (await get('/a.bin')).headers as Record<string, string>
    const range = 'bytes=0-1'
    expect((await get('/a.bin', { headers: { range, 'if-range': etag! } })).status).toBe(206)
    expect((await get('/a.bin', { headers: { range, 'if-range': modified! } })).status).toBe(206)
    expect((await get('/a.bin', { headers: { range, 'if-range': '"old"' } })).status).toBe(200)
    expect((await get('/a.bin', { headers: { range, 'if-none-match': etag! } })).status).toBe(304)
    expect((await get('/a.bin', { headers: { range, 'if-match': '"old"' } })).status).toBe(412)
  })
})

it.each([
  ['bytes=0-', 416],
  ['bytes=-1', 200],
  ['bytes=0-0', 416],
  ['bytes=-0', 416],
])('ST10 answers %s of an empty file with %i', async (range, status) => {
  const { get, errors } = client(serveStatic(folder({ a: '' })))
  expect((await get('/a', { headers: { range } })).status).toBe(status)
  expect(errors).toEqual([])
})
