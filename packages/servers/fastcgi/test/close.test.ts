import { describe, expect, it } from 'vitest'
import { GET, begin, params, record, request, stdin } from './client.ts'
import { signal, start } from './start.ts'

describe('closing', () => {
  it('lets what runs finish, ends connections, and stops the service last (LIFE-2)', async () => {
    const go = signal()
    const running = signal()
    const { connect, server } = await start(async () => {
      running.happen()
      await go.happened
      return { status: 200, headers: {}, body: 'done' }
    })
    const client = await connect()
    client.send(request())
    await running.happened
    const closed = server.close()
    go.happen()
    expect((await client.answer()).content.toString()).toBe('done')
    expect(await client.ended()).toEqual([])
    await closed
    expect(server.counters.connections.open).toBe(0)
  })

  it('waits a moment for requests that are on their way over kept connections', async () => {
    const { connect, server } = await start(() => ({ status: 200, headers: {}, body: 'hello' }))
    const client = await connect()
    await client.ask()
    const closed = server.close()
    expect((await client.ask()).content.toString()).toBe('hello')
    await client.ended()
    await closed
  })

  it('cuts what takes longer than graceMs, whose signals say why', async () => {
    const running = signal()
    const reasons: unknown[] = []
    const { connect, server } = await start(({ exchange }) => {
      running.happen()
      exchange.signal.addEventListener('abort', () => reasons.push(exchange.signal.reason))
      return new Promise(() => {})
    })
    const client = await connect()
    client.send(request(), begin(2))
    await running.happened
    await server.close({ graceMs: 0 })
    expect((await client.ended()).map(({ type }) => type)).not.toContain(3)
    expect(reasons).toEqual([expect.objectContaining({ code: 'SERVER_CLOSING' })])
  })

  it('waits for the work of waitUntil', async () => {
    const go = signal()
    let isDone = false
    const { connect, server } = await start(({ exchange }) => {
      exchange.waitUntil(go.happened.then(() => (isDone = true)))
      return { status: 200, headers: {}, body: null }
    })
    await (await connect()).ask()
    const closed = server.close()
    go.happen()
    await closed
    expect(isDone).toBe(true)
  })
})

describe('a web server that ends its side', () => {
  it('still gets an answer that is there as a whole', async () => {
    const go = signal()
    const { connect } = await start(async () => {
      await go.happened
      return { status: 200, headers: {}, body: 'hello' }
    })
    const client = await connect()
    client.send(request())
    client.socket.end()
    setImmediate(go.happen)
    expect((await client.answer()).content.toString()).toBe('hello')
    expect(await client.ended()).toEqual([])
  })

  it('is left when it has not finished asking', async () => {
    const { connect, server } = await start(() => expect.unreachable())
    const client = await connect()
    client.send(begin(1), params(1, GET))
    client.socket.end()
    await client.ended()
    expect(server.counters.requests.total).toBe(0)
  })
})

describe('outcomes', () => {
  it('tell of answers that were sent, and of those that were not (EXCH-5)', async () => {
    const outcomes: unknown[] = []
    const settled = signal()
    const { connect } = await start(({ path, exchange }) => {
      exchange.onFinish((outcome) => {
        if (outcomes.push(outcome) === 2) settled.happen()
      })
      return path === '/' ? { status: 200, headers: {}, body: 'hello' } : new Promise(() => {})
    })
    const client = await connect()
    await client.ask()
    client.send(begin(1), params(1, { ...GET, REQUEST_URI: '/never' }), stdin(1), record(2, 1))
    await client.answer()
    client.socket.destroy()
    expect(outcomes[0]).toEqual({ status: 200, bytes: 5, aborted: false, error: null })
  })
})
