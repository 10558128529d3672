import { Readable } from 'node:stream'
import type { Application, HttpResponse } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { turns } from './raw-client.ts'
import { start, startUnchecked } from './start.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const TEXT = { 'content-type': 'text/plain' }

function streaming(body: AsyncIterable<string | Uint8Array>, headers = {}): HttpResponse {
  return { status: 200, headers: { ...TEXT, ...headers }, body }
}

async function* chunks(...values: Array<string | Uint8Array | Error>): AsyncGenerator<string | Uint8Array> {
  for (const value of values) {
    if (value instanceof Error) throw value
    yield value
  }
}

/** A body whose chunks the test hands out. */
function handedOut(): {
  body: AsyncIterable<string>
  give: (chunk: string) => void
  end: () => void
  fail: (error: Error) => void
} {
  let controller: ReadableStreamDefaultController<string>
  return {
    body: new ReadableStream<string>({ start: (given) => void (controller = given) }),
    give: (chunk) => controller.enqueue(chunk),
    end: () => controller.close(),
    fail: (error) => controller.error(error),
  }
}

describe('a streamed answer', () => {
  it('goes out in chunks, as it is produced, the head with the first of them (RESP-5)', async () => {
    const { body, give, end } = handedOut()
    const { open } = await start(() => streaming(body))
    const client = await open()
    await client.send(GET)
    await turns()
    expect(client.received).toBe('')
    give('a')
    expect(await client.receive(1)).toMatch(/\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n$/)
    give('grün')
    await turns(10)
    expect(client.received).toMatch(/1\r\na\r\n5\r\ngr\xc3\xbcn\r\n$/)
    end()
    expect(await client.answer()).toMatchObject({ status: 200, body: 'agr\xc3\xbcn' })
  })

  it('releases its head with an empty chunk', async () => {
    const { body, give, end } = handedOut()
    const { open } = await start(() => streaming(body))
    const client = await open()
    await client.send(GET)
    give('')
    expect(await client.receive(1)).toMatch(/\r\n\r\n$/)
    end()
    expect((await client.answer()).body).toBe('')
  })

  it('goes out under its declared length', async () => {
    const { open } = await start(() => streaming(chunks('ab', 'c'), { 'content-length': '3' }))
    const client = await open()
    await client.send(GET + GET)
    for (const answer of await client.answers(2)) {
      expect(answer.headers).toMatchObject({ 'content-length': '3' })
      expect(answer.headers).not.toHaveProperty('transfer-encoding')
      expect(answer.body).toBe('abc')
    }
  })

  it('has a length of zero when it has no chunk', async () => {
    const { open } = await start(() => streaming(chunks()))
    const client = await open()
    await client.send(GET)
    expect(await client.answer()).toMatchObject({ headers: { 'content-length': '0' }, body: '' })
  })

  it('has trailers for a client that takes them (TRAIL-1)', async () => {
    const { open } = await start(() => ({
      ...streaming(chunks('a')),
      trailers: () => ({ 'x-sum': '1', 'x-b': 'c' }),
    }))
    const client = await open()
    await client.send(GET)
    expect((await client.answer()).trailers).toEqual([])
    await client.send('GET / HTTP/1.1\r\nHost: a\r\nTE: gzip, Trailers\r\n\r\n')
    expect(await client.answer()).toMatchObject({ body: 'a', trailers: ['x-sum: 1', 'x-b: c'] })
    await client.send('GET / HTTP/1.0\r\nHost: a\r\nTE: trailers\r\n\r\n')
    expect(await client.rest()).toMatch(/\r\n\r\na$/)
  })

  it('is sent whole, however large its chunks', async () => {
    const sizes = [1, 16_383, 16_384, 16_385, 65_536, 1_000_000]
    const parts = sizes.flatMap((size) => ['t'.repeat(size), new Uint8Array(size).fill(98), 'ü'.repeat(size)])
    const { open } = await start(() => streaming(chunks(...parts)))
    const client = await open()
    await client.send(GET)
    const expected = parts.map((part) => Buffer.from(part as string).toString('latin1')).join('')
    expect((await client.answer()).body === expected).toBe(true)
  })
})

/** Kinds of endless bodies, which count the bytes that were taken from them. */
const CHUNK = new Uint8Array(65_536)
const ENDLESS: ReadonlyArray<[string, (taken: () => void) => AsyncIterable<Uint8Array>]> = [
  [
    'a generator',
    async function* (taken) {
      for (;;) {
        taken()
        yield CHUNK
      }
    },
  ],
  [
    'a Node stream',
    (taken) =>
      new Readable({
        read() {
          taken()
          this.push(CHUNK)
        },
      }),
  ],
  [
    'a web stream',
    (taken) => new ReadableStream({ pull: (controller) => (taken(), controller.enqueue(CHUNK)) }),
  ],
]

describe('backpressure', () => {
  it.each(ENDLESS)('CN7 reaches %s, and goes away again', async (_kind, make) => {
    let chunksTaken = 0
    const { open } = await startUnchecked(() => streaming(make(() => chunksTaken++)))
    const client = await open()
    client.socket.pause()
    await client.send(GET)
    let before = -1
    await expect.poll(() => before === (before = chunksTaken), { interval: 20 }).toBe(true)
    await turns(100)
    expect(chunksTaken).toBe(before)
    // What the operating system holds for both sides of a connection is a few megabytes.
    expect(chunksTaken * CHUNK.length).toBeLessThan(16_000_000)
    client.socket.resume()
    await expect.poll(() => chunksTaken).toBeGreaterThan(before + 100)
    client.reset()
  })

  it('CN11 works both ways at once: a stream of what is being received', async () => {
    const application: Application = (request) => streaming(request.body!)
    const { open } = await start(application)
    const client = await open()
    const size = 8_000_000
    const content = Buffer.alloc(size, 'abcdefg')
    await client.send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
    const sent = client.send(
      Buffer.concat([Buffer.from(`${size.toString(16)}\r\n`), content, Buffer.from('\r\n0\r\n\r\n')]),
    )
    const { body } = await client.answer()
    await sent
    expect(body === content.toString('latin1')).toBe(true)
    await client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na')
    expect((await client.answer()).body).toBe('a')
  })

  it('CN7 lets a client wait that sends more than is read (BODY-4)', async () => {
    let read: () => void = () => {}
    const told = new Promise<void>((resolve) => (read = resolve))
    const { open } = await start(async (request) => {
      await told
      let size = 0
      for await (const chunk of request.body!) size += chunk.length
      return { status: 200, headers: TEXT, body: String(size) }
    })
    const client = await open()
    const size = 20_000_000
    await client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`)
    let isSent = false
    void client.send(Buffer.alloc(size)).then(() => (isSent = true))
    await turns(200)
    expect(isSent).toBe(false)
    read()
    expect((await client.answer()).body).toBe(String(size))
  })
})

describe('a stream that fails', () => {
  const failure = new Error('failed')

  it('before its first chunk is a 500 on a connection that goes on', async () => {
    const { open, errors } = await start(() => streaming(chunks(failure)))
    const client = await open()
    await client.send(GET + GET)
    expect(await client.answers(2)).toMatchObject([{ status: 500 }, { status: 500 }])
    expect(errors).toEqual([failure, failure])
  })

  it('CN14 later is visibly cut off: chunks have no end', async () => {
    const { open, errors } = await start(() => streaming(chunks('a', failure)))
    const client = await open()
    await client.send(GET)
    expect(await client.rest()).toMatch(/\r\n\r\n1\r\na\r\n$/)
    expect(errors).toEqual([failure])
  })

  it('CN14 under a length ends before it', async () => {
    const { open, errors } = await start(() => streaming(chunks('a', failure), { 'content-length': '2' }))
    const client = await open()
    await client.send(GET)
    expect(await client.rest()).toMatch(/\r\n\r\na$/)
    expect(errors).toEqual([failure])
  })

  it('CN14 in HTTP/1.0, where the end of the connection is the end of the content, resets it', async () => {
    const { body, give, fail } = handedOut()
    const { open, errors } = await start(() => streaming(body))
    const client = await open()
    await client.send('GET / HTTP/1.0\r\n\r\n')
    give('a')
    await client.receive(1)
    fail(failure)
    await client.rest()
    expect(client.isReset).toBe(true)
    expect(errors).toEqual([failure])
  })

  it.each([
    ['goes on', ['ab', 'cd']],
    ['ends early', ['ab']],
  ])('RS2 when it %s beside its length: no octet of the excess, no clean end', async (_what, values) => {
    const { open, errors } = await startUnchecked(() =>
      streaming(chunks(...values), { 'content-length': '3' }),
    )
    const client = await open()
    await client.send(GET)
    expect(await client.rest()).toMatch(/\r\n\r\nab$/)
    expect(errors).toEqual([expect.objectContaining({ code: 'LEN-1' })])
  })

  it('takes no other request down', async () => {
    const { open } = await start(({ path }) =>
      streaming(path === '/bad' ? chunks('a', failure) : chunks('a', 'b')),
    )
    const [good, bad] = [await open(), await open()]
    await good.send(GET)
    await bad.send('GET /bad HTTP/1.1\r\nHost: a\r\n\r\n')
    await bad.rest()
    expect((await good.answer()).body).toBe('ab')
    await good.send(GET)
    expect((await good.answer()).body).toBe('ab')
  })
})
