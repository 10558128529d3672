import type { HttpResponse } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { startUnchecked } from './start.ts'

/** As an adapter's: the head belongs to the object, copies do not have it. */
class WrittenResponse implements HttpResponse {
  readonly [extension: symbol]: unknown
  readonly status = 200
  readonly headers: HttpResponse['headers'] = { 'x-case': 'structured' }
  readonly body: HttpResponse['body']
  readonly #lines: string[]

  constructor(body: HttpResponse['body'], ...lines: string[]) {
    this.body = body
    this.#lines = lines
  }

  get [Symbol.for('tsgi.http1-head')](): unknown {
    const text = ['HTTP/1.1 200 Fine', 'X-CASE: written', ...this.#lines, '', ''].join('\r\n')
    const length = /Content-Length: (\d+)/.exec(text)?.[1]
    return {
      text,
      contentLength: length === undefined ? undefined : Number(length),
      isChunked: text.includes('chunked'),
      keepsAlive: !text.includes('close'),
    }
  }
}

/** What goes over the wire for one request. */
async function wire(response: () => HttpResponse, request = 'GET / HTTP/1.1'): Promise<string> {
  const { open } = await startUnchecked(response)
  const client = await open()
  await client.send(`${request}\r\nHost: a\r\nConnection: close\r\n\r\n`)
  return client.rest()
}

/** The same, over a connection that stays. */
async function wireKept(response: () => HttpResponse): Promise<string> {
  const { open } = await startUnchecked(response)
  const client = await open()
  await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  const both = await client.rest()
  return both.slice(0, both.lastIndexOf('HTTP/1.1'))
}

async function* pieces(): AsyncGenerator<string> {
  yield 'one'
  yield 'two'
}

describe('a head that the application has written itself', () => {
  it('is sent as it is', async () => {
    const answer = await wireKept(() => new WrittenResponse('hello', 'Content-Length: 5', 'Date: today'))
    expect(answer).toBe(
      'HTTP/1.1 200 Fine\r\nX-CASE: written\r\nContent-Length: 5\r\nDate: today\r\n\r\nhello',
    )
  })

  it('goes before content in chunks', async () => {
    const answer = await wireKept(() => new WrittenResponse(pieces(), 'Transfer-Encoding: chunked'))
    expect(answer).toMatch(/^HTTP\/1.1 200 Fine\r\nX-CASE: written\r\n/)
    expect(answer).toContain('\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n')
  })

  it('ends the connection when it says so', async () => {
    const { open } = await startUnchecked(
      () => new WrittenResponse('', 'Content-Length: 0', 'Connection: close'),
    )
    const client = await open()
    await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(await client.rest()).toContain('HTTP/1.1 200 Fine\r\n')
  })

  it.each([
    ['a connection that does not stay', 'Content-Length: 5'],
    [
      'a length that the content does not have the form of',
      'Transfer-Encoding: chunked',
      'Connection: close',
    ],
    ['content whose length it does not tell', 'Connection: close'],
  ])('is not sent for %s', async (_what, ...lines) => {
    const answer = await wire(() => new WrittenResponse('hello', ...lines))
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\nx-case: structured\r\n/)
    expect(answer).toContain('content-length: 5\r\n')
    expect(answer).toContain('connection: close\r\n')
  })

  it('is not sent for a copy of the response', async () => {
    const written: HttpResponse = new WrittenResponse('hello', 'Content-Length: 5')
    const answer = await wireKept(() => ({ ...written }))
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\nx-case: structured\r\n/)
  })

  it('is a fault when the content is longer than it says (LEN-1)', async () => {
    const answer = await wireKept(() => new WrittenResponse('hello', 'Content-Length: 4'))
    expect(answer).toMatch(/^HTTP\/1.1 500 /)
  })

  it('is a fault when it is not sent and the fields are wrong: 500, as always (ERR-2)', async () => {
    const wrong = new WrittenResponse('hello', 'Content-Length: 5')
    Object.assign(wrong, { headers: { 'x-a': 'b\r\nc: d' } })
    expect(await wire(() => wrong)).toMatch(/^HTTP\/1.1 500 /)
    const stream = new WrittenResponse(pieces(), 'Transfer-Encoding: chunked')
    Object.assign(stream, { headers: { 'x-a': 'b\r\nc: d' } })
    expect(await wire(() => stream)).toMatch(/^HTTP\/1.1 500 /)
  })
})
