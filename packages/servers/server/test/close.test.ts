import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Application, HttpRequest } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { echo, gated, path } from './applications.ts'
import { turns } from './raw-client.ts'
import { start } from './start.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const TEXT = { 'content-type': 'text/plain' }

describe('server.close()', () => {
  it('G2: lets a connection ask that has not yet, once', async () => {
    const { server, open } = await start(path)
    const fresh = await open()
    await turns(10)
    const closing = server.close()
    await fresh.send('GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(await fresh.answer()).toMatchObject({ body: '/first', headers: { connection: 'close' } })
    expect(await fresh.rest()).toBe('')
    await closing
  })

  it('G2: lets a connection ask whose last answer was a moment ago, once', async () => {
    const { server, open } = await start(path)
    const client = await open()
    await client.send(GET)
    await client.answer()
    const closing = server.close()
    await client.send('GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(await client.answer()).toMatchObject({ body: '/first', headers: { connection: 'close' } })
    expect(await client.rest()).toBe('')
    await closing
  })

  it('G2: lets a connection ask whose last answer had begun, and could not say close', async () => {
    let end!: () => void
    const ended = new Promise<void>((resolve) => (end = resolve))
    async function* body(): AsyncGenerator<string> {
      yield 'begun'
      await ended
    }
    const { server, open } = await start((request) =>
      request.path === '/stream' ? { status: 200, headers: TEXT, body: body() } : path(request),
    )
    const client = await open()
    await client.send('GET /stream HTTP/1.1\r\nHost: a\r\n\r\n')
    await expect.poll(() => client.received).toContain('begun')
    const closing = server.close()
    end()
    expect((await client.answer()).headers).not.toHaveProperty('connection')
    await client.send(GET)
    expect(await client.answer()).toMatchObject({ body: '/', headers: { connection: 'close' } })
    expect(await client.rest()).toBe('')
    await closing
  })

  it('ends a connection at once that has waited longer for a request', async () => {
    const { server, open } = await start(path, { drainMs: 20, keepAliveTimeoutMs: 0 })
    const client = await open()
    await client.send(GET)
    await client.answer()
    await sleep(40)
    const closing = server.close()
    await client.send(GET)
    expect(await client.rest()).toBe('')
    await closing
  })

  it('ends connections that wait for a request', async () => {
    const { server, open } = await start(path, { drainMs: 20 })
    const [fresh, used] = [await open(), await open()]
    await used.send(GET)
    await used.answer()
    await server.close()
    expect(await fresh.rest()).toBe('')
    expect(await used.rest()).toBe('')
  })

  it('takes no further connection', async () => {
    const { application, called, open: answer } = gated()
    const { server, open } = await start(application)
    const client = await open()
    await client.send(GET)
    await called
    const closed = server.close()
    const { address, port } = server.address as { address: string; port: number }
    const [error] = (await once(connect({ host: address, port }), 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNREFUSED')
    answer()
    await closed
  })

  it('lets what runs finish, and says close with the last answer (G2)', async () => {
    const { application, called, open: answer } = gated()
    const { server, open } = await start(application)
    const client = await open()
    await client.send(GET)
    await called
    const closed = server.close()
    answer()
    expect(await client.answer()).toMatchObject({ status: 200, headers: { connection: 'close' }, body: '/' })
    expect(await client.rest()).toBe('')
    await closed
  })

  it('truncates none of many answers, half of them streams (G2)', async () => {
    const { application, open: answer, requests } = gated()
    const { server, open } = await start(async (request) => {
      const response = await application(request)
      if (request.path === '/whole') return response
      async function* body(): AsyncGenerator<string> {
        for (let i = 0; i < 10; i++) {
          yield String(i).repeat(10_000)
          await turns(1)
        }
      }
      return { status: 200, headers: TEXT, body: body() }
    })
    const clients = await Promise.all(Array.from({ length: 100 }, () => open()))
    await Promise.all(
      clients.map((client, i) =>
        client.send(`GET ${i % 2 === 0 ? '/whole' : '/stream'} HTTP/1.1\r\nHost: a\r\n\r\n`),
      ),
    )
    await expect.poll(() => requests.length).toBe(100)
    const closed = server.close()
    answer()
    const answers = await Promise.all(clients.map((client) => client.answer()))
    await closed
    expect(answers.map(({ body }) => body.length)).toEqual(answers.map((_, i) => (i % 2 === 0 ? 6 : 100_000)))
  })

  it('answers nothing that was sent ahead of the last answer', async () => {
    const { application, called, open: answer, requests } = gated()
    const { server, open } = await start(application)
    const client = await open()
    await client.send(GET.repeat(3))
    await called
    const closed = server.close()
    answer()
    await client.answer()
    expect(await client.rest()).toBe('')
    await closed
    expect(requests).toHaveLength(1)
  })

  it('lets a request that has begun to arrive come and be answered', async () => {
    const { server, open } = await start(path)
    const client = await open()
    await client.send('GET / HTTP/1.1\r\n')
    await turns()
    const closed = server.close()
    await turns()
    await client.send('Host: a\r\n\r\n')
    expect(await client.answer()).toMatchObject({ status: 200, headers: { connection: 'close' } })
    await closed
  })

  it('ends a connection whose unread content is being thrown away', async () => {
    const { server, open } = await start(path)
    const client = await open()
    await client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n')
    await client.answer()
    const closed = server.close()
    await client.send('0123456789')
    expect(await client.rest()).toBe('')
    await closed
  })

  it('lets a client take a large answer, however slowly', async () => {
    const body = 'a'.repeat(10_000_000)
    const { server, open } = await start(() => ({ status: 200, headers: TEXT, body }), { drainMs: 1 })
    const client = await open()
    client.socket.pause()
    await client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n`)
    await turns(50)
    const closed = server.close()
    await turns(50)
    client.socket.resume()
    expect((await client.answer()).body.length).toBe(body.length)
    await closed
  })

  it('can be called by the application', async () => {
    let closed: Promise<void> | undefined
    const { server, open } = await start((request) => {
      closed = server.close()
      return path(request)
    })
    const client = await open()
    await client.send(GET)
    expect((await client.answer()).headers['connection']).toBe('close')
    await closed
  })
})

describe('when the time is over', () => {
  it('CN13 cuts what still runs, whose signal aborts (G3)', async () => {
    const { application, called, requests } = gated()
    const { server, open, errors } = await start(application)
    const client = await open()
    await client.send(GET)
    await called
    const { signal } = requests[0]!.exchange
    await server.close({ graceMs: 1 })
    expect(signal.reason).toMatchObject({ name: 'AbortError', code: 'SERVER_CLOSING' })
    expect(await client.rest()).toBe('')
    expect(errors).toEqual([])
  })

  it.each<[string, Application, string]>([
    [
      'reads content that does not come',
      echo,
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello',
    ],
    ['reads a head that does not end', path, 'GET / HTTP/1.1\r\n'],
    ['sends a stream without end', () => ({ status: 200, headers: TEXT, body: endless() }), GET],
    [
      'sends what the client does not take',
      () => ({ status: 200, headers: TEXT, body: 'a'.repeat(2e7) }),
      GET,
    ],
    ['never answers', () => new Promise<never>(() => {}), GET],
    ['throws content away', path, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n'],
    ['has refused', path, 'GET\r\n\r\n'],
  ])('CN13 ends a connection that %s', async (_what, application, octets) => {
    const { server, open } = await start(application, { drainMs: 60_000 })
    const client = await open()
    client.socket.pause()
    await client.send(octets)
    await turns(20)
    await expect(server.close({ graceMs: 1 })).resolves.toBeUndefined()
  })

  it('CN14 resets a stream whose end only the end of the connection would tell', async () => {
    async function* stalled({ exchange: { signal } }: HttpRequest): AsyncGenerator<string> {
      yield 'a'
      await once(signal, 'abort')
    }
    const { server, open } = await start((request) => ({
      status: 200,
      headers: TEXT,
      body: stalled(request),
    }))
    const client = await open()
    await client.send('GET / HTTP/1.0\r\n\r\n')
    await client.receive(1)
    await server.close({ graceMs: 1 })
    await client.rest()
    expect(client.isReset).toBe(true)
  })

  it('comes sooner when close is called again with less', async () => {
    const { application, called } = gated()
    const { server, open } = await start(application)
    const client = await open()
    await client.send(GET)
    await called
    const first = server.close({ graceMs: 1_000_000 })
    await server.close({ graceMs: 1 })
    await expect(first).resolves.toBeUndefined()
  })

  it('leaves no timer behind: the process can end', async () => {
    const before = process.getActiveResourcesInfo()
    const isNew = (resource: string): boolean => {
      const at = before.indexOf(resource)
      return at < 0 || before.splice(at, 1).length === 0
    }
    const { server, open } = await start(path)
    const client = await open()
    await client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nConnection: close\r\n\r\n')
    await client.answer()
    client.end()
    await server.close()
    await turns()
    expect(process.getActiveResourcesInfo().filter(isNew)).toEqual([])
  })
})

async function* endless(): AsyncGenerator<string> {
  for (;;) {
    yield 'a'.repeat(1000)
    await turns(1)
  }
}
