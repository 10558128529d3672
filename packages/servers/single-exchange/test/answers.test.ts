import { readText } from '@tsgi/message'
import type { Application, Outcome } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { request } from './line-framing.ts'
import { readAnswer, start, startUnchecked, turns } from './start.ts'

const TEXT = { 'content-type': 'text/plain' }

const echo: Application = async (incoming) => ({
  status: 200,
  headers: TEXT,
  body: incoming.body === null ? 'nothing' : await readText(incoming, { maxBytes: 1_000_000 }),
})

describe('an answer that is there as a whole', () => {
  it('leaves with its head, and the connection ends', async () => {
    const { open, server } = await start(({ path }) => ({ status: 201, headers: TEXT, body: path }))
    const peer = await open()
    await peer.send(request('/a%2Fb'))
    const answer = await peer.rest()
    expect(answer).toMatch(
      /^Status: 201 Created\r\ncontent-type: text\/plain\r\ndate: [^\r]+\r\ncontent-length: 6\r\n\r\n\/a%2Fb$/,
    )
    expect(server.counters).toMatchObject({ requests: { total: 1, aborted: 0 }, responses: { '2xx': 1 } })
  })

  it('may be large, and bytes', async () => {
    const { open } = await start(() => ({ status: 200, headers: TEXT, body: new Uint8Array(3_000_000) }))
    const peer = await open()
    await peer.send(request('/'))
    expect(readAnswer(await peer.rest()).content).toHaveLength(3_000_000)
  })

  it('has no content for HEAD', async () => {
    const { open } = await start(() => ({ status: 200, headers: TEXT, body: 'hello' }))
    const peer = await open()
    await peer.send(request('/').replace('POST', 'HEAD'))
    expect(await peer.rest()).toMatch(/content-length: 5\r\n\r\n$/)
  })

  it('is 500 without details when the application throws', async () => {
    const { open, errors } = await startUnchecked(() => {
      throw new Error('secret')
    })
    const peer = await open()
    await peer.send(request('/'))
    const answer = await peer.rest()
    expect([readAnswer(answer).status, answer.includes('secret'), errors.length]).toEqual([
      '500 Internal Server Error',
      false,
      1,
    ])
  })

  it('tells who watches when it has left', async () => {
    const outcomes: Outcome[] = []
    const { open, server } = await start(({ exchange }) => {
      exchange.onFinish((outcome) => outcomes.push(outcome))
      return { status: 200, headers: TEXT, body: new Uint8Array(3_000_000) }
    })
    const peer = await open()
    await peer.send(request('/'))
    await peer.rest()
    await server.close()
    expect(outcomes).toEqual([{ status: 200, bytes: 3_000_000, aborted: false, error: null }])
  })
})

describe('content of a request', () => {
  it('is read whether it comes with the head or later', async () => {
    const { open } = await start(echo)
    const whole = request('/', 'hello')
    for (const at of [whole.length, whole.length - 5, whole.length - 3, 1]) {
      const peer = await open()
      await peer.send(whole.slice(0, at))
      await turns()
      await peer.send(whole.slice(at))
      expect(readAnswer(await peer.rest()).content).toBe('hello')
    }
  })

  it.each(['', ';CONTENT_LENGTH=', ';CONTENT_LENGTH=0'])(
    'is null when there is none (%j)',
    async (length) => {
      const { open } = await start(echo)
      const peer = await open()
      await peer.send(request('/', '', length))
      expect(readAnswer(await peer.rest()).content).toBe('nothing')
    },
  )

  it('ends where its length says, and what is behind it is no other request (BODY-7, GW16)', async () => {
    const { open, server } = await start(echo)
    const peer = await open()
    await peer.send(`${request('/', 'hello')}${request('/second')}`)
    expect(readAnswer(await peer.rest()).content).toBe('hello')
    expect(server.counters.requests.total).toBe(1)
  })

  it('waits with the peer while nobody reads it (BODY-4)', async () => {
    let read: () => void = () => {}
    const { open, server } = await start(async (incoming) => {
      await new Promise<void>((resolve) => (read = resolve))
      let size = 0
      for await (const chunk of incoming.body!) size += chunk.length
      return { status: 200, headers: TEXT, body: String(size) }
    })
    const peer = await open()
    const size = 32 * 1_048_576
    void peer.send(request('/', 'x'.repeat(size)))
    await turns(1000)
    expect(server.counters.bytes.received).toBeLessThan(1_048_576)
    read()
    expect(readAnswer(await peer.rest()).content).toBe(String(size))
  })

  it('that is left unread does not hinder the answer (BODY-6)', async () => {
    const { open } = await start(() => ({ status: 403, headers: {}, body: null }))
    const peer = await open()
    await peer.send(request('/', 'x'.repeat(50_000)).slice(0, 40_000))
    await peer.receive('Status: 403')
    await peer.send('x'.repeat(20_000))
    expect(await peer.rest()).toMatch(/^Status: 403 Forbidden/)
    expect(peer.isReset).toBe(false)
  })
})

describe('a streamed answer', () => {
  it('goes out chunk by chunk and ends with the connection', async () => {
    let goOn: () => void = () => {}
    const { open } = await start(() => ({
      status: 200,
      headers: TEXT,
      body: (async function* () {
        yield 'one'
        await new Promise<void>((resolve) => (goOn = resolve))
        yield 'two'
      })(),
    }))
    const peer = await open()
    await peer.send(request('/'))
    await peer.receive('one')
    goOn()
    const answer = await peer.rest()
    expect([readAnswer(answer).content, answer.includes('content-length')]).toEqual(['onetwo', false])
  })

  it('begins while the request is still coming', async () => {
    const { open } = await start((incoming) => ({ status: 200, headers: TEXT, body: incoming.body! }))
    const peer = await open()
    const whole = request('/', 'onetwo')
    await peer.send(whole.slice(0, -3))
    await peer.receive('one')
    await peer.send(whole.slice(-3))
    expect(readAnswer(await peer.rest()).content).toBe('onetwo')
  })

  it('waits for a peer that does not take it (BODY-13, CN7)', async () => {
    let pulled = 0
    const { open } = await start(() => ({
      status: 200,
      headers: TEXT,
      body: (async function* () {
        for (; pulled < 1000; pulled++) yield new Uint8Array(65_536)
      })(),
    }))
    const peer = await open()
    peer.socket.pause()
    await peer.send(request('/'))
    await turns(1000)
    const before = pulled
    expect(before).toBeLessThan(500)
    peer.socket.resume()
    expect(readAnswer(await peer.rest()).content).toHaveLength(65_536_000)
  })
})
