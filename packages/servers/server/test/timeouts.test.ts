import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import type { HttpRequest } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { echo, gated, path } from './applications.ts'
import { start, startUnchecked } from './start.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: a\r\n'

/** Waits for something and tells how many milliseconds it took. */
async function timed(action: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await action
  return performance.now() - startedAt
}

describe('CN1, G9: a head has a total time', () => {
  it('counted from the beginning of the connection, however busy the client is', async () => {
    const { open, clientErrors } = await start(path, { headTimeoutMs: 100 })
    const client = await open()
    await client.send('GET / HTTP/1.1\r\nHost: a\r\n')
    const drip = setInterval(() => void client.send('X-A: b\r\n'), 10)
    const { status, headers } = await client.answer()
    clearInterval(drip)
    expect(status).toBe(408)
    expect(headers['connection']).toBe('close')
    expect(await client.rest()).toBe('')
    expect(clientErrors).toEqual(['HTTP1_HEAD_TIMEOUT'])
  })

  it('and from its first octet on each later request', async () => {
    const { open } = await start(path, { headTimeoutMs: 100, keepAliveTimeoutMs: 20_000 })
    const client = await open()
    await client.send(GET)
    expect((await client.answer()).status).toBe(200)
    await client.send('G')
    expect((await client.answer()).status).toBe(408)
  })

  it('and a client that says nothing is not answered', async () => {
    const { open, clientErrors } = await start(path, { headTimeoutMs: 50 })
    const client = await open()
    expect(await client.rest()).toBe('')
    expect(clientErrors).toEqual([])
  })

  it('which pieces of one head do not begin anew', async () => {
    const { open } = await start(path, { headTimeoutMs: 200 })
    const client = await open()
    const drip = setInterval(() => void client.send('a'), 5)
    const took = await timed(client.send('GET /').then(() => client.answer()))
    clearInterval(drip)
    expect(took).toBeLessThan(2000)
  })
})

describe('CN3: an idle connection closes on time', () => {
  it('after its last answer', async () => {
    const { open } = await start(path, { keepAliveTimeoutMs: 100 })
    const client = await open()
    await client.send(GET)
    await client.answer()
    expect(await timed(client.rest())).toBeGreaterThan(90)
  })

  it('but not while the application works', async () => {
    const { application, open: answer, called } = gated()
    const { open } = await start(application, { keepAliveTimeoutMs: 20, headTimeoutMs: 20 })
    const client = await open()
    await client.send(GET)
    await called
    const other = await open()
    // The other one is gone long after both times are over for this one.
    await other.rest()
    answer()
    expect((await client.answer()).status).toBe(200)
  })
})

describe('G10: content has a minimum rate', () => {
  it('and a client below it gets 408 when the application only waits', async () => {
    const { open, clientErrors } = await start(echo, { contentTimeoutMs: 100, minContentRate: 1000 })
    const client = await open()
    await client.send(`${POST}Content-Length: 1000000\r\n\r\n`)
    const drip = setInterval(() => void client.send('x'), 10)
    const { status } = await client.answer()
    clearInterval(drip)
    expect(status).toBe(408)
    expect(clientErrors).toEqual(['HTTP1_CONTENT_TIMEOUT'])
  })

  it('which the application can tell', async () => {
    let error: unknown
    const { open } = await start(
      async (request) => {
        try {
          return await echo(request)
        } catch (reason) {
          error = reason
          return path(request)
        }
      },
      { contentTimeoutMs: 50 },
    )
    const client = await open()
    await client.send(`${POST}Content-Length: 5\r\n\r\nabc`)
    expect((await client.answer()).status).toBe(200)
    expect(error).toMatchObject({ code: 'HTTP1_CONTENT_TIMEOUT', status: 408 })
    expect(await client.rest()).toBe('')
  })

  it('is met by a client that sends fast enough, however long it takes', async () => {
    const { open } = await start(echo, { contentTimeoutMs: 40, minContentRate: 100 })
    const client = await open()
    await client.send(`${POST}Content-Length: 2000\r\n\r\n`)
    for (let sent = 0; sent < 2000; sent += 100) {
      await client.send('x'.repeat(100))
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect((await client.answer()).body).toHaveLength(2000)
  })

  it('does not count while the application does not read', async () => {
    const { application, open: read, called } = gated()
    const { open } = await start(async (request) => (await application(request), echo(request)), {
      contentTimeoutMs: 20,
      headTimeoutMs: 100,
    })
    const client = await open()
    void client.send(`${POST}Content-Length: 300000\r\n\r\n${'x'.repeat(300_000)}`)
    await called
    await (await open()).rest()
    read()
    expect((await client.answer()).body).toHaveLength(300_000)
  })

  it('does not count while the client waits for 100 (Continue)', async () => {
    const { application, open: read, called } = gated()
    const { open } = await start(async (request) => (await application(request), echo(request)), {
      contentTimeoutMs: 20,
      headTimeoutMs: 100,
    })
    const client = await open()
    await client.send(`${POST}Content-Length: 3\r\nExpect: 100-continue\r\n\r\n`)
    await called
    await (await open()).rest()
    read()
    expect((await client.answer()).status).toBe(100)
    await client.send('abc')
    expect((await client.answer()).body).toBe('abc')
  })
})

describe('the application has a time to answer, when it is given one', () => {
  it('then the client gets 503, and the signal aborts', async () => {
    const { application, open: answer, requests } = gated()
    const { open, errors } = await start(application, { requestTimeoutMs: 50 })
    const client = await open()
    await client.send(GET)
    const { status, headers } = await client.answer()
    expect(status).toBe(503)
    expect(headers['connection']).toBe('close')
    expect(requests[0]!.exchange.signal.reason).toMatchObject({ code: 'REQUEST_TIMEOUT' })
    answer()
    expect(await client.rest()).toBe('')
    expect(errors).toEqual([])
  })

  it('and a stream that has begun goes on', async () => {
    async function* body(): AsyncGenerator<string> {
      yield 'one'
      await new Promise((resolve) => setTimeout(resolve, 100))
      yield 'two'
    }
    const { open } = await start(
      () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: body() }),
      { requestTimeoutMs: 20 },
    )
    const client = await open()
    await client.send(GET)
    expect((await client.answer()).body).toBe('onetwo')
  })
})

describe('G11: a client that takes nothing', () => {
  const body = 'x'.repeat(32 * 1024 * 1024)

  it.each([
    ['a large answer', () => body],
    ['a stream', () => chunks()],
  ])('of %s is cut off', async (_what, content) => {
    let aborted: unknown
    const { open } = await startUnchecked(
      ({ exchange }: HttpRequest) => {
        exchange.onFinish((outcome) => (aborted = outcome.aborted))
        return { status: 200, headers: { 'content-type': 'text/plain' }, body: content() }
      },
      { writeTimeoutMs: 100 },
    )
    const client = await open()
    client.socket.pause()
    await client.send(GET)
    // Nothing is read, so that only the server's end of the connection shows that it has gone.
    const other = await open()
    await other.send('G')
    await expect.poll(() => aborted, { timeout: 5000, interval: 20 }).toBe(true)
  })

  async function* chunks(): AsyncGenerator<string> {
    for (let i = 0; i < 1024; i++) yield 'x'.repeat(65_536)
  }

  it('but one that takes it slowly gets it all', async () => {
    const { open } = await start(() => ({ status: 200, headers: { 'content-type': 'text/plain' }, body }), {
      writeTimeoutMs: 400,
    })
    const client = await open()
    const { socket } = client
    let received = 0
    socket.on('data', (bytes: Buffer) => {
      received += bytes.length
      socket.pause()
      setTimeout(() => socket.resume(), 2)
    })
    await client.send(GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))
    await once(socket, 'end')
    expect(received).toBeGreaterThan(body.length)
  })
})
