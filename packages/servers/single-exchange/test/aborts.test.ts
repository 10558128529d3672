import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readText } from '@tsgi/message'
import type { Application, HttpRequest, Outcome } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { request } from './line-framing.ts'
import { readAnswer, start, startUnchecked } from './start.ts'
import type { Peer } from './start.ts'

const TEXT = { 'content-type': 'text/plain' }

/** Ways to leave. */
const LEAVING: ReadonlyArray<[string, (peer: Peer) => void]> = [
  ['resets the connection', ({ socket }) => void socket.resetAndDestroy()],
  ['closes it', ({ socket }) => void socket.destroy()],
]

function gate(): { open: () => void; opened: Promise<void> } {
  let open: () => void = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { open, opened }
}

async function untilAborted({ exchange: { signal } }: HttpRequest): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

describe.each(LEAVING)('a peer that %s', (_how, leave) => {
  it('within its head leaves nothing behind', async () => {
    const { server, open, errors } = await start(() => ({ status: 200, headers: {}, body: null }))
    for (const part of ['', 'REQ', 'REQUEST_METHOD=GET;']) {
      const peer = await open()
      if (part !== '') await peer.send(part)
      leave(peer)
    }
    await server.close()
    expect([errors, server.counters.connections.open]).toEqual([[], 0])
  })

  it('while the application works aborts the signal, and nothing is reported (GW20, ERR-5)', async () => {
    const called = gate()
    const outcomes: Outcome[] = []
    const { server, open, errors } = await start(async (incoming) => {
      incoming.exchange.onFinish((outcome) => outcomes.push(outcome))
      called.open()
      await untilAborted(incoming)
      throw incoming.exchange.signal.reason
    })
    const peer = await open()
    await peer.send(request('/'))
    await called.opened
    leave(peer)
    await server.close()
    expect(errors).toEqual([])
    expect(outcomes).toMatchObject([{ status: null, bytes: 0, aborted: true, error: { name: 'AbortError' } }])
  })

  it('within its content fails the body (BODY-5, GW16)', async () => {
    const called = gate()
    const failures: unknown[] = []
    const { server, open, errors } = await start(async (incoming) => {
      called.open()
      const failure = await readText(incoming, { maxBytes: 1000 }).catch((error: unknown) => error)
      failures.push(failure)
      throw failure
    })
    const peer = await open()
    await peer.send(request('/', 'hello').slice(0, -1))
    await called.opened
    leave(peer)
    await server.close()
    expect(errors).toEqual([])
    expect(failures).toMatchObject([{ name: 'AbortError', code: 'CLIENT_LEFT' }])
  })

  it('within a stream closes the body', async () => {
    const closed = gate()
    const { server, open } = await start(() => ({
      status: 200,
      headers: TEXT,
      body: (async function* () {
        try {
          for (;;) {
            yield 'x'.repeat(1000)
            await new Promise((resolve) => setImmediate(resolve))
          }
        } finally {
          closed.open()
        }
      })(),
    }))
    const peer = await open()
    await peer.send(request('/'))
    await peer.receive('xxx')
    leave(peer)
    await closed.opened
    await server.close()
    expect(server.counters.requests.aborted).toBe(1)
  })
})

describe('a peer that ends its side after its request', () => {
  it('still gets an answer that is there as a whole', async () => {
    const ended = gate()
    const { open } = await start(async (incoming) => {
      await untilAborted(incoming)
      ended.open()
      return { status: 200, headers: TEXT, body: 'answered' }
    })
    const peer = await open()
    peer.socket.end(request('/'))
    await ended.opened
    expect(readAnswer(await peer.rest()).content).toBe('answered')
  })
})

describe('a response that breaks off', () => {
  function failing(fails: Promise<void>, headers: Record<string, string> = {}): Application {
    return () => ({
      status: 200,
      headers: { ...TEXT, ...headers },
      body: (async function* () {
        yield 'begun'
        await fails
        throw new Error('broken')
      })(),
    })
  }

  it.each([{}, { 'content-length': '10' }])(
    'is reset, so that the peer can tell (ERR-4, CN14) %o',
    async (length) => {
      const { open: fail, opened: fails } = gate()
      const { open, errors } = await startUnchecked(failing(fails, length))
      const peer = await open()
      await peer.send(request('/'))
      // Node takes a reset for an end when it comes together with octets.
      await peer.receive('begun')
      fail()
      await peer.rest()
      expect([peer.isReset, errors.length]).toEqual([true, 1])
    },
  )

  it('ends the connection over a unix socket', async () => {
    const unix = join(tmpdir(), `single-exchange-${process.pid}.sock`)
    const { open } = await startUnchecked(failing(Promise.resolve()), { unix })
    const peer = await open()
    await peer.send(request('/'))
    expect(readAnswer(await peer.rest()).content).toBe('begun')
  })
})
