import { readFileSync } from 'node:fs'
import type { HttpResponse } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { answering } from './applications.ts'
import type { RawClient } from './raw-client.ts'
import { start, startUnchecked } from './start.ts'
import type { Started } from './start.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const HEAD = 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n'

/** All octets of the answer to a request that closes the connection. */
async function octets(response: object, method = 'GET'): Promise<string> {
  const { open } = await start(answering(response))
  const client = await open()
  await client.send(`${method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  return client.rest()
}

async function* chunks(...values: Array<string | Uint8Array>): AsyncGenerator<string | Uint8Array> {
  yield* values
}

describe('the head of an answer', () => {
  it('has status, fields in order, date and length, one line each (HEAD-9)', async () => {
    const { open } = await start(
      answering({
        status: 201,
        headers: { location: '/x', 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] },
        body: 'hello',
      }),
    )
    const client = await open()
    await client.send(GET)
    const text = await client.receive(1)
    expect(text).toMatch(
      /^HTTP\/1\.1 201 Created\r\nlocation: \/x\r\ncontent-type: text\/plain\r\nset-cookie: a=1\r\nset-cookie: b=2\r\ndate: [^\r]+ GMT\r\ncontent-length: 5\r\n\r\nhello$/,
    )
  })

  it('keeps the date of the application', async () => {
    const date = 'Thu, 01 Jan 1970 00:00:00 GMT'
    const text = await octets({ headers: { date } })
    expect(text.match(/date: [^\r]*/g)).toEqual([`date: ${date}`])
  })

  it('tells the date of now', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000
    const { open } = await start(answering({}))
    const client = await open()
    await client.send(GET)
    const date = Date.parse((await client.answer()).headers['date']!)
    expect(date).toBeGreaterThanOrEqual(before)
    expect(date).toBeLessThanOrEqual(Date.now())
  })

  it('has octets above 0x7F as they were given', async () => {
    expect(await octets({ headers: { 'x-a': '\x80\xff' } })).toContain('x-a: \x80\xff\r\n')
  })

  it('leaves out fields that belong to the connection (HEAD-8)', async () => {
    const owned = [
      'connection',
      'keep-alive',
      'proxy-connection',
      'te',
      'trailer',
      'transfer-encoding',
      'upgrade',
    ]
    const { open } = await startUnchecked(
      answering({ headers: Object.fromEntries(owned.map((name) => [name, 'chunked'])), body: 'hello' }),
    )
    const client = await open()
    await client.send(GET)
    const { headers, body } = await client.answer()
    expect(Object.keys(headers)).toEqual(['date', 'content-length'])
    expect(body).toBe('hello')
  })

  it('has a reason phrase, or an empty one', async () => {
    expect(await octets({ status: 404 })).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/)
    expect(await octets({ status: 599 })).toMatch(/^HTTP\/1\.1 599 \r\n/)
  })
})

describe('the content of an answer', () => {
  it.each([
    ['text, as UTF-8', 'grün €', Buffer.from('grün €')],
    ['bytes', new Uint8Array([0, 255, 128]), Buffer.from([0, 255, 128])],
    ['much text', 'a'.repeat(100_000), Buffer.from('a'.repeat(100_000))],
    ['many bytes', new Uint8Array(100_000).fill(97), Buffer.from('a'.repeat(100_000))],
    ['much text that is not ASCII', 'ä'.repeat(50_000), Buffer.from('ä'.repeat(50_000))],
    ['a view of a larger buffer', Buffer.from('xhellox').subarray(1, 6), Buffer.from('hello')],
    ['nothing', '', Buffer.alloc(0)],
  ])('is %s, with its length in octets (RS2)', async (_what, body, expected) => {
    const { open } = await start(answering({ body }))
    const client = await open()
    await client.send(GET + GET)
    for (const answer of await client.answers(2)) {
      expect(answer.headers['content-length']).toBe(String(expected.length))
      expect(Buffer.from(answer.body, 'latin1').equals(expected)).toBe(true)
    }
  })

  it('is a file when a stream reads it', async () => {
    const { open } = await start(() => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: chunks(readFileSync(new URL(import.meta.url))),
    }))
    const client = await open()
    await client.send(GET)
    expect((await client.answer()).body).toContain('is a file when a stream reads it')
  })

  it.each([
    ['text', 'hello', '5'],
    ['nothing, of a declared length', null, '7'],
    ['a stream', 'stream', undefined],
  ])(
    'is not sent for HEAD, which tells the length as given: %s (RS2, LEN-3)',
    async (_what, body, length) => {
      const headers = { 'content-type': 'text/plain', ...(length === '7' && { 'content-length': '7' }) }
      const { open } = await start(() => ({
        status: 200,
        headers,
        body: body === 'stream' ? chunks('a') : body,
      }))
      const client = await open()
      await client.send(HEAD + HEAD)
      for (const answer of [await client.answer('HEAD'), await client.answer('HEAD')]) {
        expect(answer.headers['content-length']).toBe(length)
        expect(answer.headers['transfer-encoding']).toBeUndefined()
      }
      expect(client.received).toBe('')
    },
  )

  it.each([
    [204, undefined],
    [205, '0'],
    [304, undefined],
  ])('is not there with %i (RS2)', async (status, length) => {
    const { open } = await start(answering({ status, headers: {} }))
    const client = await open()
    await client.send(GET + GET)
    for (const answer of await client.answers(2)) {
      expect(answer).toMatchObject({ status, body: '' })
      expect(answer.headers['content-length']).toBe(length)
    }
    expect(client.received).toBe('')
  })
})

/** Expects a bare 500 with one report, and a connection on which the next request is in order. */
async function expectFault({ open, errors }: Started, code: string): Promise<void> {
  const client = await open()
  await client.send(GET + HEAD)
  expect(await client.answer()).toMatchObject({ status: 500, headers: { 'content-length': '0' }, body: '' })
  expect((await client.answer('HEAD')).status).toBe(500)
  expect(client.received).toBe('')
  expect(errors).toEqual([expect.objectContaining({ code }), expect.objectContaining({ code })])
}

describe('a wrong answer is not sent (G23)', () => {
  it.each<[what: string, code: string, response: object]>([
    ['CR LF in a value', 'HEAD-6', { headers: { 'x-a': 'b\r\nset-cookie: evil=1' } }],
    ['a lone LF in a value', 'HEAD-6', { headers: { 'x-a': 'b\nc' } }],
    ['NUL in a value', 'HEAD-6', { headers: { 'x-a': 'b\0' } }],
    ['CR LF in one of several lines', 'HEAD-6', { headers: { 'set-cookie': ['a=1', 'b=2\r\nx: y'] } }],
    ['CR LF in a name', 'HEAD-5', { headers: { 'x-a: b\r\nx-c': 'd' } }],
    ['a redirect that splits', 'HEAD-6', { status: 302, headers: { location: '/\r\n\r\n<script>' } }],
    ['characters that are no octets', 'HEAD-6', { headers: { 'x-a': '\u010a\u0d0a' } }],
    ['a status with text behind it', 'RESP-3', { status: '200 OK\r\nx-a: b' }],
    ['a length beyond the content', 'LEN-1', { headers: { 'content-length': '6' }, body: 'hello' }],
    ['a length within the content', 'LEN-1', { headers: { 'content-length': '4' }, body: 'hello' }],
    ['two lengths', 'LEN-1', { headers: { 'content-length': ['5', '5'] }, body: 'hello' }],
    ['a negative length', 'LEN-1', { headers: { 'content-length': '-5' }, body: 'hello' }],
  ])('RS1, RS2, RS4: %s', async (_what, code, response) => {
    await expectFault(await startUnchecked(answering(response)), code)
  })

  it('RS2: content with a status that has none is left out', async () => {
    for (const status of [204, 304]) {
      const { open } = await startUnchecked(answering({ status, body: 'hello' }))
      const client = await open()
      await client.send(GET + GET)
      expect(await client.answers(2)).toMatchObject([{ status }, { status }])
      expect(client.received).toBe('')
    }
  })

  it('RS1: early hints that split are the fault of the application', async () => {
    const { open, errors } = await startUnchecked(({ exchange }) => {
      exchange.inform?.(103, { link: '</a>\r\n\r\nHTTP/1.1 200 OK' })
      return { status: 200, headers: {}, body: null }
    })
    const client = await open()
    await client.send(GET)
    expect(await client.answer()).toMatchObject({ status: 500 })
    expect(errors).toHaveLength(1)
  })
})

describe('informational answers (EXCH-7)', () => {
  const hinting = (response: HttpResponse) =>
    start(async ({ exchange }) => {
      exchange.inform?.(103, { link: ['</a.css>', '</b.css>'] })
      await Promise.resolve()
      return response
    })

  async function answersTo(client: RawClient, version: string): Promise<number[]> {
    await client.send(`GET / HTTP/${version}\r\nHost: a\r\nConnection: close\r\n\r\n`)
    return [...(await client.rest()).matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => Number(match[1]))
  }

  it('go out before the final one, and not to HTTP/1.0 (LEN-6)', async () => {
    const { open } = await hinting({ status: 200, headers: {}, body: null })
    expect(await answersTo(await open(), '1.1')).toEqual([103, 200])
    expect(await answersTo(await open(), '1.0')).toEqual([200])
  })

  it('have fields, and neither date nor length', async () => {
    const { open } = await hinting({ status: 200, headers: {}, body: null })
    const client = await open()
    await client.send(GET)
    expect(await client.answer()).toMatchObject({ status: 103, headers: { link: '</a.css>, </b.css>' } })
    expect((await client.answer()).status).toBe(200)
  })
})
