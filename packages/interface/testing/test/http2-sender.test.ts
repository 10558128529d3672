import { once } from 'node:events'
import { createServer } from 'node:http2'
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { http2Sender } from '../src/suite/index.ts'
import type { Send } from '../src/suite/index.ts'

type Treat = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, list: string[]) => unknown

const closing: Array<() => Promise<void>> = []

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

/** Starts a server that treats each request in this way. */
async function talkingTo(
  treat: Treat,
  treatSession: (session: ServerHttp2Session) => unknown = () => {},
): Promise<Send> {
  const sessions = new Set<ServerHttp2Session>()
  const server = createServer().listen(0, '127.0.0.1')
  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session.on('error', () => {}))
    treatSession(session)
  })
  const opened = (
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    _flags: number,
    list: string[],
  ): void =>
    void treat(
      stream.on('error', () => {}),
      headers,
      list,
    )
  server.on('stream', opened as never)
  await once(server, 'listening')
  closing.push(async () => {
    for (const session of sessions) session.destroy()
    server.close()
    await once(server, 'close')
  })
  return http2Sender({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }, { timeoutMs: 2000 })
}

/** A server that answers with what it got. */
function echoing(): Promise<Send> {
  return talkingTo(async (stream, _headers, list) => {
    const body = await text(stream)
    stream.respond({ ':status': 200 })
    stream.end(JSON.stringify({ list, body }))
  })
}

async function got(answer: ReturnType<Send>): Promise<{ list: string[]; body: string }> {
  return JSON.parse(Buffer.from((await answer).body).toString()) as { list: string[]; body: string }
}

describe('what is written over HTTP/2', () => {
  it('is the request, without fields about the connection', async () => {
    const send = await echoing()
    const { list, body } = await got(
      send({
        method: 'PUT',
        target: '//a/../b?c',
        headers: [
          ['X-A', '1'],
          ['Connection', 'x-b'],
          ['Upgrade', 'echo'],
          ['x-a', '2'],
        ],
        body: ['ä', 'bc'],
      }),
    )
    expect(list.slice(0, 8)).toEqual([
      ':method',
      'PUT',
      ':path',
      '//a/../b?c',
      ':authority',
      'conformance.test',
      ':scheme',
      'http',
    ])
    expect(list.slice(8)).toEqual(['x-a', '1', 'x-a', '2', 'content-length', '4'])
    expect(body).toBe('äbc')
  })

  it('has no length in chunks, and no authority when there shall be no host', async () => {
    const send = await echoing()
    const { list } = await got(send({ host: null, body: ['abc'], framing: 'chunked' }))
    expect(list).not.toContain('content-length')
    expect(list).not.toContain('conformance.test')
  })
})

describe('an answer over HTTP/2', () => {
  it('has status, field lines, content, trailers, and informational answers before it', async () => {
    const send = await talkingTo((stream) => {
      stream.additionalHeaders({ ':status': 103, link: '<a>' })
      stream.respond({ ':status': 299, 'set-cookie': ['a=1', 'b=2'] }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers({ t: 'u' }))
      stream.end('abc')
    })
    const answer = await send({})
    expect(answer).toMatchObject({
      status: 299,
      complete: true,
      informational: [{ status: 103, headers: [['link', '<a>']] }],
      trailers: [['t', 'u']],
    })
    expect(answer.headers.slice(0, 2)).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
    expect(Buffer.from(answer.body).toString()).toBe('abc')
  })

  it('is not complete when its stream is reset', async () => {
    const send = await talkingTo((stream) => {
      stream.respond({ ':status': 200 })
      stream.write('abc', () => stream.destroy(new Error('no more')))
    })
    const { complete, body } = await send({})
    expect([complete, Buffer.from(body).toString()]).toEqual([false, 'abc'])
  })

  it('is not complete when the connection breaks', async () => {
    const send = await talkingTo((stream) => {
      stream.respond({ ':status': 200 })
      stream.write('abc')
    })
    const answer = send({
      onArrival: ({ body }) => {
        if (body.length === 3) for (const close of closing.splice(0)) void close()
      },
    })
    expect((await answer).complete).toBe(false)
  })

  it('is complete when the server wants no more of the request', async () => {
    const send = await talkingTo((stream) => {
      stream.respond({ ':status': 413 })
      // In the callback itself, some versions of Node reset the stream before the answer has left.
      stream.end(() => setImmediate(() => stream.close(0)))
    })
    const body = (async function* () {
      yield new Uint8Array(10)
      await new Promise(() => {})
    })()
    await expect(send({ body })).resolves.toMatchObject({ status: 413, complete: true })
  })

  it('has no status when there is none', async () => {
    const send = await talkingTo((stream) => stream.close(2))
    await expect(send({})).resolves.toMatchObject({ status: null, complete: false })
  })

  it('is refused when it takes too long', async () => {
    const send = await talkingTo(() => {})
    await expect(send({})).rejects.toThrow('No end of the answer within 2000 ms')
  })
})

describe('a sender of HTTP/2', () => {
  it('rejects when nobody listens', async () => {
    await expect(http2Sender({ path: '/nowhere/http.sock' })({})).rejects.toThrow('ENOENT')
  })

  it('holds content back until the server wants it', async () => {
    const send = await talkingTo(async (stream) => {
      stream.additionalHeaders({ ':status': 100 })
      const content = await text(stream)
      stream.respond({ ':status': 200 })
      stream.end(content)
    })
    const { body, informational } = await send({ body: ['content'], expectContinue: true })
    expect(Buffer.from(body).toString()).toBe('content')
    expect(informational).toEqual([{ status: 100, headers: [] }])
  })

  it('keeps content to itself when the answer comes first', async () => {
    let content = 'none'
    const send = await talkingTo((stream, headers) => {
      expect(headers['expect']).toBe('100-continue')
      stream.respond({ ':status': 417 })
      void text(stream).then((all) => (content = all))
      stream.end()
    })
    const { status } = await send({ body: ['content'], framing: 'chunked', expectContinue: true })
    expect(status).toBe(417)
    await expect.poll(() => content).toBe('')
  })

  it('shares a connection between requests that say so, while it is open', async () => {
    const names = new Map<unknown, string>()
    const send = await talkingTo((stream) => {
      const name = names.get(stream.session) ?? `connection ${names.size + 1}`
      names.set(stream.session, name)
      stream.respond({ ':status': 200, name }, { endStream: true })
    })
    const connection = {}
    const seen: string[] = []
    for (const request of [{ connection }, {}, { connection }]) {
      seen.push((await send(request)).headers[0]![1])
    }
    expect(seen).toEqual(['connection 1', 'connection 2', 'connection 1'])
  })

  it('opens another connection when the shared one was closed', async () => {
    let connections = 0
    const send = await talkingTo(
      (stream) => {
        stream.respond({ ':status': 200 }, { endStream: true })
        stream.session?.close()
      },
      () => connections++,
    )
    const connection = {}
    for (let i = 0; i < 3; i++) await expect(send({ connection })).resolves.toMatchObject({ status: 200 })
    expect(connections).toBe(3)
  })

  it('leaves when it is told to, with what has arrived', async () => {
    const left = new AbortController()
    let isGone = (): void => {}
    const gone = new Promise<void>((resolve) => (isGone = resolve))
    const send = await talkingTo(
      (stream) => {
        stream.respond({ ':status': 200 })
        stream.write('abc')
      },
      (session) => session.on('close', isGone),
    )
    const answer = await send({
      signal: left.signal,
      onArrival: ({ body }) => {
        if (body.length === 3) left.abort()
      },
    })
    expect([answer.complete, Buffer.from(answer.body).toString()]).toEqual([false, 'abc'])
    await gone
  })

  it('breaks the connection when its content fails', async () => {
    const send = await talkingTo(() => {})
    const body = (async function* () {
      yield new Uint8Array(10)
      throw new Error('no more')
    })()
    await expect(send({ body })).resolves.toMatchObject({ status: null })
  })
})
