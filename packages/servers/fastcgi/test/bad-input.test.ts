import { Buffer } from 'node:buffer'
import type { Application } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { GET, begin, pairs, params, record, request, stdin } from './client.ts'
import { echo, start } from './start.ts'

const hello: Application = () => ({ status: 200, headers: {}, body: 'hello' })

describe('what is not FastCGI ends its connection, and that alone', () => {
  it.each<[what: string, code: string, bytes: Buffer[]]>([
    ['another version', 'FASTCGI_VERSION', [changed(begin(1), 0, 2)]],
    ['HTTP', 'FASTCGI_VERSION', [Buffer.from('GET / HTTP/1.1\r\nhost: example.com\r\n\r\n')]],
    ['a beginning that is too short', 'FASTCGI_LENGTH', [record(1, 1, 'short')]],
    ['a beginning that is too long', 'FASTCGI_LENGTH', [record(1, 1, 'far too long')]],
    ['a beginning without an id', 'FASTCGI_REQUEST_ID', [begin(0)]],
    ['variables without an id', 'FASTCGI_REQUEST_ID', [record(4, 0, 'xx')]],
    ['a question for values with an id', 'FASTCGI_REQUEST_ID', [record(9, 1)]],
    ['a question that is too long', 'FASTCGI_LENGTH', [record(9, 0, Buffer.alloc(1025))]],
    ['a question that is cut short', 'FASTCGI_PAIR', [record(9, 0, '\x0a\x00FCGI')]],
    ['output', 'FASTCGI_TYPE', [record(6, 1, 'output')]],
    ['an end', 'FASTCGI_TYPE', [record(3, 1, Buffer.alloc(8))]],
    ['data of a filter', 'FASTCGI_TYPE', [begin(1), record(8, 1, 'data')]],
    ['a second beginning', 'FASTCGI_ORDER', [begin(1), begin(1)]],
    ['content before the end of the variables', 'FASTCGI_ORDER', [begin(1), record(5, 1, 'x')]],
    ['an end of content before that', 'FASTCGI_ORDER', [begin(1), record(5, 1)]],
  ])('%s', async (_what, code, bytes) => {
    const { connect, refusals } = await start(hello)
    const [good, bad] = [await connect(), await connect()]
    bad.send(...bytes)
    await bad.ended()
    expect(refusals).toEqual([code])
    expect((await good.ask()).status).toBe(200)
  })

  it.each<[what: string, bytes: Buffer]>([
    ['variables after their end', record(4, 1, 'x')],
    ['a second end of variables', record(4, 1)],
    ['content after its end', Buffer.concat([record(5, 1), record(5, 1, 'x')])],
    ['a second end of content', Buffer.concat([record(5, 1), record(5, 1)])],
  ])('%s, while the application is at work', async (_what, bytes) => {
    let reason: unknown
    const { connect, refusals } = await start(
      ({ exchange }) =>
        new Promise((_resolve, reject) => {
          exchange.signal.addEventListener('abort', () => {
            reason = exchange.signal.reason
            reject(reason)
          })
        }),
    )
    const client = await connect()
    client.send(begin(1), params(1, { ...GET, CONTENT_LENGTH: '0' }), bytes)
    await client.ended()
    expect(refusals).toEqual(['FASTCGI_ORDER'])
    expect(reason).toMatchObject({ code: 'CLIENT_LEFT' })
  })
})

describe('records of requests that nobody knows are ignored (§3.3)', () => {
  it.each<[what: string, bytes: Buffer]>([
    ['variables', record(4, 7, 'anything')],
    ['content', record(5, 7, 'anything')],
    ['that one is given up', record(2, 7)],
  ])('%s', async (_what, bytes) => {
    const { connect } = await start(hello)
    const client = await connect()
    client.send(bytes)
    expect((await client.ask()).status).toBe(200)
  })
})

describe('what is wrong with a request is answered, and leaves the connection to others', () => {
  it.each<[what: string, status: number, code: string, variables: Buffer]>([
    ['a name longer than what was sent', 400, 'FASTCGI_PAIR', Buffer.from('\x7f\x00NAME')],
    ['a value longer than what was sent', 400, 'FASTCGI_PAIR', Buffer.from('\x04\x7fNAMEvalue')],
    ['a length of two gigabytes', 400, 'FASTCGI_PAIR', Buffer.from('ffffffffffffffff', 'hex')],
    ['a length that is cut short', 400, 'FASTCGI_PAIR', Buffer.from('80', 'hex')],
    ['a name without the length of its value', 400, 'FASTCGI_PAIR', Buffer.from('04', 'hex')],
    ['no variables at all', 400, 'BAD_VARIABLES', Buffer.alloc(0)],
    [
      'a fact that is told twice',
      400,
      'BAD_VARIABLES',
      pairs([...Object.entries(GET), ['REQUEST_METHOD', 'PUT']]),
    ],
    ['a second host', 400, 'BAD_VARIABLES', pairs([...Object.entries(GET), ['HTTP_HOST', 'evil.example']])],
    ['a control character in a field', 400, 'BAD_VARIABLES', pairs({ ...GET, HTTP_X: 'a\r\nb: c' })],
    ['a length that is none', 400, 'BAD_VARIABLES', pairs({ ...GET, CONTENT_LENGTH: '-1' })],
    ['a script elsewhere', 400, 'BAD_VARIABLES', pairs({ ...GET, SCRIPT_NAME: '/app', PATH_INFO: '/x' })],
  ])('%s', async (_what, status, code, variables) => {
    const { connect, refusals } = await start(() => expect.unreachable())
    const client = await connect()
    client.send(begin(1), record(4, 1, variables), record(4, 1), stdin(1))
    const answer = await client.answer()
    expect([answer.status, answer.content.length, refusals]).toEqual([status, 0, [code]])
  })

  it('the application of the next request on the connection is called', async () => {
    const { connect } = await start(hello)
    const client = await connect()
    client.send(begin(1), params(1, {}), stdin(1))
    expect((await client.answer()).status).toBe(400)
    expect((await client.ask()).status).toBe(200)
  })
})

describe('limits have an effect just above them, and none just below', () => {
  it('maxVariablesBytes: 431', async () => {
    const size = pairs(GET).length
    for (const [limit, status] of [
      [size, 200],
      [size - 1, 431],
    ] as const) {
      const { connect } = await start(hello, { maxVariablesBytes: limit })
      expect((await (await connect()).ask()).status).toBe(status)
    }
  })

  it('maxVariables: 431', async () => {
    const count = Object.keys(GET).length
    for (const [limit, status] of [
      [count, 200],
      [count - 1, 431],
    ] as const) {
      const { connect } = await start(hello, { maxVariables: limit })
      expect((await (await connect()).ask()).status).toBe(status)
    }
  })

  it('maxContentBytes: 413, for an announced length before the application is called', async () => {
    const { connect } = await start(echo, { maxContentBytes: 4 })
    const client = await connect()
    expect((await client.ask({}, { content: 'four' })).status).toBe(200)
    expect((await client.ask({}, { content: 'five!' })).status).toBe(413)
    client.send(begin(1), params(1, GET), record(5, 1, 'fo'), record(5, 1, 'ur'), record(5, 1))
    expect((await client.answer()).status).toBe(200)
    client.send(begin(1), params(1, GET), record(5, 1, 'fiv'), record(5, 1, 'e!'), record(5, 1))
    expect((await client.answer()).status).toBe(413)
  })

  it('maxConnections: further ones are closed', async () => {
    const { connect } = await start(hello, { maxConnections: 1 })
    const [first, second] = [await connect(), await connect()]
    expect(await second.ended()).toEqual([])
    expect((await first.ask()).status).toBe(200)
  })
})

describe('content that differs from its length (GW16)', () => {
  it.each([
    ['more', 'abcdef'],
    ['less', 'ab'],
  ])('%s is thrown where the application reads, and answered with 400', async (_what, sent) => {
    const { connect, errors, refusals } = await start(echo)
    const client = await connect()
    client.send(begin(1), params(1, { ...GET, CONTENT_LENGTH: '4' }), stdin(1, sent))
    expect((await client.answer()).status).toBe(400)
    expect([errors, refusals]).toEqual([[], ['FASTCGI_CONTENT_LENGTH']])
    expect((await client.ask()).status).toBe(200)
  })
})

describe('a web server that stalls', () => {
  it('amid a record is closed after headTimeoutMs', async () => {
    const { connect, refusals } = await start(hello, { headTimeoutMs: 50 })
    const client = await connect()
    client.send(begin(1).subarray(0, 5))
    await client.ended()
    expect(refusals).toEqual(['FASTCGI_RECORD_TIMEOUT'])
  })

  it('amid the variables gets 408 after that time, however they trickle', async () => {
    const { connect, refusals } = await start(hello, { headTimeoutMs: 50 })
    const client = await connect()
    client.send(begin(1), record(4, 1, pairs(GET).subarray(0, 20)))
    const trickle = setInterval(() => client.send(record(9, 0)), 5)
    const { status } = await client.answer().finally(() => clearInterval(trickle))
    expect([status, refusals]).toEqual([408, ['FASTCGI_VARIABLES_TIMEOUT']])
  }, 5000)

  it('amid the content gets 408 after contentTimeoutMs, while the application reads', async () => {
    const { connect, refusals } = await start(echo, { contentTimeoutMs: 50 })
    const client = await connect()
    client.send(begin(1), params(1, { ...GET, CONTENT_LENGTH: '9' }), record(5, 1, 'x'))
    expect((await client.answer()).status).toBe(408)
    expect(refusals).toEqual(['FASTCGI_CONTENT_TIMEOUT'])
  })

  it('before any request is closed after keepAliveTimeoutMs', async () => {
    const { connect } = await start(hello, { keepAliveTimeoutMs: 50 })
    const client = await connect()
    expect(await client.ended()).toEqual([])
  })

  it('instead of taking the answer is closed after writeTimeoutMs', async () => {
    const { connect, server } = await start(
      () => ({ status: 200, headers: {}, body: new Uint8Array(16 * 1024 * 1024) }),
      { writeTimeoutMs: 100 },
    )
    const client = await connect()
    client.socket.pause()
    client.send(request())
    await expectNone(() => server.counters.connections.open)
  })

  it('finds an application that takes longer than requestTimeoutMs: 503', async () => {
    let aborted = false
    const { connect } = await start(
      ({ exchange }) => {
        exchange.signal.addEventListener('abort', () => (aborted = true))
        return new Promise(() => {})
      },
      { requestTimeoutMs: 50 },
    )
    expect((await (await connect()).ask()).status).toBe(503)
    expect(aborted).toBe(true)
  })
})

describe('a web server that vanishes', () => {
  it('at any octet of a request leaves nothing behind', async () => {
    const { connect, server, errors } = await start(echo)
    const bytes = request({ REQUEST_METHOD: 'POST' }, { content: 'content' })
    for (let at = 0; at < bytes.length; at += 7) {
      const client = await connect()
      client.send(bytes.subarray(0, at))
      client.socket.resetAndDestroy()
    }
    await expectNone(() => server.counters.connections.open)
    expect(server.counters.requests.active).toBe(0)
    expect(errors).toEqual([])
  })
})

function changed(bytes: Buffer, at: number, octet: number): Buffer {
  bytes[at] = octet
  return bytes
}

/** Waits until a number is 0, which it has to become. */
async function expectNone(value: () => number): Promise<void> {
  while (value() > 0) await new Promise((resolve) => setTimeout(resolve, 10))
}
