import { describe, expect, it } from 'vitest'
import type { Application } from '@tsgi/spec'
import { answering, path } from './applications.ts'
import { turns } from './raw-client.ts'
import { start, startUnchecked } from './start.ts'

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'

function post(framing: string): string {
  return `POST /post HTTP/1.1\r\nHost: a\r\n${framing}\r\n\r\n`
}

/** Applications that answer without reading all: at once, later, after a first chunk, with a stream. */
const LAZY: ReadonlyArray<[string, Application]> = [
  ['answers at once', path],
  ['answers later', async (request) => (await turns(), path(request))],
  [
    'leaves after a chunk',
    async (request) => {
      for await (const _chunk of request.body!) break
      await turns()
      return path(request)
    },
  ],
  [
    'streams',
    async (request) => {
      async function* body(): AsyncGenerator<string> {
        yield request.path
        await turns()
      }
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: body() }
    },
  ],
]

describe.each(LAZY)(
  'FR10: content of which an application that %s leaves something',
  (_what, application) => {
    it('is thrown away when it is little, and the connection goes on', async () => {
      const { open } = await start(application)
      const client = await open()
      for (const request of [
        `${post('Content-Length: 41')}${SMUGGLED}abc`,
        `${post('Transfer-Encoding: chunked')}26\r\n${SMUGGLED}\r\n3\r\nabc\r\n0\r\n\r\n`,
      ]) {
        await client.sendApart([request.slice(0, -10), request.slice(-10)])
        expect(await client.answer()).toMatchObject({ status: 200, body: '/post' })
      }
      expect(client.received).toBe('')
    })

    it('that is long ends the connection after the answer, which says so', async () => {
      const { open } = await start(application, { drainBytes: 1000 })
      const client = await open()
      await client.send(post('Content-Length: 1000000'))
      const sent = client.send(SMUGGLED.repeat(1000))
      expect(await client.answer()).toMatchObject({
        status: 200,
        headers: { connection: 'close' },
        body: '/post',
      })
      expect(await client.rest()).toBe('')
      await sent
    })
  },
)

describe('FR10: the limits', () => {
  it('are drainBytes: so much is thrown away, and no more', async () => {
    const { open } = await start(path, { drainBytes: 100 })
    for (const [length, connection] of [
      [100, undefined],
      [101, 'close'],
    ] as const) {
      const client = await open()
      await client.send(post(`Content-Length: ${length}`))
      expect((await client.answer()).headers['connection']).toBe(connection)
    }
  })

  it('are drainBytes for chunks too, whose length nobody knows in advance', async () => {
    const { open } = await start(path, { drainBytes: 100 })
    const client = await open()
    await client.send(post('Transfer-Encoding: chunked'))
    expect((await client.answer()).headers['connection']).toBeUndefined()
    await client.sendApart(['40\r\n', 'a'.repeat(64), '\r\n40\r\n', 'a'.repeat(64)])
    expect(await client.rest()).toBe('')
  })

  it('are drainMs: a client that sends too slowly is closed', async () => {
    const { open } = await start(path, { drainMs: 10 })
    const client = await open()
    await client.send(post('Content-Length: 10'))
    expect((await client.answer()).headers['connection']).toBeUndefined()
    expect(await client.rest()).toBe('')
  })

  it('hold after a refusal: what comes is not read as a request', async () => {
    const { open } = await start(path, { drainMs: 10 })
    const client = await open(true)
    await client.send('BAD\r\n\r\n')
    expect((await client.answer()).status).toBe(400)
    await client.send(SMUGGLED)
    expect(await client.rest()).toBe('')
    // The server lets go of the connection, although the client keeps its side open.
    await expect.poll(() => client.send(SMUGGLED).then(() => client.isReset)).toBe(true)
  })

  it('G25: a client that sends without end is made to wait, and gets its answer', async () => {
    const { open } = await start(answering({ status: 413 }), { drainMs: 100 })
    const client = await open()
    await client.send(post('Content-Length: 1000000000'))
    let sent = 0
    client.socket.on('drain', () => {
      sent = client.socket.bytesWritten - client.socket.writableLength
    })
    void client.send(Buffer.alloc(50_000_000))
    expect(await client.answer()).toMatchObject({ status: 413, headers: { connection: 'close' } })
    await client.rest()
    // What the operating system holds for both sides of a connection is a few megabytes.
    expect(sent).toBeLessThan(16_000_000)
  })
})

describe('content that arrives when nobody wants it any more', () => {
  it('is not kept: reading it after the answer throws (BODY-5, BODY-7)', async () => {
    let reading: Promise<unknown> | undefined
    const { open } = await start(async (request) => {
      if (request.body === null) return path(request)
      const iterator = request.body[Symbol.asyncIterator]()
      await iterator.next()
      reading = iterator.next().catch((error: unknown) => error)
      return path(request)
    })
    const client = await open()
    await client.send(`${post('Content-Length: 10')}hello`)
    await client.answer()
    await client.send('hello')
    expect(await reading).toMatchObject({ name: 'AbortError', code: 'CONTENT_DISCARDED' })
    await client.send('GET /next HTTP/1.1\r\nHost: a\r\n\r\n')
    expect((await client.answer()).body).toBe('/next')
  })

  it('throws as well when the connection ends with the answer', async () => {
    let reading: Promise<unknown> | undefined
    const { server, open, errors } = await startUnchecked(async (request) => {
      const iterator = request.body![Symbol.asyncIterator]()
      reading = iterator.next().catch((error: unknown) => error)
      request.exchange.waitUntil(reading)
      return path(request)
    })
    const client = await open()
    await client.send(post('Content-Length: 10\r\nConnection: close'))
    await client.answer()
    expect(await reading).toMatchObject({ code: 'CONTENT_DISCARDED' })
    await server.close()
    expect(errors).toEqual([])
  })

  it('can still be read in time, after the head of a streamed answer', async () => {
    const { open } = await start(async (request) => {
      async function* body(): AsyncGenerator<string | Uint8Array> {
        yield 'begun '
        for await (const chunk of request.body!) yield chunk
      }
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: body() }
    })
    const client = await open()
    await client.send(post('Content-Length: 5'))
    await client.receive(1)
    await client.send('hello')
    expect((await client.answer()).body).toBe('begun hello')
  })

  it('does not keep the answer of an application that left early from a client that sends much (BODY-6)', async () => {
    let answer: () => void = () => {}
    const told = new Promise<void>((resolve) => (answer = resolve))
    const { open } = await start(async (request) => {
      for await (const _chunk of request.body!) break
      await told
      return path(request)
    })
    const client = await open()
    await client.send(post('Transfer-Encoding: chunked'))
    void client.send(`100000\r\n${'a'.repeat(0x10_00_00)}\r\n`.repeat(20))
    await turns(100)
    answer()
    expect(await client.answer()).toMatchObject({
      status: 200,
      headers: { connection: 'close' },
      body: '/post',
    })
  })
})
