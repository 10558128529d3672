import { formatMetrics, metrics } from '@tsgi/server'
import type { Application, Connection, HttpResponse } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { start, startUnchecked } from './start.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const TEXT = { 'content-type': 'text/plain' }

/** Answers with the status that the path names. */
const named: Application = ({ path }) => ({ status: Number(path.slice(1)), headers: {}, body: null })

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
}

async function hangUp(connection: Connection): Promise<void> {
  const duplex = connection.accept()
  await duplex.end()
  for await (const _ of duplex.readable) continue
}

describe('server.counters', () => {
  it('tells requests and responses of one connection, and its bytes to the last', async () => {
    const { server, open } = await start(named)
    const client = await open()
    const sent = get('/200') + get('/201') + get('/304') + get('/404') + get('/503')
    await client.send(sent)
    client.end()
    const received = await client.rest()
    await expect.poll(() => server.counters.connections.open).toBe(0)
    expect(server.counters).toEqual({
      connections: { open: 0, accepted: 1, refused: 0 },
      requests: { total: 5, active: 0, aborted: 0 },
      responses: { '1xx': 0, '2xx': 2, '3xx': 1, '4xx': 1, '5xx': 1 },
      bytes: { received: sent.length, sent: received.length },
      protocolErrors: {},
      faults: 0,
    })
  })

  it('tells what is under way', async () => {
    let answer: (response: HttpResponse) => void = () => {}
    const { server, open } = await start(() => new Promise((resolve) => (answer = resolve)))
    const client = await open()
    await client.send(GET)
    await expect.poll(() => server.counters.requests).toEqual({ total: 1, active: 1, aborted: 0 })
    expect(server.counters.connections).toEqual({ open: 1, accepted: 1, refused: 0 })
    answer({ status: 200, headers: TEXT, body: 'hello' })
    await client.answer()
    expect(server.counters.requests).toEqual({ total: 1, active: 0, aborted: 0 })
  })

  it('counts the bytes of content of any size, in both directions', async () => {
    const { server, open } = await start(async ({ body }) => {
      let size = 0
      for await (const chunk of body ?? []) size += chunk.length
      return {
        status: 200,
        headers: TEXT,
        body: (async function* () {
          yield 'ü'
          yield new Uint8Array(size)
        })(),
      }
    })
    const client = await open()
    const sent = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n${'a'.repeat(100_000)}`
    await client.send(sent)
    const received = await client.rest()
    expect(received.length).toBeGreaterThan(100_000)
    expect(server.counters.bytes).toEqual({ received: sent.length, sent: received.length })
  })

  it('counts refused requests by code, and their answers, but not as requests', async () => {
    const { server, open, clientErrors } = await start(named)
    for (const request of [
      'GET / HTTP/1.1\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      'GET / HTTP/9.9\r\nHost: a\r\n\r\n',
    ]) {
      const client = await open()
      await client.send(request)
      await client.answer()
    }
    const { protocolErrors, responses, requests } = server.counters
    expect(clientErrors).toHaveLength(3)
    expect(protocolErrors).toEqual({ [clientErrors[0]!]: 2, [clientErrors[2]!]: 1 })
    expect(responses).toMatchObject({ '4xx': 2, '5xx': 1 })
    expect(requests.total).toBe(0)
  })

  it('counts a client that left before the answer was whole', async () => {
    const { server, open } = await start(({ exchange: { signal } }) => ({
      status: 200,
      headers: TEXT,
      body: (async function* () {
        yield 'a'
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      })(),
    }))
    const client = await open()
    await client.send(GET)
    await client.receive(1)
    client.reset()
    await expect.poll(() => server.counters.requests).toEqual({ total: 1, active: 0, aborted: 1 })
  })

  it('counts faults, before the head and behind it', async () => {
    const { server, open, errors } = await startUnchecked(({ path }) => {
      if (path === '/500') throw new Error('before')
      return {
        status: 200,
        headers: TEXT,
        body: (async function* () {
          yield 'a'
          throw new Error('behind')
        })(),
      }
    })
    const client = await open()
    await client.send(get('/500') + GET)
    await client.rest()
    await expect.poll(() => errors).toHaveLength(2)
    expect(server.counters).toMatchObject({
      requests: { total: 2, active: 0, aborted: 1 },
      responses: { '2xx': 1, '5xx': 1 },
      faults: 2,
    })
  })

  it('counts informational responses, and the switch to another protocol', async () => {
    const { server, open } = await start(async ({ path, body, exchange }) => {
      if (path === '/ws') {
        return { status: 101, headers: { upgrade: 'chat' }, body: null, upgrade: hangUp }
      }
      exchange.inform?.(103, { link: '</a.css>' })
      for await (const _ of body!) continue
      return { status: 200, headers: TEXT, body: 'hello' }
    })
    const client = await open()
    await client.send('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n')
    expect((await client.answers(2)).map(({ status }) => status)).toEqual([103, 100])
    await client.send('a')
    await client.answer()
    await client.send('GET /ws HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: chat\r\n\r\n')
    await client.rest()
    await expect.poll(() => server.counters.connections.open).toBe(0)
    expect(server.counters).toMatchObject({
      requests: { total: 2, active: 0, aborted: 0 },
      responses: { '1xx': 3, '2xx': 1 },
    })
  })

  it('counts connections beyond maxConnections', async () => {
    const { server, open } = await start(named, { maxConnections: 1 })
    await open()
    const second = await open()
    await second.rest()
    expect(server.counters.connections).toEqual({ open: 1, accepted: 1, refused: 1 })
  })
})

describe('metrics(server)', () => {
  it('tells another server about one', async () => {
    const { server, open } = await start(named)
    const client = await open()
    await client.send(get('/204'))
    await client.answer()
    const operators = await start(metrics(server))
    const prometheus = await operators.open()
    await prometheus.send(get('/metrics'))
    const answer = await prometheus.answer()
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(answer.body).toBe(formatMetrics(server.counters))
    expect(answer.body).toContain('tsgi_responses_total{class="2xx"} 1\n')
  })
})
