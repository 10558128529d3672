import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { serve } from '@tsgi/server'
import { client, httpSender } from '@tsgi/testing'
import type { Send } from '@tsgi/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fromFetch, toFetch } from '../src/index.ts'
import type { FetchHandler, FromFetchOptions } from '../src/index.ts'

describe('a client that leaves', () => {
  it('aborts the signal of the request while the handler works', async () => {
    const seen = deferred<string>()
    const port = await listen((request) => {
      socket.then((opened) => opened.destroy()).catch(seen.reject)
      return new Promise((_resolve, reject) => {
        request.signal.addEventListener('abort', () => {
          seen.resolve((request.signal.reason as Error).name)
          reject(request.signal.reason as Error)
        })
      })
    })
    const socket = open(port, 'GET / HTTP/1.1\r\nhost: a.example\r\n\r\n')
    expect(await seen.promise).toBe('AbortError')
  })

  it.each([false, true])('cancels the body that is being sent (native: %s)', async (native) => {
    const cancelled = deferred<string>()
    const port = await listen(
      ({ signal }) =>
        new Response(
          new ReadableStream({
            pull: (controller) => controller.enqueue(new Uint8Array(1000)),
            cancel: () => cancelled.resolve(signal.aborted ? 'after the signal' : 'before the signal'),
          }),
        ),
      { native },
    )
    const socket = await open(port, 'GET / HTTP/1.1\r\nhost: a.example\r\n\r\n')
    await once(socket, 'data')
    socket.destroy()
    expect(await cancelled.promise).toBe('after the signal')
  })

  it('cancels a body of which nothing has come yet', async () => {
    const cancelled = deferred<string>()
    const port = await listen(
      () => new Response(new ReadableStream({ cancel: () => cancelled.resolve('cancelled') })),
    )
    const socket = await open(port, 'GET / HTTP/1.1\r\nhost: a.example\r\n\r\n')
    await once(socket, 'data') // The head.
    socket.destroy()
    expect(await cancelled.promise).toBe('cancelled')
  })

  it('makes reading fail, as text and as a stream', async () => {
    const read = deferred<string>()
    const port = await listen(async (request) => {
      await request.text().catch((error: Error) => read.resolve(error.name))
      return new Response('too late')
    })
    const socket = await open(port, 'POST / HTTP/1.1\r\nhost: a.example\r\ncontent-length: 10\r\n\r\nabc')
    socket.end()
    expect(await read.promise).toBe('AbortError')
  })

  it('reaches an application behind both adapters', async () => {
    const seen: string[] = []
    const over = deferred<string[]>()
    const handler = toFetch(({ exchange }) => {
      exchange.signal.addEventListener('abort', () => seen.push('abort'))
      exchange.onFinish(({ aborted }) => {
        seen.push(`finish ${aborted}`)
        over.resolve(seen)
      })
      const body = (async function* () {
        for (;;) yield new Uint8Array(1000)
      })()
      return { status: 200, headers: {}, body }
    })
    const socket = await open(await listen(handler), 'GET / HTTP/1.1\r\nhost: a.example\r\n\r\n')
    await once(socket, 'data')
    socket.destroy()
    expect((await over.promise).sort()).toEqual(['abort', 'finish true'])
  })
})

describe('a client that reads slowly', () => {
  it.each<[string, FetchHandler]>([
    ['fromFetch', () => new Response(counted(), { headers: TYPE })],
    [
      'fromFetch(toFetch())',
      toFetch(() => ({ status: 200, headers: TYPE, body: counted() as AsyncIterable<Uint8Array> })),
    ],
  ])('holds the source up, so that at most 256 KiB wait in %s', async (_way, handler) => {
    made = 0
    const { chunks } = await client(fromFetch(handler)).stream('GET', '/')
    let taken = 0
    for await (const chunk of chunks) {
      taken += chunk.length
      // All that may run without the reader does so here.
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
      expect(made - taken).toBeLessThanOrEqual(262_144)
      if (taken > 1_000_000) break
    }
  })
})

const TYPE = { 'content-type': 'application/octet-stream' }
const CHUNK_BYTES = 16_384
let made = 0

/** A source without end, whose own stream holds nothing back. */
function counted(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      pull(controller) {
        made += CHUNK_BYTES
        controller.enqueue(new Uint8Array(CHUNK_BYTES))
      },
    },
    { highWaterMark: 0 },
  )
}

describe('the first byte', () => {
  it('comes before the second is made', async () => {
    const second = deferred<string>()
    const texts: Array<Promise<string>> = [Promise.resolve('first'), second.promise]
    const send = await sender(
      () =>
        new Response(
          new ReadableStream({
            async pull(controller) {
              const text = await texts.shift()
              if (text === undefined) controller.close()
              else controller.enqueue(new TextEncoder().encode(text))
            },
          }),
        ),
    )
    const answer = await send({
      onArrival: ({ body }) => {
        if (body.length > 0) second.resolve('second')
      },
    })
    expect(new TextDecoder().decode(answer.body)).toBe('firstsecond')
  })
})

describe('content of a request', () => {
  it('of 100 MB is not gathered', async () => {
    const send = await sender(async (request) => {
      let size = 0
      const reader = request.body!.getReader()
      for (let step = await reader.read(); !step.done; step = await reader.read()) size += step.value.length
      return new Response(String(size))
    })
    const piece = new Uint8Array(1_000_000)
    const answer = await send({ method: 'POST', body: Array.from({ length: 100 }, () => piece) })
    expect(new TextDecoder().decode(answer.body)).toBe('100000000')
  })

  it('can be answered while it comes', async () => {
    const send = await sender((request) => new Response(request.body))
    const more = deferred<string>()
    const body = (async function* () {
      yield new TextEncoder().encode('one ')
      yield new TextEncoder().encode(await more.promise)
    })()
    const answer = await send({
      method: 'POST',
      body,
      onArrival: ({ body: soFar }) => {
        if (soFar.length > 0) more.resolve('two')
      },
    })
    expect(new TextDecoder().decode(answer.body)).toBe('one two')
  })

  it('that nobody reads leaves the connection usable', async () => {
    const send = await sender(() => new Response('unread'))
    const connection = {}
    for (const text of ['first', 'second']) {
      const answer = await send({ method: 'POST', body: [text.repeat(1000)], connection })
      expect(answer.complete).toBe(true)
    }
  })

  it('is asked for with 100 only when it is read', async () => {
    const send = await sender(async (request) =>
      request.url.endsWith('/read')
        ? new Response(await request.text())
        : new Response(null, { status: 417 }),
    )
    const upload = { method: 'POST', body: ['content'], expectContinue: true }
    expect((await send({ ...upload, target: '/read' })).status).toBe(200)
    expect((await send({ ...upload, target: '/unread' })).status).toBe(417)
  })
})

async function listen(handler: FetchHandler, options?: FromFetchOptions): Promise<number> {
  const server = await serve(fromFetch(handler, options), { host: '127.0.0.1', port: 0, onError: () => {} })
  onTestFinished(() => server.close({ graceMs: 0 }))
  return (server.address as { port: number }).port
}

async function sender(handler: FetchHandler): Promise<Send> {
  return httpSender({ host: '127.0.0.1', port: await listen(handler) })
}

async function open(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'>
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }))
  return { promise, ...settle! }
}
