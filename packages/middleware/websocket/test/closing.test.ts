import { getEventListeners, once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { mapRequest } from '@tsgi/compose'
import type { Application, Middleware, Outcome } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { websocket } from '../src/index.ts'
import type { WebSocketHandler } from '../src/index.ts'
import { closeFrame, frame, TEXT } from './raw-client.ts'
import { start } from './start.ts'

/** Notes how exchanges end. */
function noting(outcomes: Outcome[]): Middleware {
  return mapRequest((request) => {
    request.exchange.onFinish((outcome) => outcomes.push(outcome))
    return request
  })
}

/** Notes with which codes sockets close, and when their handlers are done. */
function watched(notes: unknown[], options: Parameters<typeof websocket>[1] = {}): Application {
  return websocket(async (socket) => {
    const [code] = (await once(socket, 'close')) as [number]
    notes.push(code)
  }, options)
}

function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length
}

const silent: WebSocketHandler = () => {}

describe('the exchange', () => {
  it('lasts as long as the socket, and ends well with it', async () => {
    const outcomes: Outcome[] = []
    const notes: unknown[] = []
    const { connect } = await start(noting(outcomes)(watched(notes)))
    const { socket, code } = await connect()
    socket.ping()
    await once(socket, 'pong')
    expect(outcomes).toEqual([])
    socket.close(1000)
    await code
    await expect.poll(() => outcomes).toEqual([{ status: 101, bytes: 0, aborted: false, error: null }])
    expect(notes).toEqual([1000])
  })

  it('ends well when the application closes', async () => {
    const outcomes: Outcome[] = []
    const { connect, server } = await start(
      noting(outcomes)(websocket((socket) => socket.close(4001, 'enough'))),
    )
    const { code } = await connect()
    expect(await code).toBe(4001)
    await server.close()
    expect(outcomes).toEqual([{ status: 101, bytes: 0, aborted: false, error: null }])
  })

  it('ends when the client vanishes, and nothing is left of it', async () => {
    const outcomes: Outcome[] = []
    const notes: unknown[] = []
    const { open, server, errors } = await start(noting(outcomes)(watched(notes)))
    const timers = activeTimers()
    for (const leave of ['reset', 'end'] as const) {
      const client = await open()
      await client.handshake()
      client.send(frame(TEXT, 'half a message').subarray(0, 9))
      await turn()
      if (leave === 'reset') client.reset()
      else client.socket.end()
      await client.rest()
    }
    // Resolves only when the server has no connection and no work any more.
    await server.close()
    expect(notes).toEqual([1006, 1006])
    // One of a test before may have ended meanwhile.
    expect(activeTimers()).toBeLessThanOrEqual(timers)
    expect(outcomes.map(({ status }) => status)).toEqual([101, 101])
    expect(errors).toEqual([])
  })

  it('ends when the client vanishes from a paused socket', async () => {
    const { open, server, errors } = await start(
      websocket(async (socket) => {
        socket.pause()
        await once(socket, 'close')
      }),
    )
    const client = await open()
    await client.handshake()
    client.reset()
    await server.close()
    expect(errors).toEqual([])
  })
})

describe('pings', () => {
  it('drop a peer that does not answer', async () => {
    const notes: unknown[] = []
    const { open, server } = await start(watched(notes, { pingIntervalMs: 20 }))
    const client = await open()
    await client.handshake()
    // One ping, then the end.
    expect([...(await client.rest())]).toEqual([0x89, 0])
    await server.close()
    expect(notes).toEqual([1006])
  })

  it('keep one that does', async () => {
    const { connect } = await start(websocket(silent, { pingIntervalMs: 10 }))
    const { socket } = await connect()
    for (let i = 0; i < 6; i++) await once(socket, 'ping')
    expect(socket.readyState).toBe(socket.OPEN)
  })

  it('keep one that is still sending a message', async () => {
    const notes: unknown[] = []
    const { open } = await start(watched(notes, { pingIntervalMs: 20 }))
    const client = await open()
    await client.handshake()
    client.send(frame(TEXT, '', { length: 50n }))
    for (let i = 0; i < 5; i++) {
      expect(await client.payload()).toHaveLength(0)
      client.send('x')
    }
    expect(notes).toEqual([])
  })

  it('say nothing about a peer while the application has paused its socket', async () => {
    const { connect } = await start(
      websocket(
        async (socket) => {
          const listening = once(socket, 'message')
          socket.pause()
          setTimeout(() => socket.resume(), 100)
          await listening
          socket.send('late')
        },
        { pingIntervalMs: 10 },
      ),
    )
    const { socket, next } = await connect()
    socket.send('hello')
    expect(await next()).toBe('late')
  })

  it('can be switched off', async () => {
    const { open } = await start(websocket(silent, { pingIntervalMs: 0 }))
    const client = await open()
    await client.handshake()
    client.send(closeFrame(1000))
    expect([...(await client.rest())]).toEqual([0x88, 2, 0x03, 0xe8])
  })
})

describe('closing', () => {
  /** Gives exchanges another signal, as middleware may. */
  function signalling(signal: AbortSignal): Middleware {
    return mapRequest((request) => ({
      ...request,
      exchange: Object.create(request.exchange, { signal: { value: signal } }),
    }))
  }

  it('says goodbye with 1001 when the signal of the exchange aborts', async () => {
    const notes: unknown[] = []
    const closing = new AbortController()
    const { connect, server, errors } = await start(signalling(closing.signal)(watched(notes)))
    const sockets = await Promise.all([connect(), connect()])
    const codes = Promise.all(sockets.map(({ code }) => code))
    closing.abort()
    expect(await codes).toEqual([1001, 1001])
    await server.close()
    expect(notes).toEqual([1001, 1001])
    expect(errors).toEqual([])
  })

  it('does so at once when that has happened before', async () => {
    const { connect } = await start(signalling(AbortSignal.abort())(websocket(silent)))
    expect(await (await connect()).code).toBe(1001)
  })

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController()
    const { connect, server } = await start(signalling(signal)(websocket(silent)))
    const { socket } = await connect()
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    socket.close()
    await server.close()
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  it('reaches a paused socket', async () => {
    const closing = new AbortController()
    const { connect, server } = await start(signalling(closing.signal)(websocket((socket) => socket.pause())))
    const code = (await connect()).code
    closing.abort()
    expect(await code).toBe(1001)
    await server.close()
  })

  it('drops a peer that does not answer in time', async () => {
    const closing = new AbortController()
    const notes: unknown[] = []
    const { open, server } = await start(signalling(closing.signal)(watched(notes, { closeTimeoutMs: 20 })))
    const client = await open()
    await client.handshake()
    closing.abort()
    expect(await client.closeCode()).toBe(1001)
    expect(await client.rest()).toHaveLength(0)
    await server.close()
    expect(notes).toEqual([1006])
  })

  it('is no fault of a handler that waits by the signal', async () => {
    const { connect, server, errors } = await start(
      websocket(async (socket, { exchange: { signal } }) => {
        await once(socket, 'message', { signal })
      }),
    )
    const code = (await connect()).code
    await server.close({ graceMs: 0 })
    await code
    expect(errors).toEqual([])
  })

  it('a server cuts what is left when its time is over', async () => {
    const notes: unknown[] = []
    const { connect, server } = await start(watched(notes))
    const code = (await connect()).code
    await server.close({ graceMs: 20 })
    // Not a clean end, with whatever code.
    expect([1001, 1006]).toContain(await code)
    await expect.poll(() => notes).toHaveLength(1)
  })
})
