import { Buffer } from 'node:buffer'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileBody, isFallThrough, notFound } from '@tsgi/message'
import type { HttpResponse } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Answer } from '@tsgi/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CODINGS, chunked, decode, noise, page, prose } from '../test/material.ts'
import { compress } from './index.ts'
import type { CompressOptions, Coding } from './index.ts'

const TEXT = prose(5000)

/** Asks for an answer, under the validator. */
async function ask(
  response: () => HttpResponse,
  acceptEncoding: string | null = 'gzip',
  options: CompressOptions = {},
  method = 'GET',
): Promise<Answer> {
  const asking = client(compress(options)(response))
  const headers = acceptEncoding === null ? {} : { 'accept-encoding': acceptEncoding }
  const answer = await asking.request(method, '/', { headers })
  expect(asking.errors).toEqual([])
  return answer
}

const codingOf = ({ headers }: Answer): unknown => headers['content-encoding']

describe('what is never coded (CP7)', () => {
  it.each<[string, HttpResponse]>([
    ['content in a coding', page(TEXT, { 'content-encoding': 'br' })],
    ['a part of content', page(TEXT, { 'content-range': 'bytes 0-4999/9000' }, 206)],
    ['an answer to a range that is not satisfiable', page(TEXT, { 'content-range': 'bytes */5' }, 416)],
    ['content that caches may not change', page(TEXT, { 'cache-control': 'public, No-Transform' })],
    ['no content', { status: 204, headers: {}, body: null }],
    ['reset content', { status: 205, headers: {}, body: null }],
    ['ranges', page(TEXT, { 'content-type': 'multipart/byteranges; boundary=x' }, 206)],
    ['images', page(TEXT, { 'content-type': 'image/png' })],
    ['messages of gRPC', page(TEXT, { 'content-type': 'application/grpc-web+json' })],
    ['content that nobody knows', page(TEXT, { 'content-type': 'application/octet-stream' })],
  ])('%s', async (_what, response) => {
    const answer = await ask(() => response, 'gzip, br')
    const { date: _date, 'content-length': _length, ...headers } = answer.headers
    expect(headers).toEqual(response.headers)
  })

  it.each([
    page(TEXT, { 'content-type': 'image/png' }),
    page(TEXT, { 'content-encoding': 'identity' }),
    { status: 200, headers: {}, body: TEXT },
    { status: 101, headers: { upgrade: 'a', 'content-type': 'text/plain' }, body: TEXT },
  ])('is the very response that the application returned', (response) => {
    expect(compress()(() => response)({ headers: { 'accept-encoding': 'gzip' } } as never)).toBe(response)
  })
})

describe('not modified', () => {
  it('says what the answer would have said, whose type it does not have', async () => {
    const headers = { etag: '"a"', vary: 'origin' }
    const answer = await ask(() => ({ status: 304, headers, body: null }), 'gzip')
    expect(answer.headers).toMatchObject({ etag: 'W/"a"', vary: 'origin, accept-encoding' })
  })
})

describe('what could be coded, and is not', () => {
  it.each<[string, () => HttpResponse]>([
    ['what is below the threshold', () => page(prose(1023))],
    ['a stream that tells a length below it', () => page(chunked('hello'), { 'content-length': '5' })],
    ['what does not become smaller', () => page(noise(2000))],
    ['what does not become smaller in a thread', () => page(noise(200_000))],
    ['nothing', () => page('')],
    ['no body', () => page(null)],
  ])('varies: %s', async (_what, response) => {
    const answer = await ask(response)
    expect([codingOf(answer), answer.headers['vary']]).toEqual([undefined, 'accept-encoding'])
  })

  it.each([
    null,
    '',
    'identity',
    'compress',
    'gzip;q=0',
    '*;q=0',
    'gzip;q=2',
    'gzip;q=oops',
    ',;;=, gzip br',
  ])('varies: for a client that sends %j (CP3)', async (value) => {
    const answer = await ask(() => page(TEXT), value)
    expect([answer.text, codingOf(answer), answer.headers['vary']]).toEqual([
      TEXT,
      undefined,
      'accept-encoding',
    ])
  })
})

describe('the coding (CP10)', () => {
  it.each<[string, Coding | undefined]>([
    ['gzip, deflate, br', 'br'],
    ['deflate, gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0.1, gzip;q=0.5, deflate;q=0.9', 'deflate'],
    ['*', 'br'],
    ['br;q=0, zstd;q=0, *', 'gzip'],
    ['gzip;q=0.5, identity', undefined],
    ['gzip;q=0.5, identity;q=0', 'gzip'],
    ['identity;q=0', undefined],
  ])('for %s is %s', async (value, expected) => {
    expect(codingOf(await ask(() => page(TEXT), value))).toBe(expected)
  })

  it.runIf(CODINGS.includes('zstd'))('for what browsers send is br, and zstd before gzip', async () => {
    expect(codingOf(await ask(() => page(TEXT), 'gzip, deflate, br, zstd'))).toBe('br')
    expect(codingOf(await ask(() => page(TEXT), 'gzip, zstd'))).toBe('zstd')
  })

  it('is the first in the order of the server, of those that a client likes equally', async () => {
    const answer = await ask(() => page(TEXT), 'br, gzip, deflate', { codings: ['deflate', 'gzip'] })
    expect(codingOf(answer)).toBe('deflate')
  })

  it('is there whatever the size, for a client that refuses plain content', async () => {
    const answer = await ask(() => page('hi'), 'gzip, identity;q=0')
    expect([codingOf(answer), decode('gzip', answer.body).toString()]).toEqual(['gzip', 'hi'])
    expect(codingOf(await ask(() => page(noise(2000)), 'gzip, *;q=0'))).toBe('gzip')
  })

  it('is found in long and hostile values (CP3)', () => {
    const coded = (value: string) =>
      compress()(() => page(TEXT))({ headers: { 'accept-encoding': value } } as never)
    for (const value of ['x,'.repeat(50_000), `${';'.repeat(100_000)},`, `"${'\\"'.repeat(50_000)}`])
      expect((coded(value) as HttpResponse).headers['content-encoding']).toBeUndefined()
    expect(coded(`${'x;q=0.1,'.repeat(20_000)}gzip`)).toMatchObject({
      headers: { 'content-encoding': 'gzip' },
    })
  })

  it('is the same after more values than are remembered', async () => {
    const asking = client(compress()(() => page(TEXT)))
    for (let count = 0; count < 200; count++) {
      const answer = await asking.get('/', { headers: { 'accept-encoding': `gzip, x${count}` } })
      expect(codingOf(answer)).toBe('gzip')
    }
  })
})

describe('fields of content that is coded (CP2, CP7)', () => {
  const headers = {
    'accept-ranges': 'bytes',
    'content-digest': 'sha-256=:x:',
    'content-length': '5000',
    'content-md5': 'x',
    digest: 'sha-256=x',
    etag: '"a"',
    'repr-digest': 'sha-256=:x:',
    'set-cookie': ['a=1', 'b=2'],
    vary: 'Origin',
  }

  it('hold for the coded octets', async () => {
    const answer = await ask(() => page(TEXT, headers))
    const { date: _date, ...fields } = answer.headers
    expect(fields).toEqual({
      'content-encoding': 'gzip',
      'content-length': String(answer.body.length),
      'content-type': 'text/plain',
      etag: 'W/"a"',
      'set-cookie': ['a=1', 'b=2'],
      vary: 'Origin, accept-encoding',
    })
  })

  it.each([
    ['Accept-Encoding', 'Accept-Encoding'],
    ['*', '*'],
    ['accept, accept-encoding', 'accept, accept-encoding'],
  ])('name what they vary by once: %s (CP11)', async (held, expected) => {
    expect((await ask(() => page(TEXT, { vary: held }))).headers['vary']).toBe(expected)
  })

  it('have no length when it is streamed', async () => {
    const answer = await ask(() => page(chunked(TEXT), { 'content-length': '5000' }))
    expect(answer.headers['content-length']).toBeUndefined()
    expect(decode('gzip', answer.body).toString()).toBe(TEXT)
  })

  it.each<[string, () => HttpResponse]>([
    ['text', () => page(TEXT, headers)],
    ['a short text', () => page('hi')],
    ['noise', () => page(noise(3000))],
    ['a large text', () => page(prose(500_000))],
    ['a stream', () => page(chunked(TEXT))],
    ['a stream with a length', () => page(chunked(TEXT), headers)],
  ])('are the same for HEAD: %s', async (_what, response) => {
    const got = await ask(response)
    const headed = await ask(response, 'gzip', {}, 'HEAD')
    expect({ ...headed.headers, date: '' }).toEqual({ ...got.headers, date: '' })
    expect(headed.body).toHaveLength(0)
  })

  it('are those of GET when HEAD is answered without a body, but for the length', async () => {
    const answer = await ask(() => page(null, headers), 'gzip', {}, 'HEAD')
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', etag: 'W/"a"' })
    expect(answer.headers['content-length']).toBeUndefined()
  })
})

describe.each(CODINGS)('content in %s', (coding) => {
  it.each<[string, number]>([
    ['is coded at once', 5000],
    ['is coded in a thread', 300_000],
    ['is coded slice by slice', 1_500_000],
  ])('%s (CP6)', async (_how, length) => {
    const text = prose(length)
    for (const body of [text, Buffer.from(text), new Uint8Array(Buffer.from(text))]) {
      const answer = await ask(() => page(body), coding)
      expect(codingOf(answer)).toBe(coding)
      expect(answer.body.length).toBeLessThan(length / 2)
      expect(decode(coding, answer.body).toString()).toBe(text)
    }
  })

  it('of a file', async () => {
    const root = mkdtempSync(join(tmpdir(), 'compress-'))
    onTestFinished(() => rmSync(root, { recursive: true }))
    const text = prose(200_000)
    writeFileSync(join(root, 'a.txt'), text)
    const file = () => fileBody(join(root, 'a.txt'), { start: 10, end: 150_000 })
    const answer = await ask(() => page(file(), { 'content-length': '149990' }), coding)
    expect(decode(coding, answer.body).toString()).toBe(text.slice(10, 150_000))
  })
})

it('threshold 0 and other levels are heeded', async () => {
  const small = await ask(() => page('a'.repeat(100)), 'gzip', { threshold: 0 })
  expect(codingOf(small)).toBe('gzip')
  const fast = await ask(() => page(TEXT), 'br', { levels: { br: 0 } })
  const best = await ask(() => page(TEXT), 'br', { levels: { br: 11 } })
  expect(fast.body.length).toBeGreaterThan(best.body.length)
})

it('what is worth it may be told by a function (CP4)', async () => {
  const compressible = ({ headers }: HttpResponse, { path }: { path: string }): boolean =>
    headers['content-type'] === 'application/x-mine' && path === '/'
  const answer = await ask(() => page(TEXT, { 'content-type': 'application/x-mine' }), 'gzip', {
    compressible,
  })
  expect(codingOf(answer)).toBe('gzip')
  const secret = await ask(() => page(TEXT), 'gzip', { compressible: () => false })
  expect([codingOf(secret), secret.headers['vary']]).toEqual([undefined, undefined])
})

it('an answer that says "not mine" still says so (CALL-6)', async () => {
  const response = await compress()(notFound)({ headers: {} } as never)
  expect(isFallThrough(response)).toBe(true)
})

it('answers stay synchronous where the application is and content is small', () => {
  const response = compress()(() => page(TEXT))({ headers: { 'accept-encoding': 'br' } } as never)
  expect(response).not.toBeInstanceOf(Promise)
})

it('what an application throws passes through', () => {
  const failing = compress()(() => {
    throw new Error('mine')
  })
  expect(() => failing({ headers: {} } as never)).toThrow('mine')
})
