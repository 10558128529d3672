import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { httpSender } from '../src/suite/index.ts'
import type { Send, SuiteRequest } from '../src/suite/index.ts'

const OK = 'HTTP/1.1 200 OK\r\n'
const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n'

const closing: Array<() => Promise<void>> = []

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

/** Starts a server that treats each connection in this way. */
async function talkingTo(treat: (socket: Socket) => void): Promise<Send> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    treat(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return httpSender({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }, { timeoutMs: 2000 })
}

/** A server that answers the first bytes of each connection with these, and ends. */
function answering(...parts: string[]): Promise<Send> {
  return talkingTo((socket) => {
    socket.once('data', () => {
      for (const part of parts) socket.write(part, 'latin1')
      socket.end()
    })
  })
}

/** What a client writes for a request. */
async function written(request: SuiteRequest): Promise<string> {
  let all = ''
  const send = await talkingTo((socket) => {
    socket.setEncoding('latin1').on('data', (text: string) => {
      all += text
      if (all.endsWith('END')) socket.end('HTTP/1.1 204 No Content\r\n\r\n')
    })
  })
  const body = [...((request.body ?? []) as string[]), 'END']
  await send({ framing: 'none', ...request, body })
  return all
}

describe('what is written', () => {
  it('is the request as it stands', async () => {
    const request = { method: 'get', target: '//a/../b#c', headers: [['X_a', ' b \u00e9']] } as const
    await expect(written(request)).resolves.toBe(
      'get //a/../b#c HTTP/1.1\r\nHost: conformance.test\r\nX_a:  b \u00e9\r\n\r\nEND',
    )
  })

  it('has no Host when there shall be none, and another version', async () => {
    await expect(written({ host: null, httpVersion: '1.0' })).resolves.toBe('GET / HTTP/1.0\r\n\r\nEND')
  })

  it('has the length of its pieces', async () => {
    const text = await written({ body: ['ä', 'bc'], framing: 'length' })
    expect(text).toContain('\r\nContent-Length: 7\r\n\r\n')
  })

  it('has chunks', async () => {
    const chunks = talkingTo((socket) => {
      let all = ''
      socket.setEncoding('latin1').on('data', (text: string) => {
        all += text
        if (!all.endsWith('0\r\n\r\n')) return
        const content = all.slice(all.indexOf('\r\n\r\n') + 4)
        socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${content.length}\r\n\r\n${content}`)
      })
    })
    const { body } = await (await chunks)({ body: ['abc', 'x'.repeat(20)], framing: 'chunked' })
    expect(Buffer.from(body).toString()).toBe(`3\r\nabc\r\n14\r\n${'x'.repeat(20)}\r\n0\r\n\r\n`)
  })
})

describe('an answer', () => {
  it('has status, fields in order and content', async () => {
    const send = await answering(
      'HTTP/1.1 299 Odd\r\nA: \t1 \r\nb: 2\r\na: \u00e9\r\nContent-Length: 3\r\n\r\nabc',
    )
    const answer = await send({})
    expect(answer).toMatchObject({ status: 299, complete: true, informational: [], trailers: [] })
    expect(answer.headers.slice(0, 3)).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['a', '\u00e9'],
    ])
    expect(Buffer.from(answer.body).toString()).toBe('abc')
  })

  it('has informational answers before it', async () => {
    const send = await answering(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n',
      'HTTP/1.1 204 No Content\r\n\r\n',
    )
    const { status, informational } = await send({})
    expect(status).toBe(204)
    expect(informational).toEqual([
      { status: 100, headers: [] },
      { status: 103, headers: [['link', '<a>']] },
    ])
  })

  it('has chunks and trailers, however they are split', async () => {
    const text =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: u\r\n\r\n'
    const send = await answering(...Array.from(text))
    const answer = await send({})
    expect(Buffer.from(answer.body).toString()).toBe('abc0123456789')
    expect(answer).toMatchObject({ complete: true, trailers: [['t', 'u']] })
  })

  it('ends with the connection when it has no other framing', async () => {
    const send = await answering('HTTP/1.1 200 OK\r\n\r\n', 'all ', 'of it')
    expect(Buffer.from((await send({})).body).toString()).toBe('all of it')
  })

  it.each(['HEAD', 'GET'])('has no content after %s when there can be none', async (method) => {
    const status = method === 'HEAD' ? '200 OK' : '304 Not Modified'
    const send = await answering(`HTTP/1.1 ${status}\r\nContent-Length: 5\r\n\r\n`)
    await expect(send({ method })).resolves.toMatchObject({ complete: true, body: new Uint8Array() })
  })

  it.each([
    ['in its length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc'],
    ['in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc'],
    ['before the last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'],
    ['in its trailers', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n'],
  ])('is not complete when it is cut off %s', async (_where, text) => {
    const { complete, body } = await (await answering(text))({})
    expect(complete).toBe(false)
    expect(Buffer.from(body).toString()).toBe('abc')
  })

  it('is not complete when the connection is reset', async () => {
    const send = await talkingTo((socket) => {
      socket.once('data', () => socket.write('HTTP/1.0 200 OK\r\n\r\nabc', () => socket.resetAndDestroy()))
    })
    expect((await send({})).complete).toBe(false)
  })

  it('has no status when the connection ends without one', async () => {
    await expect((await answering(''))({})).resolves.toMatchObject({ status: null, complete: false })
  })

  it.each([
    ['a status line of another kind', 'HTTP/2 200 OK\r\n\r\n', 'Not a status line'],
    ['a line that ends with LF only', 'HTTP/1.1 200 OK\nA: b\r\n\r\n', 'does not end with CR LF'],
    ['a field without a name', 'HTTP/1.1 200 OK\r\n: b\r\n\r\n', 'Not a field line'],
    ['a folded field', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n', 'Not a field line'],
    ['a control in a value', 'HTTP/1.1 200 OK\r\nA: b\0\r\n\r\n', 'Not a field line'],
    ['two lengths', `${OK}Content-Length: 0\r\nContent-Length: 0\r\n\r\n`, 'content-length 2 times'],
    ['a length beside chunks', `${OK}Content-Length: 0\r\n${CHUNKED}0\r\n\r\n`, 'beside'],
    ['a length that is no number', `${OK}Content-Length: +1\r\n\r\na`, 'Not a length'],
    ['a length with 204', 'HTTP/1.1 204 None\r\nContent-Length: 0\r\n\r\n', '204 with framing'],
    [
      'an unknown coding',
      `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      'unknown transfer coding',
    ],
    ['a chunk size that is none', `${OK}${CHUNKED}-1\r\n\r\n`, 'Not the size of a chunk'],
    ['a chunk longer than its size', `${OK}${CHUNKED}1\r\nabc\r\n0\r\n\r\n`, 'longer than its size'],
    ['content after HEAD', `${OK}Content-Length: 5\r\n\r\nabcde`, '5 bytes after the end', 'HEAD'],
    ['more than its length', `${OK}Content-Length: 1\r\n\r\nab`, '1 bytes after the end'],
  ])('is refused with %s', async (_what, text, message, method = 'GET') => {
    await expect((await answering(text))({ method })).rejects.toThrow(message)
  })

  it('is refused when it takes too long', async () => {
    const send = await talkingTo((socket) => socket.resume())
    await expect(send({})).rejects.toThrow('No end of the answer within 2000 ms')
  })
})

describe('a sender', () => {
  it('rejects when nobody listens', async () => {
    await expect(httpSender({ path: '/nowhere/http.sock' })({})).rejects.toThrow('ENOENT')
  })

  it('shows each piece of the answer as it comes', async () => {
    const send = await answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n', 'a', 'b')
    const seen: Array<number | string | null> = []
    await send({ onArrival: ({ status, body }) => void seen.push(status, Buffer.from(body).toString()) })
    expect(seen.slice(0, 2)).toEqual([200, ''])
    expect(seen.at(-1)).toBe('ab')
  })

  it('holds content back until the server wants it', async () => {
    const send = await talkingTo((socket) => {
      socket.once('data', () => {
        socket.once('data', (bytes) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${String(bytes)}`))
        socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      })
    })
    const { body, informational } = await send({ body: ['content'], expectContinue: true })
    expect(Buffer.from(body).toString()).toBe('content')
    expect(informational).toHaveLength(1)
  })

  it('keeps content to itself when the answer comes first', async () => {
    let content = ''
    const send = await talkingTo((socket) => {
      socket.once('data', () => {
        socket.on('data', (bytes) => (content += bytes))
        socket.write('HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n')
      })
    })
    const { status } = await send({ body: ['content'], expectContinue: true })
    expect([status, content]).toEqual([417, ''])
  })

  it('shares a connection between requests that say so', async () => {
    let connections = 0
    const send = await talkingTo((socket) => {
      const name = `connection ${++connections}`
      socket.on('data', () =>
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`),
      )
    })
    const connection = {}
    const names: string[] = []
    for (const request of [{ connection }, {}, { connection }]) {
      names.push(Buffer.from((await send(request)).body).toString())
    }
    expect(names).toEqual(['connection 1', 'connection 2', 'connection 1'])
  })

  it('opens another connection when the shared one was closed', async () => {
    const send = await answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    const connection = {}
    for (let i = 0; i < 3; i++) await expect(send({ connection })).resolves.toMatchObject({ status: 200 })
  })

  it('leaves when it is told to, with what has arrived', async () => {
    const left = new AbortController()
    const send = await talkingTo((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\nabc'))
    })
    const answer = await send({
      signal: left.signal,
      onArrival: ({ body }) => {
        if (body.length === 3) left.abort()
      },
    })
    expect(answer.complete).toBe(false)
    expect(Buffer.from(answer.body).toString()).toBe('abc')
  })

  it('breaks the connection when its content fails', async () => {
    let isGone = (): void => {}
    const gone = new Promise<void>((resolve) => (isGone = resolve))
    const send = await talkingTo((socket) => void socket.resume().on('close', isGone))
    const body = (async function* () {
      yield new Uint8Array(10)
      throw new Error('no more')
    })()
    await expect(send({ body })).resolves.toMatchObject({ status: null })
    await gone
  })

  it('talks over the connection after 101, early bytes included', async () => {
    const send = await talkingTo((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\nhello')
        socket.pipe(socket)
      })
    })
    let heard = ''
    const answer = await send({
      onUpgrade: async (duplex) => {
        await duplex.write(new TextEncoder().encode(' you'))
        await duplex.end()
        for await (const chunk of duplex.readable) heard += Buffer.from(chunk).toString()
      },
    })
    expect(answer.status).toBe(101)
    expect(heard).toBe('hello you')
  })
})
