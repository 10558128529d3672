import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import type { ClientHttp2Session } from 'node:http2'
import { readText, text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { describe, expect, it, onTestFinished } from 'vitest'
import { echo, gated } from './applications.ts'
import { ask, collect } from './http2-serve.ts'
import { start } from './start.ts'
import type { Started } from './start.ts'

function connect({ server }: Started): ClientHttp2Session {
  const session = connectHttp2(server.url)
  session.on('error', () => {})
  onTestFinished(() => session.destroy())
  return session
}

const version: Application = ({ httpVersion, scheme }) => text(`${scheme} ${httpVersion}`)

describe('http2: true without TLS', () => {
  it('serves clients that begin with HTTP/2, and those that do not, on one port', async () => {
    const started = await start(version, { http2: true })
    expect((await ask(connect(started))).body).toBe('http 2.0')
    const client = await started.open()
    await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2))
    expect((await client.answers(2)).map(({ body }) => body)).toEqual(['http 1.1', 'http 1.1'])
  })

  it('serves HTTP/1 octet by octet, and clients that end their side at once', async () => {
    const { open } = await start(version, { http2: true })
    const slow = await open()
    await slow.sendApart('PRIVATE / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect((await slow.answer()).body).toBe('http 1.1')
    const ending = await open()
    ending.socket.end('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect((await ending.answer()).body).toBe('http 1.1')
  })

  it('gives up clients that show neither', async () => {
    const { open, server } = await start(version, { http2: true, headTimeoutMs: 50 })
    const client = await open()
    await client.send('PRI')
    expect(await client.rest()).toBe('')
    await expect.poll(() => server.counters.connections.open).toBe(0)
  })

  it('is not there unless it is asked for', async () => {
    const { open } = await start(version)
    const client = await open()
    await client.send('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
    expect((await client.answer()).status).toBeGreaterThanOrEqual(400)
  })
})

describe('limits hold for HTTP/2 as for HTTP/1', () => {
  it('maxPendingRequests', async () => {
    const { application, open, called } = gated()
    const session = connect(await start(application, { http2: true, maxPendingRequests: 1 }))
    const first = ask(session)
    await called
    const second = await ask(session)
    expect([second.status, second.headers['retry-after']]).toEqual([503, '1'])
    open()
    expect((await first).status).toBe(200)
  })

  it('requestTimeoutMs', async () => {
    let reason: unknown
    const application: Application = ({ exchange }) =>
      new Promise((resolve) => {
        exchange.signal.addEventListener('abort', () => {
          reason = exchange.signal.reason
          resolve(text('too late'))
        })
      })
    const started = await start(application, { http2: true, requestTimeoutMs: 30 })
    const session = connect(started)
    expect(await ask(session)).toMatchObject({ status: 503, body: '' })
    expect(reason).toMatchObject({ code: 'REQUEST_TIMEOUT' })
    // The connection, and what is uploaded over it, are none the worse.
    const stream = session.request({ ':method': 'POST' })
    expect(await collect(stream)).toMatchObject({ status: 503 })
    await expect.poll(() => started.server.counters.requests.active).toBe(0)
    expect(started.server.counters.requests).toEqual({ total: 2, active: 0, aborted: 0 })
  })

  it('maxContentBytes, announced or not', async () => {
    const started = await start(async (request) => text(await readText(request)), {
      http2: true,
      maxContentBytes: 10,
    })
    const session = connect(started)
    expect(await ask(session, { ':method': 'POST' }, 'x'.repeat(10))).toMatchObject({ status: 200 })
    expect(await ask(session, { ':method': 'POST' }, 'x'.repeat(11))).toMatchObject({ status: 413 })
    const announced = await ask(session, { ':method': 'POST', 'content-length': 11 }, 'x'.repeat(11))
    expect(announced.status).toBe(413)
    expect(started.clientErrors).toEqual(['HTTP2_CONTENT_SIZE', 'HTTP2_CONTENT_SIZE'])
  })

  it('minContentRate', async () => {
    const started = await start(echo, { http2: true, contentTimeoutMs: 40, minContentRate: 1000 })
    const stream = connect(started).request({ ':method': 'POST' })
    const dripping = setInterval(() => stream.write('x'), 5)
    onTestFinished(() => clearInterval(dripping))
    expect((await collect(stream)).status).toBe(408)
    expect(started.clientErrors).toEqual(['HTTP2_CONTENT_TIMEOUT'])
  })

  it('maxConnections', async () => {
    const started = await start(version, { http2: true, maxConnections: 1 })
    expect((await ask(connect(started))).status).toBe(200)
    const other = connect(started)
    await once(other, 'close')
    expect(started.server.counters.connections).toEqual({ open: 1, accepted: 1, refused: 1 })
  })

  it('maxRequestsPerConnection', async () => {
    const session = connect(await start(version, { http2: true, maxRequestsPerConnection: 2 }))
    const gone = once(session, 'close')
    expect((await ask(session)).status).toBe(200)
    expect((await ask(session)).status).toBe(200)
    await gone
  })

  it('counts what it does', async () => {
    const started = await start(echo, { http2: true })
    const session = connect(started)
    await ask(session, { ':method': 'POST' }, 'x'.repeat(5000))
    await ask(session, { expect: 'more' })
    session.close()
    await once(session, 'close')
    await expect.poll(() => started.server.counters.connections.open).toBe(0)
    const { requests, responses, bytes, protocolErrors } = started.server.counters
    expect(requests).toEqual({ total: 1, active: 0, aborted: 0 })
    expect(responses).toMatchObject({ '2xx': 1, '4xx': 1 })
    expect(bytes.received).toBeGreaterThan(5000)
    expect(bytes.sent).toBeGreaterThan(5000)
    expect(protocolErrors).toEqual({ HTTP2_EXPECT: 1 })
  })
})
