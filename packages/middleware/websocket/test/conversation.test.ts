import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { compose, mapResponse, mount, when } from '@tsgi/compose'
import { stateKey, text, withHeader, withHeaders } from '@tsgi/message'
import type { HttpRequest, Middleware } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { websocket } from '../src/index.ts'
import type { WebSocketHandler } from '../src/index.ts'
import { frame, HANDSHAKE, TEXT } from './raw-client.ts'
import { start } from './start.ts'

const echo: WebSocketHandler = (socket) => {
  socket.on('message', (data: Buffer, isBinary) => socket.send(data, { binary: isBinary }))
}

describe('a socket', () => {
  it('carries text and bytes in both directions', async () => {
    const { connect, errors } = await start(websocket(echo))
    const { socket, next, code } = await connect()
    socket.send('grüß dich')
    expect(await next()).toBe('grüß dich')
    socket.send(Uint8Array.of(0, 1, 255))
    expect(await next()).toEqual(Uint8Array.of(0, 1, 255))
    const long = 'x'.repeat(1_000_000)
    socket.send(long)
    expect((await next()) === long).toBe(true)
    socket.close(4000)
    expect(await code).toBe(4000)
    expect(errors).toEqual([])
  })

  it('carries much at once, in order', async () => {
    const { connect } = await start(websocket(echo))
    const { socket } = await connect()
    const messages = Array.from({ length: 300 }, (_, index) => String(index).padEnd(index * 100))
    const received: string[] = []
    const all = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        if (received.push(data.toString()) === messages.length) resolve()
      })
    })
    for (const message of messages) socket.send(message)
    await all
    expect(received).toEqual(messages)
  })

  it('gets what was sent along with the request', async () => {
    const { open } = await start(websocket(echo))
    const client = await open()
    expect(await client.handshake(Buffer.concat([Buffer.from(HANDSHAKE), frame(TEXT, 'early')]))).toMatch(
      /^HTTP\/1\.1 101 /,
    )
    expect((await client.payload()).toString()).toBe('early')
  })

  it('knows the request that opened it', async () => {
    const { connect } = await start(
      websocket((socket, { path, query, headers }) => socket.send(`${path}?${query} ${headers['x-token']}`)),
    )
    const { next } = await connect('/room/7?a=1', { headers: { 'X-Token': 'secret' } })
    expect(await next()).toBe('/room/7?a=1 secret')
  })

  it('has the subprotocol that was agreed on', async () => {
    const { connect } = await start(
      websocket((socket) => socket.send(socket.protocol), { protocols: ['chat.v2', 'chat.v1'] }),
    )
    const { socket, next } = await connect('/', { protocols: ['chat.v1', 'chat.v2'] })
    expect(socket.protocol).toBe('chat.v2')
    expect(await next()).toBe('chat.v2')
  })

  it('compresses when it may', async () => {
    const { connect } = await start(websocket(echo, { compress: true }))
    const { socket, next } = await connect('/', { perMessageDeflate: { serverMaxWindowBits: 10 } })
    expect(socket.extensions).toBe('permessage-deflate')
    for (const message of ['short', 'long '.repeat(10_000), 'again '.repeat(10_000)]) {
      socket.send(message)
      expect((await next()) === message).toBe(true)
    }
  })

  it('is a conversation where the handler waits for messages', async () => {
    const { connect } = await start(
      websocket(async (socket) => {
        const listening = once(socket, 'message')
        socket.send('who?')
        const [name] = (await listening) as [Buffer]
        socket.send(`hello ${name.toString()}`)
        socket.close()
      }),
    )
    const { socket, next, code } = await connect()
    expect(await next()).toBe('who?')
    socket.send('you')
    expect(await next()).toBe('hello you')
    expect(await code).toBe(1005)
  })
})

describe('backpressure', () => {
  const CHUNK = Buffer.alloc(500_000)

  it('CN7 a client that takes nothing shows in bufferedAmount, and gets all in the end', async () => {
    const buffered: number[] = []
    const { connect } = await start(
      websocket((socket) => {
        for (let sent = 0; sent < 40; sent++) socket.send(CHUNK)
        buffered.push(socket.bufferedAmount)
        socket.send('last', () => buffered.push(socket.bufferedAmount))
      }),
    )
    const { socket, next } = await connect()
    socket.pause()
    await turn()
    expect(buffered).toEqual([expect.any(Number)])
    expect(buffered[0]).toBeGreaterThan(10_000_000)
    socket.resume()
    let bytes = 0
    for (let message = await next(); message !== 'last'; message = await next()) bytes += message.length
    expect(bytes).toBe(40 * CHUNK.length)
    await expect.poll(() => buffered).toEqual([buffered[0], 0])
  })

  it('CN7 pausing the socket holds the client back', async () => {
    const received: number[] = []
    const paused: WebSocket[] = []
    const { connect } = await start(
      websocket((socket) => {
        socket.on('message', (data: Buffer) => received.push(data.length))
        socket.pause()
        paused.push(socket)
      }),
    )
    const { socket } = await connect()
    for (let sent = 0; sent < 40; sent++) socket.send(CHUNK)
    for (let turns = 0; turns < 20; turns++) await turn()
    expect(received).toEqual([])
    expect(socket.bufferedAmount).toBeGreaterThan(1_000_000)
    paused[0]!.resume()
    await expect.poll(() => received.length).toBe(40)
  })
})

describe('in a stack', () => {
  const user = stateKey<string>('test.user')
  const login: Middleware = (next) => (request) => next(user.set(request, 'ada'))

  it('the response is one like others: fields are added to it', async () => {
    const stack = compose(
      mapResponse((response) => withHeaders(response, { 'x-request-id': '7', 'set-cookie': ['a=1', 'b=2'] })),
      login,
      mount(
        '/chat',
        websocket((socket, request) => socket.send(`${request.basePath} ${user.get(request)}`)),
      ),
    )(() => text('page'))
    const { connect, server } = await start(stack)
    expect(await (await fetch(server.url)).text()).toBe('page')
    const { headers, next } = await connect('/chat')
    expect(headers).toMatchObject({ 'x-request-id': '7', 'set-cookie': ['a=1', 'b=2'] })
    expect(await next()).toBe('/chat ada')
  })

  it('a page and a socket share a path', async () => {
    const isSocket = ({ exchange }: HttpRequest): boolean => exchange.upgrade?.includes('websocket') === true
    const { connect, server } = await start(when(isSocket, () => websocket(echo))(() => text('page')))
    expect(await (await fetch(server.url)).text()).toBe('page')
    const { socket, next } = await connect()
    socket.send('hello')
    expect(await next()).toBe('hello')
  })

  it('WS1 there is no socket before the whole stack has accepted', async () => {
    let opened = 0
    const { open, errors } = await start(
      mapResponse(async (response) => {
        await turn()
        return response.status === 101 ? text('no', { status: 403 }) : response
      })(websocket(() => void opened++)),
    )
    const client = await open()
    expect(await client.handshake(`${HANDSHAKE}GET / HTTP/1.1\r\nHost: a\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 403 /,
    )
    // What followed is the next request, no frames.
    expect(await client.head()).toMatch(/^noHTTP\/1\.1 426 /)
    expect(opened).toBe(0)
    expect(errors).toEqual([])
  })

  it('layers that add fields see a refusal as well', async () => {
    const { server } = await start(
      mapResponse((response) => withHeader(response, 'x-request-id', '7'))(websocket(echo)),
    )
    const answer = await fetch(server.url)
    expect(answer.status).toBe(426)
    expect(answer.headers.get('x-request-id')).toBe('7')
  })
})

describe('a handler that fails', () => {
  const failure = new Error('broken')
  const failing: ReadonlyArray<[how: string, handler: WebSocketHandler]> = [
    [
      'throws',
      () => {
        throw failure
      },
    ],
    [
      'rejects',
      async (socket) => {
        await once(socket, 'message')
        throw failure
      },
    ],
    [
      'has a listener that throws',
      (socket) => {
        socket.on('message', () => {
          throw failure
        })
      },
    ],
    [
      'has a listener that rejects',
      (socket) => {
        // oxlint-disable-next-line typescript/no-misused-promises -- that is the mistake
        socket.on('message', async () => {
          await turn()
          throw failure
        })
      },
    ],
  ]

  it.each(failing)(
    'closes its socket when it %s: 1011, one report, no harm to others',
    async (_how, handler) => {
      const application = mount('/fails', websocket(handler))(websocket(echo))
      const { connect, errors } = await start(application)
      const other = await connect('/')
      const { socket, code } = await connect('/fails')
      for (const message of ['a', 'b', 'c']) socket.send(message)
      expect(await code).toBe(1011)
      expect(errors).toEqual([failure])
      other.socket.send('still here')
      expect(await other.next()).toBe('still here')
    },
  )

  it('hears nothing more but the end', async () => {
    const heard: string[] = []
    const { connect, errors } = await start(
      websocket((socket) => {
        socket.on('close', () => heard.push('close'))
        socket.on('message', (data: Buffer) => {
          heard.push(data.toString())
          throw failure
        })
      }),
    )
    const { socket, code } = await connect()
    for (const message of ['a', 'b', 'c']) socket.send(message)
    expect(await code).toBe(1011)
    await expect.poll(() => heard).toEqual(['a', 'close'])
    expect(errors).toEqual([failure])
  })

  it('is reported when its client has left before', async () => {
    const { open, errors } = await start(
      websocket(async (socket) => {
        await once(socket, 'close')
        throw failure
      }),
    )
    const client = await open()
    await client.handshake()
    client.reset()
    await expect.poll(() => errors).toEqual([failure])
  })
})
