import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { constants } from 'node:http2'
import type { HttpResponse } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { answering, echo, gated } from './applications.ts'
import {
  END_HEADERS,
  FrameReader,
  GOAWAY,
  HEADERS,
  REQUEST,
  fieldBlock,
  frame,
  preface,
  request,
} from './frames.ts'
import { ask, collect, startHttp2 } from './http2-serve.ts'

const POST = fieldBlock([':method', 'POST'], ...REQUEST.slice(1))
/** SETTINGS_INITIAL_WINDOW_SIZE of zero: nothing may be sent to the client. */
const CLOSED_WINDOW = [4, 0] as const

describe('RFC 9113 §6.8: shutdown', () => {
  it('lets streams finish and tells the client which were the last', async () => {
    const { application, called, open } = gated()
    const started = await startHttp2(application)
    const socket = await started.open()
    const reader = new FrameReader(socket)
    socket.write(Buffer.concat([preface(), request(1)]))
    await called
    for (const connection of started.connections) connection.shutdown()
    const goaway = await reader.find(({ type }) => type === GOAWAY)
    expect(goaway!.payload.readUInt32BE(0)).toBe(1)
    expect(goaway!.payload.readUInt32BE(4)).toBe(0)
    socket.write(request(3))
    open()
    await reader.over()
    await started.gone
    expect(reader.frames.filter(({ type }) => type === HEADERS).map(({ stream }) => stream)).toEqual([1])
  })

  it('closes when nothing is under way', async () => {
    const { client, connections, gone } = await startHttp2(echo)
    const session = client()
    await ask(session)
    for (const connection of connections) connection.shutdown()
    await gone
    expect(session.destroyed || session.closed).toBe(true)
  })

  it('closes although the client answers nothing and stays', async () => {
    const { open, connections, gone } = await startHttp2(echo, { drainMs: 1 })
    const socket = await open()
    const reader = new FrameReader(socket)
    socket.write(preface())
    await reader.find(({ type }) => type === 4)
    for (const connection of connections) connection.shutdown()
    await gone
    expect(reader.frames.some(({ type }) => type === GOAWAY)).toBe(true)
  })

  it('gives up what is under way when it is told to', async () => {
    const { called, application } = gated()
    let reason: unknown
    const { client, connections, gone } = await startHttp2((incoming) => {
      incoming.exchange.signal.addEventListener('abort', () => (reason = incoming.exchange.signal.reason))
      return application(incoming)
    })
    const answer = ask(client())
    await called
    for (const connection of connections) connection.destroy()
    expect((await answer).status).toBe(0)
    await gone
    expect(reason).toMatchObject({ name: 'AbortError', code: 'SERVER_CLOSING' })
  })

  it('is told once that the connection is gone', async () => {
    let times = 0
    const { client, connections } = await startHttp2(echo, { closed: () => times++ })
    const session = client()
    await ask(session)
    for (const connection of connections) {
      connection.shutdown()
      connection.destroy()
      connection.shutdown()
    }
    await once(session, 'close')
    expect(times).toBe(1)
  })
})

describe('time', () => {
  it('closes connections without requests', async () => {
    const { client, gone, connections } = await startHttp2(echo, { keepAliveTimeoutMs: 1 })
    await ask(client())
    await gone
    expect(connections.size).toBe(0)
  })

  it('closes connections on which nothing is ever said', async () => {
    const { open, gone, connections } = await startHttp2(echo, { keepAliveTimeoutMs: 1, drainMs: 1 })
    await open()
    await gone
    expect(connections.size).toBe(0)
  })

  it('closes connections whose head never ends', async () => {
    const { open, gone, connections } = await startHttp2(echo, { keepAliveTimeoutMs: 1, drainMs: 1 })
    const socket = await open()
    socket.resume()
    socket.write(Buffer.concat([preface(), frame(HEADERS, 0, 1, POST)]))
    await gone
    expect(connections.size).toBe(0)
  })

  it('resets streams whose window stays closed (H2-9)', async () => {
    const large = new Uint8Array(100_000)
    const { open } = await startHttp2(answering({ body: large }), { writeTimeoutMs: 1 })
    const socket = await open()
    const reader = new FrameReader(socket)
    socket.write(Buffer.concat([preface(CLOSED_WINDOW), request(1)]))
    const reset = await reader.find(({ type, stream }) => type === 3 && stream === 1)
    expect(reset!.payload.readUInt32BE()).toBe(constants.NGHTTP2_INTERNAL_ERROR)
  })

  it('ends an exchange whose window stays closed (H2-9)', async () => {
    let closed: (isClosed: boolean) => void = () => {}
    const over = new Promise<boolean>((resolve) => (closed = resolve))
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield new Uint8Array(50_000)
      } finally {
        closed(true)
      }
    }
    const serve = (): HttpResponse => ({ status: 200, headers: {}, body: endless() })
    const { open } = await startHttp2(serve, { writeTimeoutMs: 1 })
    const socket = await open()
    socket.resume()
    socket.write(Buffer.concat([preface(CLOSED_WINDOW), request(1)]))
    expect(await over).toBe(true)
  })

  it('answers 408 when content stays away that the application waits for', async () => {
    const { client } = await startHttp2(echo, { contentTimeoutMs: 1 })
    const stream = client().request({ ':method': 'POST' })
    expect((await collect(stream)).status).toBe(408)
  })

  it('lets applications take their time', async () => {
    const { application, open } = gated()
    const { client } = await startHttp2(application, {
      contentTimeoutMs: 1,
      writeTimeoutMs: 1,
      keepAliveTimeoutMs: 1,
    })
    const session = client()
    const answer = ask(session)
    // As long as a connection without requests would live at most.
    await startHttp2(echo, { keepAliveTimeoutMs: 1 }).then(async (other) => {
      await ask(other.client())
      await other.gone
    })
    open()
    expect((await answer).status).toBe(200)
  })

  it('frees a connection whose content was never sent (CN4)', async () => {
    const { open, gone, connections } = await startHttp2(echo)
    const socket = await open()
    socket.resume()
    const sent = Buffer.concat([preface(), frame(HEADERS, END_HEADERS, 1, POST)])
    socket.write(sent, () => socket.resetAndDestroy())
    await gone
    expect(connections.size).toBe(0)
  })

  it('gives a client up that answers no ping while its streams are open (CN4, H2-10)', async () => {
    const { application } = gated()
    const { open, gone, clientErrors } = await startHttp2(application, { contentTimeoutMs: 2, drainMs: 1 })
    const socket = await open()
    socket.resume()
    socket.write(Buffer.concat([preface(), request(1)]))
    await gone
    expect(clientErrors).toEqual(['HTTP2_SILENT'])
  })
})
