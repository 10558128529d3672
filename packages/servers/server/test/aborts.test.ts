import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Application, HttpRequest, Outcome } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { echo } from './applications.ts'
import type { RawClient } from './raw-client.ts'
import { start, startUnchecked } from './start.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const TEXT = { 'content-type': 'text/plain' }

/** Ways to leave. */
const LEAVING: ReadonlyArray<[string, (client: RawClient) => void]> = [
  ['resets the connection', (client) => client.reset()],
  ['closes it', (client) => void client.socket.destroy()],
]

/** Watches the exchanges of an application: how each of them ended. */
function watched(application: Application): { application: Application; outcomes: Outcome[] } {
  const outcomes: Outcome[] = []
  return {
    outcomes,
    application: (request) => {
      request.exchange.onFinish((outcome) => outcomes.push(outcome))
      return application(request)
    },
  }
}

async function untilAborted({ exchange: { signal } }: HttpRequest): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

describe.each(LEAVING)('a client that %s', (_how, leave) => {
  it('CN4 before its request is complete leaves nothing behind', async () => {
    const { server, open, errors } = await start(echo)
    for (const part of ['', 'G', 'GET / HTTP/1.1\r\n', 'GET / HTTP/1.1\r\nHost: a\r\n']) {
      const client = await open()
      if (part !== '') await client.send(part)
      leave(client)
    }
    await server.close()
    expect(errors).toEqual([])
  })

  it('CN4 while the application works aborts the signal, and nothing is reported (ERR-5)', async () => {
    let isCalled: () => void = () => {}
    const called = new Promise<void>((resolve) => (isCalled = resolve))
    const { application, outcomes } = watched(async (request) => {
      isCalled()
      await untilAborted(request)
      throw request.exchange.signal.reason
    })
    const { server, open, errors } = await start(application)
    const client = await open()
    await client.send(GET)
    await called
    leave(client)
    await server.close()
    expect(outcomes).toMatchObject([{ status: null, bytes: 0, aborted: true, error: { name: 'AbortError' } }])
    expect(errors).toEqual([])
  })

  it.each([
    ['of a declared length', 'Content-Length: 10', 'hello'],
    ['in chunks', 'Transfer-Encoding: chunked', '5\r\nhello\r\n'],
  ])(
    'CN4 in the middle of content %s is an error for who reads it (BODY-5)',
    async (_what, framing, octets) => {
      const seen: unknown[] = []
      let hasBegun: () => void = () => {}
      const begun = new Promise<void>((resolve) => (hasBegun = resolve))
      const { application, outcomes } = watched(async (request) => {
        try {
          for await (const _chunk of request.body!) hasBegun()
          seen.push('end')
        } catch (error) {
          seen.push(error)
        }
        return { status: 200, headers: {}, body: null }
      })
      const { server, open, errors } = await start(application)
      const client = await open()
      await client.send(`POST / HTTP/1.1\r\nHost: a\r\n${framing}\r\n\r\n${octets}`)
      await begun
      leave(client)
      await server.close()
      expect(seen).toEqual([expect.objectContaining({ name: 'AbortError', code: 'CLIENT_LEFT' })])
      expect(outcomes).toMatchObject([{ aborted: true }])
      expect(errors).toEqual([])
    },
  )

  it('RS3 in the middle of a stream: that is closed, after the signal (BODY-18)', async () => {
    const events: string[] = []
    async function* endless(request: HttpRequest): AsyncGenerator<string> {
      try {
        yield 'a'
        await untilAborted(request)
        events.push('aborted')
        yield 'b'
      } finally {
        events.push('closed')
      }
    }
    const { application, outcomes } = watched((request) => ({
      status: 200,
      headers: TEXT,
      body: endless(request),
    }))
    const { server, open, errors } = await start(application)
    const client = await open()
    await client.send(GET)
    await client.receive(1)
    leave(client)
    await server.close()
    expect(events).toEqual(['aborted', 'closed'])
    expect(outcomes).toMatchObject([{ status: 200, bytes: 1, aborted: true }])
    expect(errors).toEqual([])
  })

  it('CN4 before it has taken a large answer: that was cut (EXCH-5)', async () => {
    const { application, outcomes } = watched(() => ({
      status: 200,
      headers: TEXT,
      body: new Uint8Array(20_000_000),
    }))
    const { server, open } = await start(application)
    const client = await open()
    client.socket.pause()
    await client.send(GET)
    await expect.poll(() => client.socket.bytesRead).toBeGreaterThan(0)
    expect(outcomes).toEqual([])
    leave(client)
    await server.close()
    expect(outcomes).toMatchObject([{ status: 200, bytes: 20_000_000, aborted: true }])
  })

  it('CN4 after its answer: nothing happens', async () => {
    const { application, outcomes } = watched(() => ({ status: 200, headers: TEXT, body: 'hello' }))
    const { server, open, errors } = await start(application)
    const client = await open()
    await client.send(GET)
    await client.answer()
    leave(client)
    await server.close()
    expect(outcomes).toEqual([{ status: 200, bytes: 5, aborted: false, error: null }])
    expect(errors).toEqual([])
  })
})

describe('a stream that never waits', () => {
  it('CN5 does not keep the server from noticing that its client has gone', async () => {
    async function* greedy(): AsyncGenerator<string> {
      const startedAt = performance.now()
      while (performance.now() - startedAt < 10_000) yield 'a'
    }
    const { application, outcomes } = watched(() => ({ status: 200, headers: TEXT, body: greedy() }))
    const { server } = await startUnchecked(application)
    // Another process, because this one is busy with nothing but the stream.
    const client = spawn(process.execPath, ['-e', LEAVE_AT_FIRST_OCTET, server.url], { stdio: 'ignore' })
    await once(client, 'exit')
    await server.close()
    expect(outcomes).toMatchObject([{ status: 200, aborted: true, error: { code: 'CLIENT_LEFT' } }])
  })
})

const LEAVE_AT_FIRST_OCTET = `
const { hostname, port } = new URL(process.argv[1])
const socket = require('node:net').connect(port, hostname)
socket.write('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n')
socket.once('data', () => socket.resetAndDestroy())
`
