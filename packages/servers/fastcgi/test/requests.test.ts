import { TLS, VARIABLES } from '@tsgi/cgi-variables'
import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import type { Application } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { GET, KEEP, begin, pairs, params, parse, record, request, stdin } from './client.ts'
import { temporaryFolder } from './front.ts'
import { echo, signal, start } from './start.ts'

const hello: Application = () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello' })

describe('a request', () => {
  it('is answered with a status, fields and content, and ended (§6.2)', async () => {
    const { connect } = await start(hello)
    const { status, fields, content, protocolStatus } = await (await connect()).ask()
    expect([status, protocolStatus, content.toString()]).toEqual([200, 0, 'hello'])
    expect(fields.map(([name]) => name)).toEqual(['Status', 'content-type', 'date', 'content-length'])
    expect(Object.fromEntries(fields)).toMatchObject({ Status: '200 OK', 'content-length': '5' })
  })

  it('tells the application what the variables say', async () => {
    const { connect } = await start(echo)
    const { content } = await (
      await connect()
    ).ask(
      { REQUEST_METHOD: 'POST', REQUEST_URI: '/app/a%2Fb?c=d', SCRIPT_NAME: '/app', PATH_INFO: '/a/b' },
      { content: 'content' },
    )
    expect(JSON.parse(content.toString())).toMatchObject({
      method: 'POST',
      basePath: '/app',
      path: '/a%2Fb',
      query: 'c=d',
      headers: { host: 'example.com', 'content-length': '7' },
      content: 'content',
    })
  })

  it('gets the end of its output and END_REQUEST with the answer, in records of its id (§5.5)', async () => {
    const { connect } = await start(hello)
    const client = await connect()
    client.send(request({}, { id: 0x1234 }))
    const records = [await client.next(), await client.next(), await client.next()]
    expect(records.map((one) => [one!.type, one!.id, one!.content.length > 0])).toEqual([
      [6, 0x1234, true],
      [6, 0x1234, false],
      [3, 0x1234, true],
    ])
    expect(records[2]!.content).toEqual(Buffer.alloc(8))
  })

  it('is the first of many when the web server keeps the connection, else the last (§5.1, GW6)', async () => {
    const { connect } = await start(hello)
    const client = await connect()
    for (let i = 0; i < 3; i++) expect((await client.ask()).status).toBe(200)
    expect((await client.ask({}, { flags: 0 })).status).toBe(200)
    expect(await client.ended()).toEqual([])
  })

  it('carries nothing into the next one on its connection (GW3)', async () => {
    const { connect } = await start(echo)
    const client = await connect()
    await client.ask({ HTTP_AUTHORIZATION: 'Basic eDp5', HTTP_COOKIE: 'a=1' }, { content: 'secret' })
    const { content } = await client.ask()
    expect(JSON.parse(content.toString())).toMatchObject({ headers: { host: 'example.com' }, content: null })
    expect(content.toString()).not.toMatch(/authorization|cookie|secret/)
  })

  it('has padding of any length', async () => {
    const { connect } = await start(echo)
    const client = await connect()
    const variables = pairs({ ...GET, CONTENT_LENGTH: '4' })
    client.send(begin(1), record(4, 1, variables, 255), record(4, 1, '', 8))
    client.send(record(5, 1, 'ab', 1), record(5, 1, 'cd', 7), record(5, 1, '', 255))
    const { content } = await client.answer()
    expect(JSON.parse(content.toString())).toMatchObject({ content: 'abcd' })
    expect((await client.ask()).status).toBe(200)
  })

  it('has variables that are cut anywhere by records, and values beyond 127 octets (§3.4)', async () => {
    const { connect } = await start(echo, { maxVariablesBytes: 0 })
    const client = await connect()
    const long = 'x'.repeat(70_000)
    const variables = pairs({ ...GET, HTTP_X_LONG: long, [`HTTP_${'N'.repeat(200)}`]: 'name' })
    client.send(begin(1))
    for (let at = 0; at < variables.length; at += 4001)
      client.send(record(4, 1, variables.subarray(at, at + 4001)))
    client.send(record(4, 1), stdin(1))
    const { headers } = JSON.parse((await client.answer()).content.toString()) as {
      headers: Record<string, string>
    }
    expect(headers['x-long']).toBe(long)
    expect(headers['n'.repeat(200)]).toBe('name')
  })
})

describe('content', () => {
  it.each([
    ['no length and nothing', {}, '', null],
    ['an empty length', { CONTENT_LENGTH: '' }, '', null],
    ['a length of zero', { CONTENT_LENGTH: '0' }, '', null],
    ['no length and something', {}, 'abc', 'abc'],
    ['chunks that the web server has taken apart', { HTTP_TRANSFER_ENCODING: 'chunked' }, 'abc', 'abc'],
    ['chunks without content', { HTTP_TRANSFER_ENCODING: 'chunked' }, '', ''],
  ])('with %s is read to its end (BODY-1)', async (_what, variables, sent, expected) => {
    const { connect } = await start(echo)
    const client = await connect()
    client.send(begin(1), params(1, { ...GET, ...variables }), stdin(1, sent))
    const { content } = await client.answer()
    expect(JSON.parse(content.toString())).toMatchObject({ content: expected })
  })

  it('is handed on as it comes, while the answer is being sent (BODY-13)', async () => {
    const { connect } = await start(({ body }) => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: body!,
    }))
    const client = await connect()
    client.send(begin(1), params(1, { ...GET, CONTENT_LENGTH: '6' }), record(5, 1, 'ab'))
    expect(parse((await client.next())!.content).content.toString()).toBe('ab')
    client.send(record(5, 1, 'cd'))
    expect((await client.next())!.content.toString()).toBe('cd')
    client.send(record(5, 1, 'ef'), record(5, 1))
    expect((await client.next())!.content.toString()).toBe('ef')
    expect((await client.answer()).protocolStatus).toBe(0)
  })

  it('waits with the web server until the application reads (BODY-4)', async () => {
    const go = signal()
    const { connect, server } = await start(async ({ body }) => {
      await go.happened
      let octets = 0
      for await (const chunk of body!) octets += chunk.length
      return { status: 200, headers: {}, body: String(octets) }
    })
    const client = await connect()
    const size = 32 * 1024 * 1024
    client.send(begin(1), params(1, { ...GET, CONTENT_LENGTH: String(size) }))
    for (let at = 0; at < size; at += 65_528) {
      client.socket.write(record(5, 1, Buffer.alloc(Math.min(65_528, size - at))))
    }
    client.send(record(5, 1))
    await stands(() => server.counters.bytes.received)
    expect(server.counters.bytes.received).toBeLessThan(1024 * 1024)
    go.happen()
    expect((await client.answer()).content.toString()).toBe(String(size))
  })

  it('that nobody reads does not hinder the answer, nor the next request (BODY-6, BODY-7)', async () => {
    const { connect } = await start(hello)
    const client = await connect()
    for (let i = 0; i < 3; i++) {
      client.send(begin(1), params(1, { ...GET, CONTENT_LENGTH: '300000' }))
      expect((await client.answer()).content.toString()).toBe('hello')
      for (let sent = 0; sent < 300_000; sent += 30_000) client.send(record(5, 1, Buffer.alloc(30_000)))
      client.send(record(5, 1))
    }
    expect((await client.ask()).status).toBe(200)
  })
})

describe('an answer', () => {
  it.each([
    ['ASCII', 'x'.repeat(1_200_000)],
    ['other text', 'ä€😀'.repeat(200_000)],
    ['bytes', Buffer.alloc(1_048_576, 7)],
    ['as much as a record holds', 'y'.repeat(65_535)],
  ])('of %s goes out in as many records as it takes', async (_what, body) => {
    const { connect } = await start(() => ({ status: 200, headers: {}, body }))
    const { content, fields } = await (await connect()).ask()
    expect(content.equals(Buffer.from(body))).toBe(true)
    expect(Object.fromEntries(fields)['content-length']).toBe(String(Buffer.from(body).length))
  })

  it('is streamed, and waits for the web server to take it (CN7)', async () => {
    let pulled = 0
    const { connect } = await start(() => ({
      status: 200,
      headers: {},
      body: (async function* () {
        for (; pulled < 1000; pulled++) yield Buffer.alloc(65_536, pulled)
      })(),
    }))
    const client = await connect()
    client.socket.pause()
    client.send(request())
    await stands(() => pulled)
    expect(pulled).toBeLessThan(200)
    client.socket.resume()
    expect((await client.answer()).content.length).toBe(1000 * 65_536)
  }, 30_000)

  it.each([true, false])(
    'is sent to its end over a connection that is not kept, however slowly it is taken (its end awaited: %s)',
    async (isAwaited) => {
      const called = signal()
      const outcome = signal<boolean>()
      const options = { unix: join(temporaryFolder(), 'app.sock'), drainMs: 1, keepAliveTimeoutMs: 1 }
      const { connect } = await start(({ exchange }) => {
        called.happen()
        if (isAwaited) exchange.onFinish(({ aborted }) => outcome.happen(aborted))
        return { status: 200, headers: {}, body: Buffer.alloc(1_000_000, 'x') }
      }, options)
      const client = await connect()
      client.socket.pause()
      client.send(request({}, { flags: 0 }))
      await called.happened
      // As long as the limits of others, so that this one's would be over, too.
      await (await connect()).ended()
      await (await connect()).ended()
      client.socket.resume()
      expect((await client.answer()).content.length).toBe(1_000_000)
      expect(isAwaited && (await outcome.happened)).toBe(false)
    },
  )

  it('to HEAD, and with a status that has none, has no content', async () => {
    const { connect } = await start(({ method }) =>
      method === 'HEAD'
        ? { status: 200, headers: {}, body: 'hello' }
        : { status: 204, headers: {}, body: null },
    )
    const client = await connect()
    const head = await client.ask({ REQUEST_METHOD: 'HEAD' })
    expect([head.content.length, Object.fromEntries(head.fields)['content-length']]).toEqual([0, '5'])
    const none = await client.ask()
    expect([none.status, none.content.length]).toEqual([204, 0])
  })

  it('has a line for each value, no fields of the connection, and a well-formed status (GW13–GW15)', async () => {
    const { connect } = await start(() => ({
      status: 299,
      headers: { 'set-cookie': ['a=1', 'b=2'], 'x-a': 'ü' },
      body: 'x',
    }))
    const { fields } = await (await connect()).ask()
    expect(fields.slice(0, 4)).toEqual([
      ['Status', '299 Unassigned'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['x-a', 'ü'],
    ])
    expect(fields.map(([name]) => name)).not.toContain('content-type')
  })
})

describe('requests that overlap on a connection (§3.3)', () => {
  it('are answered as they are ready', async () => {
    const slow = signal()
    const { connect } = await start(async ({ path, body }) => {
      if (path === '/slow') await slow.happened
      let content = ''
      for await (const chunk of body!) content += Buffer.from(chunk).toString()
      return { status: 200, headers: {}, body: `${path} ${content}` }
    })
    const client = await connect()
    client.send(begin(1), begin(2))
    client.send(params(2, { ...GET, REQUEST_URI: '/fast', CONTENT_LENGTH: '4' }))
    client.send(params(1, { ...GET, REQUEST_URI: '/slow', CONTENT_LENGTH: '4' }))
    client.send(record(5, 1, 'on'), record(5, 2, 'tw'), record(5, 2, 'o!'), record(5, 2), record(5, 1, 'e!'))
    const first = await client.next()
    expect([first!.id, parse(first!.content).content.toString()]).toEqual([2, '/fast two!'])
    await client.next()
    await client.next()
    client.send(record(5, 1))
    slow.happen()
    const second = await client.next()
    expect([second!.id, parse(second!.content).content.toString()]).toEqual([1, '/slow one!'])
  })

  it('are told that it is overloaded beyond maxRequests (§5.5)', async () => {
    const { connect } = await start(hello, { maxRequests: 2 })
    const client = await connect()
    client.send(begin(1), begin(2), begin(3))
    const refused = await client.next()
    expect([refused!.type, refused!.id, refused!.content[4]]).toEqual([3, 3, 2])
    client.send(params(1, GET), stdin(1))
    expect((await client.answer()).status).toBe(200)
    expect((await client.ask({}, { id: 3 })).status).toBe(200)
  })
})

describe('a request that is given up (§5.4, GW20)', () => {
  it('aborts the signal, ends, and leaves its connection to others', async () => {
    const seen = signal<unknown>()
    const { connect, errors } = await start(({ path, exchange }) => {
      if (path === '/') return { status: 200, headers: {}, body: 'hello' }
      return new Promise((_resolve, reject) => {
        exchange.signal.addEventListener('abort', () => {
          seen.happen(exchange.signal.reason)
          reject(exchange.signal.reason as Error)
        })
      })
    })
    const client = await connect()
    client.send(request({ REQUEST_URI: '/wait' }), record(2, 1))
    expect(await seen.happened).toMatchObject({ name: 'AbortError', code: 'CLIENT_LEFT' })
    expect((await client.answer()).protocolStatus).toBe(0)
    expect((await client.ask()).content.toString()).toBe('hello')
    expect(errors).toEqual([])
  })

  it('closes the body of its answer', async () => {
    const closed = signal()
    const { connect } = await start(() => ({
      status: 200,
      headers: {},
      body: new ReadableStream<string>({
        pull: (controller) => controller.enqueue('more'),
        cancel: () => closed.happen(),
      }),
    }))
    const client = await connect()
    client.send(request())
    await client.next()
    client.send(record(2, 1))
    await closed.happened
    expect((await client.answer()).protocolStatus).toBe(0)
  })

  it('aborts as well when the web server leaves', async () => {
    const left = signal()
    const { connect, errors } = await start(({ exchange, body }) => {
      exchange.signal.addEventListener('abort', () => left.happen())
      return { status: 200, headers: {}, body: body! }
    })
    const client = await connect()
    client.send(begin(1), params(1, { ...GET, CONTENT_LENGTH: '5' }), record(5, 1, 'ab'))
    await client.next()
    client.socket.destroy()
    await left.happened
    expect(errors).toEqual([])
  })
})

describe('an answer that breaks off (CN14)', () => {
  it.each(['tcp', 'unix'])('ends its connection without END_REQUEST, over %s', async (kind) => {
    const { connect, errors } = await start(
      () => ({
        status: 200,
        headers: {},
        body: (async function* () {
          yield 'some'
          throw new Error('broken')
        })(),
      }),
      kind === 'unix' ? { unix: `/tmp/tsgi-fastcgi-${process.pid}.sock` } : {},
    )
    const client = await connect()
    client.send(request())
    const rest = await client.ended()
    expect(rest.map(({ type }) => type)).not.toContain(3)
    expect(errors).toEqual([expect.objectContaining({ message: 'broken' })])
  })
})

describe('about the connection', () => {
  it('values are told that were asked for and are known (§4.1)', async () => {
    const { connect } = await start(hello, { maxConnections: 10, maxRequests: 5 })
    const client = await connect()
    client.send(record(9, 0, pairs({ FCGI_MAX_REQS: '', FCGI_MPXS_CONNS: '', FCGI_MAX_CONNS: '', X: '' })))
    const { type, id, content } = (await client.next())!
    expect([type, id]).toEqual([10, 0])
    expect(content).toEqual(pairs({ FCGI_MPXS_CONNS: '1', FCGI_MAX_CONNS: '10', FCGI_MAX_REQS: '50' }))
  })

  it('unknown records are answered, with their type (§4.2)', async () => {
    const { connect } = await start(hello)
    const client = await connect()
    client.send(record(77, 0, 'content'))
    const { type, content } = (await client.next())!
    expect([type, content[0]]).toEqual([11, 77])
    expect((await client.ask()).status).toBe(200)
  })

  it('roles that nobody plays are refused (§5.5)', async () => {
    const { connect } = await start(hello)
    const client = await connect()
    for (const role of [2, 3, 9]) {
      client.send(begin(1, KEEP, role))
      expect((await client.answer()).protocolStatus).toBe(3)
    }
    expect((await client.ask()).status).toBe(200)
  })
})

describe('an authorizer (§6.3)', () => {
  it('is asked in place of the application, without content', async () => {
    const { connect } = await start(hello, {
      authorizer: ({ headers, body }) =>
        headers['authorization'] === 'secret'
          ? { status: 200, headers: { 'variable-user': 'ada' }, body: null }
          : { status: 403, headers: {}, body: body === null ? 'no' : 'content' },
    })
    const client = await connect()
    client.send(begin(1, KEEP, 2), params(1, { ...GET, CONTENT_LENGTH: '5' }))
    const refused = await client.answer()
    expect([refused.status, refused.content.toString()]).toEqual([403, 'no'])
    client.send(begin(1, KEEP, 2), params(1, { ...GET, HTTP_AUTHORIZATION: 'secret' }))
    const allowed = await client.answer()
    expect(allowed.fields).toContainEqual(['variable-user', 'ada'])
    expect((await client.ask()).content.toString()).toBe('hello')
  })
})

/** Waits until a number has stopped growing. */
async function stands(value: () => number): Promise<void> {
  for (let before = -1; before !== value();) {
    before = value()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe('what the web server knows besides', () => {
  it('is on the exchange, and nothing of it on that of the next request', async () => {
    const { connect } = await start(({ exchange }) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([exchange[VARIABLES] ?? null, exchange[TLS] ?? null]),
    }))
    const client = await connect()
    const told = { REMOTE_USER: 'ann', AUTH_TYPE: 'Basic', HTTPS: 'on', SSL_PROTOCOL: 'TLSv1.3' }
    const [variables, tls] = JSON.parse((await client.ask(told)).content.toString()) as unknown[]
    expect([variables, tls]).toMatchObject([
      { REMOTE_USER: 'ann', AUTH_TYPE: 'Basic', SSL_PROTOCOL: 'TLSv1.3' },
      { protocol: 'TLSv1.3', authorized: false },
    ])
    expect((await client.ask()).content.toString()).toBe('[null,null]')
  })
})
