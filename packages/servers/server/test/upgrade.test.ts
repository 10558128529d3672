import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { Application, ByteDuplex, Connection, HttpResponse } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { echo, path } from './applications.ts'
import { turns } from './raw-client.ts'
import { start, startUnchecked } from './start.ts'

/** A request that offers protocols. */
function offering(protocols: string, ...lines: string[]): string {
  return [
    'GET / HTTP/1.1',
    'Host: a',
    'Connection: keep-alive, Upgrade',
    `Upgrade: ${protocols}`,
    ...lines,
    '',
    '',
  ].join('\r\n')
}

const OFFER = offering('echo')

function switching(upgrade: (connection: Connection) => void | Promise<void>, headers = {}): HttpResponse {
  return { status: 101, headers: { upgrade: 'echo', ...headers }, body: null, upgrade }
}

/** Sends back what comes, and ends when the client does. */
async function sendBack(duplex: ByteDuplex): Promise<void> {
  for await (const chunk of duplex.readable) await duplex.write(chunk)
  await duplex.end()
}

const echoing: Application = () => switching((connection) => sendBack(connection.accept()))

describe('a connection that changes its protocol', () => {
  it('belongs to the application, with what was sent along with the request (UPGR-3)', async () => {
    const { open, errors } = await start(echoing)
    const client = await open()
    await client.send(`${OFFER}first `)
    expect(await client.answer()).toMatchObject({
      status: 101,
      headers: { upgrade: 'echo', connection: 'upgrade' },
    })
    expect(await client.receive(6)).toBe('first ')
    for (const word of ['second ', 'third ']) {
      await client.send(word)
      await client.receive(6 + word.length)
    }
    await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    client.end()
    expect(await client.rest()).toBe('first second third GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(errors).toEqual([])
  })

  it('is the same when the application takes its time', async () => {
    const { open } = await start(async () => {
      await turns()
      return switching(async (connection) => {
        await turns()
        await sendBack(connection.accept())
      })
    })
    const client = await open()
    await client.sendApart([OFFER, 'first ', 'second '])
    expect((await client.answer()).status).toBe(101)
    client.end()
    expect(await client.rest()).toBe('first second ')
  })

  it('closes when both sides have ended, although the application has left something unread', async () => {
    const { server, open } = await start(() => switching((connection) => connection.accept().end()))
    const client = await open(true)
    await client.send(`${OFFER}unread`)
    await client.rest()
    await client.send('more')
    client.end()
    await once(client.socket, 'close')
    await turns(10)
    expect(server.counters.connections.open).toBe(0)
  })

  it('has no date and no length in its head, but the fields of the response', async () => {
    const { open } = await start(() =>
      switching((connection) => connection.accept().end(), { 'set-cookie': ['a=1', 'b=2'] }),
    )
    const client = await open()
    await client.send(OFFER)
    expect(await client.rest()).toBe(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nset-cookie: a=1\r\nset-cookie: b=2\r\nconnection: upgrade\r\n\r\n',
    )
  })

  it('carries much in both directions, with backpressure', async () => {
    const { open } = await start(echoing)
    const client = await open()
    await client.send(OFFER)
    await client.answer()
    const content = Buffer.alloc(5_000_000, 'abcdefg')
    const sent = client.send(content)
    client.end()
    const text = await client.rest()
    await sent
    expect(text === content.toString('latin1')).toBe(true)
  })

  it('can be had raw, with what was read of the other protocol', async () => {
    const { open } = await start(() =>
      switching((connection) => {
        const { socket, head } = connection[Symbol.for('tsgi.node')] as { socket: Socket; head: Uint8Array }
        expect(connection[Symbol.for('tsgi.node')]).toHaveProperty('socket', socket)
        socket.write(`raw ${Buffer.from(head).toString()}`)
        socket.pipe(socket)
      }),
    )
    const client = await open()
    await client.send(`${OFFER}first `)
    await client.receive(10)
    await client.send('second')
    client.end()
    expect(await client.rest()).toBe('raw first second')
  })

  it('comes after the answers to requests before it', async () => {
    const { open } = await start((request) => (request.exchange.upgrade ? echoing(request) : path(request)))
    const client = await open()
    await client.send(`${'GET /before HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2)}${OFFER}hello`)
    expect((await client.answers(3)).map(({ status }) => status)).toEqual([200, 200, 101])
    client.end()
    expect(await client.rest()).toBe('hello')
  })

  it('that its client leaves ends for who reads it', async () => {
    const seen: unknown[] = []
    const { server, open } = await start(() =>
      switching(async (connection) => {
        try {
          await sendBack(connection.accept())
          seen.push('end')
        } catch {
          seen.push('error')
        }
      }),
    )
    const client = await open()
    await client.send(OFFER)
    await client.answer()
    client.reset()
    await server.close()
    await expect.poll(() => seen).toHaveLength(1)
  })

  it('is cut when its application fails (ERR-4)', async () => {
    const failure = new Error('failed')
    const { open, errors } = await start(() =>
      switching((connection) => {
        connection.accept()
        throw failure
      }),
    )
    const client = await open()
    await client.send(OFFER)
    expect(await client.rest()).toMatch(/^(HTTP\/1\.1 101 .*)?$/s)
    expect(errors).toEqual([failure])
  })
})

describe('a request that offers a protocol', () => {
  it.each([
    ['at once', path],
    ['later', echo],
  ])(
    'may be answered as any other, %s; what follows is the next request (UPGR-1)',
    async (_when, application) => {
      const { open } = await start(application)
      const client = await open()
      await client.send(`${OFFER}GET /next HTTP/1.1\r\nHost: a\r\n\r\n`)
      const answers = await client.answers(2)
      expect(answers.map(({ status }) => status)).toEqual([200, 200])
      expect(answers[0]!.headers['connection']).toBeUndefined()
      await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      expect((await client.answer()).status).toBe(200)
    },
  )

  it('tells the application which, in the order of the client', async () => {
    const seen: unknown[] = []
    const { open } = await start((request) => {
      seen.push(request.exchange.upgrade)
      return path(request)
    })
    for (const request of [
      offering('websocket, foo/2'),
      offering('websocket', 'Upgrade: bar'),
      offering('h2c, websocket'),
      // Nobody can take these.
      offering('h2c', 'HTTP2-Settings: AAMAAABk'),
      offering('H2C, TLS/1.2, HTTP/2.0'),
      // Nor are these protocols.
      offering('"websocket", web socket, a/b/c, /1'),
      // The field belongs to the connection only when that says so.
      'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n',
      offering('websocket').replace('1.1', '1.0').replace('keep-alive, ', 'Keep-Alive, '),
      // The content would stand between the two protocols.
      `${offering('websocket', 'Content-Length: 1')}a`,
    ]) {
      const client = await open()
      await client.send(request)
      expect((await client.answer()).status).toBe(200)
    }
    expect(seen).toEqual([
      ['websocket', 'foo/2'],
      ['websocket', 'bar'],
      ['websocket'],
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('H2-15: goes on in HTTP/1.1 with clients that offer h2c, also where HTTP/2 is spoken', async () => {
    const { open } = await start(path, { http2: true })
    const client = await open()
    await client.send(offering('h2c', 'HTTP2-Settings: AAMAAABk'))
    expect(await client.answer()).toMatchObject({ httpVersion: '1.1', status: 200 })
    await client.send('GET /next HTTP/1.1\r\nHost: a\r\n\r\n')
    expect((await client.answer()).body).toBe('/next')
  })

  it('WS1 is no tunnel before the application took it: a refusal is an ordinary answer', async () => {
    const { open } = await start(() => ({ status: 403, headers: {}, body: null }))
    const client = await open()
    await client.send(`${OFFER}GET /smuggled HTTP/1.1\r\n\r\n`)
    expect((await client.answer()).status).toBe(403)
    // Not the other protocol, so it is read as HTTP: without a Host.
    expect((await client.answer()).status).toBe(400)
  })

  it.each([
    ['took no connection', () => {}, 'UPGR-3'],
    [
      'fails before',
      () => {
        throw Object.assign(new Error('failed'), { code: 'OWN' })
      },
      'OWN',
    ],
  ])(
    'WS2 gets a 500 when the function for it %s, and the connection goes on',
    async (_what, upgrade, code) => {
      const { open, errors } = await startUnchecked(({ path: name }) =>
        name === '/' ? switching(upgrade) : { status: 200, headers: {}, body: null },
      )
      const client = await open()
      await client.send(`${OFFER}GET /next HTTP/1.1\r\nHost: a\r\n\r\n`)
      expect((await client.answers(2)).map(({ status }) => status)).toEqual([500, 200])
      expect(errors).toEqual([expect.objectContaining({ code })])
    },
  )
})

describe('closing a server', () => {
  it('waits for connections that changed their protocol, and then cuts them', async () => {
    const aborted: unknown[] = []
    const { server, open } = await start(({ exchange }) =>
      switching(async (connection) => {
        exchange.signal.addEventListener('abort', () => aborted.push(exchange.signal.reason))
        await sendBack(connection.accept())
      }),
    )
    const client = await open()
    await client.send(OFFER)
    await client.answer()
    const closed = server.close()
    await turns()
    await client.send('still ')
    expect(await client.receive(6)).toBe('still ')
    await server.close({ graceMs: 0 })
    await closed
    await client.rest()
    expect(aborted).toEqual([expect.objectContaining({ code: 'SERVER_CLOSING' })])
    await turn()
  })
})
