import { once } from 'node:events'
import { readText } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { request } from './line-framing.ts'
import { readAnswer, start, startUnchecked } from './start.ts'

const hello: Application = () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello' })

const never: Application = () => new Promise(() => {})

describe('a head', () => {
  it('that is malformed ends the connection, and the rest goes on (GW7)', async () => {
    const { open, server, clientErrors, errors } = await start(hello)
    const [bad, good] = [await open(), await open()]
    await bad.send('!nonsense\n')
    await good.send(request('/'))
    expect([await bad.rest(), readAnswer(await good.rest()).content]).toEqual(['', 'hello'])
    expect([clientErrors, errors, server.counters.protocolErrors['LINE']]).toEqual([['LINE'], [], 1])
  })

  it('whose variables make no request is answered with 400', async () => {
    const { open, clientErrors } = await start(hello)
    const peer = await open()
    await peer.send('REQUEST_METHOD=GET;REQUEST_URI=/ /\n')
    expect(readAnswer(await peer.rest()).status).toBe('400 Bad Request')
    expect(clientErrors).toEqual(['BAD_VARIABLES'])
  })

  it('beyond maxVariablesBytes is answered with 431', async () => {
    const { open, clientErrors } = await start(hello, { maxVariablesBytes: 100 })
    const peer = await open()
    await peer.send('x'.repeat(102))
    expect(readAnswer(await peer.rest()).status).toBe('431 Request Header Fields Too Large')
    expect(clientErrors).toEqual(['HEAD_SIZE'])
  })

  it.each(['', 'REQUEST'])('that does not come in time ends the connection (after %j)', async (begin) => {
    const { open, clientErrors } = await start(hello, { headTimeoutMs: 20 })
    const peer = await open()
    if (begin !== '') await peer.send(begin)
    expect(await peer.rest()).toBe('')
    expect(clientErrors).toEqual(['HEAD_TIMEOUT'])
  })

  it('that the peer ends in the middle is told of', async () => {
    const { open, clientErrors } = await start(hello)
    const peer = await open()
    peer.socket.end('REQUEST')
    expect(await peer.rest()).toBe('')
    expect(clientErrors).toEqual(['HEAD_CUT_OFF'])
  })
})

describe('content', () => {
  const reads: Application = async (incoming) => ({
    status: 200,
    headers: {},
    body: await readText(incoming, { maxBytes: 1000 }),
  })

  it('beyond maxContentBytes is answered with 413 before it is read (GW22, G25)', async () => {
    const { open, server, clientErrors } = await start(hello, { maxContentBytes: 10 })
    const peer = await open()
    await peer.send(request('/', 'x'.repeat(11)).slice(0, -11))
    expect(readAnswer(await peer.rest()).status).toBe('413 Content Too Large')
    expect([clientErrors, server.counters.requests.total]).toEqual([['CONTENT_SIZE'], 0])
  })

  it('that comes too slowly is 408 for whoever reads it', async () => {
    const { open, errors, clientErrors } = await start(reads, { contentTimeoutMs: 20, minContentRate: 1000 })
    const peer = await open()
    await peer.send(request('/', 'hello').slice(0, -1))
    await peer.receive('Status: 408 Request Timeout')
    await peer.send('o')
    await peer.rest()
    expect([errors, clientErrors, peer.isReset]).toEqual([[], ['CONTENT_TIMEOUT'], false])
  })

  it('that is left unread ends the connection after drainMs', async () => {
    const { open } = await start(() => ({ status: 200, headers: {}, body: null }), { drainMs: 20 })
    const peer = await open()
    await peer.send(request('/', 'hello').slice(0, -1))
    await peer.rest()
    if (!peer.socket.readableEnded) await once(peer.socket, 'end')
    expect(peer.isReset).toBe(false)
  })
})

describe('an answer', () => {
  it('that does not begin within requestTimeoutMs is 503, and the signal aborts', async () => {
    const reasons: unknown[] = []
    const { open } = await start(
      ({ exchange: { signal } }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reasons.push(signal.reason)
            reject(signal.reason)
          })
        }),
      { requestTimeoutMs: 20 },
    )
    const peer = await open()
    await peer.send(request('/'))
    expect(readAnswer(await peer.rest()).status).toBe('503 Service Unavailable')
    expect(reasons).toMatchObject([{ code: 'REQUEST_TIMEOUT' }])
  })

  it('that the peer does not take ends the connection after writeTimeoutMs', async () => {
    const { open, server } = await start(
      () => ({ status: 200, headers: {}, body: new Uint8Array(50_000_000) }),
      {
        writeTimeoutMs: 40,
      },
    )
    const peer = await open()
    peer.socket.pause()
    await peer.send(request('/'))
    await server.close()
    expect(server.counters.connections.open).toBe(0)
  })
})

describe('options', () => {
  it('are checked before anything listens', async () => {
    await expect(start(hello, { headTimeoutMs: -1 })).rejects.toThrow(
      'headTimeoutMs is 0 to 2147483647, got -1',
    )
    await expect(start(hello, { haedTimeoutMs: 1 } as object)).rejects.toThrow(
      "Unknown option 'haedTimeoutMs'",
    )
  })

  it('maxConnections closes further connections at once', async () => {
    const { open, server } = await startUnchecked(never, { maxConnections: 1 })
    const first = await open()
    await first.send(request('/'))
    const second = await open()
    await second.rest()
    expect(server.counters.connections).toEqual({ open: 1, accepted: 1, refused: 1 })
  })

  it('trustNetwork is needed where other machines can connect (GW18)', async () => {
    await expect(start(hello, { host: '0.0.0.0' })).rejects.toMatchObject({ code: 'ENOTLOOPBACK' })
  })
})
