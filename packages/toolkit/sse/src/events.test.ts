import { EventEmitter, on } from 'node:events'
import { json } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Client, RequestInit, StreamedAnswer } from '@tsgi/testing'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { events } from './events.ts'
import type { EventSource, EventsOptions } from './events.ts'
import type { ServerEvent } from './format.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

/** Asks an application that sends these events. */
async function ask(
  source: EventSource,
  options?: EventsOptions,
  init?: RequestInit,
): Promise<StreamedAnswer> {
  const answer = await open((request) => events(request, source, options)).stream('GET', '/', init)
  onTestFinished(() => answer.abort())
  return answer
}

function open(application: Application): Client {
  const caller = client(application)
  onTestFinished(() => expect(caller.errors).toEqual([]))
  return caller
}

async function* some(...sent: Array<ServerEvent | string>): AsyncGenerator<ServerEvent | string> {
  yield* sent
}

async function textOf(answer: StreamedAnswer): Promise<string> {
  let text = ''
  for await (const chunk of answer.chunks) text += Buffer.from(chunk).toString()
  return text
}

/** Reads chunk by chunk. */
function reader(answer: StreamedAnswer): () => Promise<string | undefined> {
  const chunks = answer.chunks[Symbol.asyncIterator]()
  return async () => {
    const { done, value } = await chunks.next()
    return done === true ? undefined : Buffer.from(value).toString()
  }
}

/** A source that waits for ever, and notes what becomes of it. */
function endless(log: string[]): EventSource {
  return async function* ({ signal }) {
    log.push('opened')
    try {
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
      yield 'never'
    } finally {
      log.push('closed')
    }
  }
}

describe('events', () => {
  it('are sent as they come, after something that releases the head', async () => {
    const next = reader(await ask(some('one', { event: 'tick', id: '2', data: { n: 2 } })))
    expect([await next(), await next(), await next(), await next()]).toEqual([
      ':\n\n',
      'data: one\n\n',
      'event: tick\nid: 2\ndata: {"n":2}\n\n',
      undefined,
    ])
  })

  it('are kept by nobody and collected by no proxy', async () => {
    const { status, headers } = await ask(some())
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const own = await ask(some(), { headers: { 'cache-control': 'no-cache', 'x-own': '1' } })
    expect(own.headers).toMatchObject({ 'cache-control': 'no-cache', 'x-own': '1' })
  })

  it('begin with the time after which to come back', async () => {
    expect(await textOf(await ask(some('x'), { retryMs: 2000 }))).toBe('retry: 2000\n\ndata: x\n\n')
  })

  it('come from emitters as well', async () => {
    const bus = new EventEmitter()
    const answer = await ask(async function* ({ signal }) {
      for await (const [price] of on(bus, 'price', { signal }) as AsyncIterable<[number]>)
        yield { data: price }
    })
    const next = reader(answer)
    await next()
    const first = next()
    await vi.waitFor(() => expect(bus.listenerCount('price')).toBe(1))
    bus.emit('price', 7)
    expect(await first).toBe('data: 7\n\n')
    answer.abort()
    await vi.waitFor(() => expect(bus.listenerCount('price')).toBe(0))
  })

  it('are taken one at a time, each when the one before was passed on (CN7)', async () => {
    let taken = 0
    const answer = await ask(async function* () {
      for (;;) yield String(++taken)
    })
    const next = reader(answer)
    for (let count = 0; count < 3; count++) await next()
    expect(taken).toBeLessThanOrEqual(3)
    answer.abort()
  })
})

describe('a client that comes back', () => {
  const resuming: EventSource = async function* ({ lastEventId }) {
    yield { data: lastEventId ?? 'new' }
  }

  it('says which event was its last', async () => {
    const headers = { 'last-event-id': '41' }
    expect(await textOf(await ask(resuming, {}, { headers }))).toContain('data: "41"'.replaceAll('"', ''))
    expect(await textOf(await ask(resuming))).toContain('data: new')
  })

  it('says so in UTF-8', async () => {
    const headers = { 'last-event-id': Buffer.from('größe').toString('latin1') }
    expect(await textOf(await ask(resuming, {}, { headers }))).toContain('data: größe')
  })
})

describe('the end', () => {
  it('of the source is the end of the answer, and it is not closed again', async () => {
    const closed = vi.fn<() => Promise<IteratorResult<string>>>()
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: true as const, value: '' }),
        return: closed,
      }),
    }
    expect(await textOf(await ask(source))).toBe(':\n\n')
    expect(closed).not.toHaveBeenCalled()
  })

  it('comes when the client leaves', async () => {
    const log: string[] = []
    const answer = await ask(endless(log))
    const next = reader(answer)
    await next()
    next().catch(() => {})
    await vi.waitFor(() => expect(log).toEqual(['opened']))
    answer.abort()
    await vi.waitFor(() => expect(log).toEqual(['opened', 'closed']))
    expect(vi.getTimerCount()).toBe(0)
  })

  it('closes a source that heeds no signal when it next gives something', async () => {
    const closed = vi.fn<() => void>()
    let give = (): void => {}
    const answer = await ask(async function* () {
      try {
        await new Promise<void>((resolve) => (give = resolve))
        yield 'late'
      } finally {
        closed()
      }
    })
    const next = reader(answer)
    await next()
    next().catch(() => {})
    await vi.waitFor(() => expect(give).not.toHaveLength(1))
    answer.abort()
    give()
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce())
  })

  it('with an error of the source cuts the answer, so that clients come back', async () => {
    const failure = new Error('failed')
    const caller = client((request) =>
      events(request, async function* () {
        yield 'one'
        throw failure
      }),
    )
    const next = reader(await caller.stream('GET', '/'))
    expect([await next(), await next()]).toEqual([':\n\n', 'data: one\n\n'])
    await expect(next()).rejects.toThrow(Error)
    expect(caller.errors).toEqual([failure])
  })

  it('comes with an event that cannot be written, and the source is closed', async () => {
    const closed = vi.fn<() => void>()
    const caller = client((request) =>
      events(request, async function* () {
        try {
          yield { id: 'a\nb' }
        } finally {
          closed()
        }
      }),
    )
    await expect(textOf(await caller.stream('GET', '/'))).rejects.toThrow(Error)
    expect(caller.errors).toEqual([
      expect.objectContaining({ message: 'The id of an event is a string in one line' }),
    ])
    expect(closed).toHaveBeenCalledOnce()
  })

  it('is there before the beginning for HEAD: the source is not opened', async () => {
    const log: string[] = []
    await open((request) => events(request, endless(log))).head('/')
    expect(log).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('of an opening that fails is 500', async () => {
    const caller = client((request) =>
      events(request, () => {
        throw new Error('no such topic')
      }),
    )
    expect((await caller.get('/')).status).toBe(500)
  })
})

describe('heartbeats', () => {
  it('come after 15 seconds of silence at the latest, as often as there is silence', async () => {
    const answer = await ask(endless([]))
    const next = reader(answer)
    await next()
    for (let count = 0; count < 3; count++) {
      const beat = next()
      await vi.advanceTimersByTimeAsync(15_000)
      expect(await beat).toBe(':\n\n')
    }
    answer.abort()
  })

  it('do not come while events do, and lose none', async () => {
    const bus = new EventEmitter()
    const answer = await ask(
      async function* ({ signal }) {
        for await (const [data] of on(bus, 'data', { signal }) as AsyncIterable<[string]>) yield data
      },
      { heartbeatMs: 1000 },
    )
    const next = reader(answer)
    await next()
    for (let count = 0; count < 5; count++) {
      const event = next()
      await vi.advanceTimersByTimeAsync(499)
      bus.emit('data', String(count))
      expect(await event).toBe(`data: ${count}\n\n`)
    }
    const silent = next()
    await vi.advanceTimersByTimeAsync(1000)
    expect(await silent).toBe(':\n\n')
    bus.emit('data', 'after')
    expect(await next()).toBe('data: after\n\n')
    answer.abort()
  })

  it('tell of a failure that came while nobody waited', async () => {
    let fail = (_error: Error): void => {}
    const caller = client((request) =>
      events(
        request,
        {
          [Symbol.asyncIterator]: () => ({
            next: () => new Promise<never>((_resolve, reject) => (fail = reject)),
          }),
        },
        { heartbeatMs: 10 },
      ),
    )
    const next = reader(await caller.stream('GET', '/'))
    await next()
    const beat = next()
    await vi.advanceTimersByTimeAsync(10)
    expect(await beat).toBe(':\n\n')
    fail(new Error('late'))
    await expect(next()).rejects.toThrow(Error)
  })

  it('do not come where they are not wanted', async () => {
    const answer = await ask(endless([]), { heartbeatMs: 0 })
    const next = reader(answer)
    await next()
    next().catch(() => {})
    expect(vi.getTimerCount()).toBe(0)
    answer.abort()
  })

  it('of all streams come from one timer, which the last one takes along (CN8)', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(endless([]))))
    const beats = answers.map(async (answer) => {
      const next = reader(answer)
      await next()
      return next()
    })
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1))
    await vi.advanceTimersByTimeAsync(15_000)
    expect(new Set(await Promise.all(beats))).toEqual(new Set([':\n\n']))
    for (const answer of answers) answer.abort()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('options', () => {
  it.each([
    [{ heartbeat: 1 }, "Unknown option 'heartbeat' of events()"],
    [{ heartbeatMs: -1 }, 'heartbeatMs is a whole number of milliseconds from 0 to 2147483647, got -1'],
    [{ heartbeatMs: '5s' }, 'got 5s'],
    [{ heartbeatMs: 2 ** 31 }, 'got 2147483648'],
    [{ retryMs: NaN }, 'retryMs is a whole number of milliseconds from 0, got NaN'],
  ])('that are wrong are errors of the program: %o', (options, message) => {
    const request = { headers: {}, exchange: {} } as Parameters<Application>[0]
    expect(() => events(request, some(), options as EventsOptions)).toThrow(message)
  })

  it('leave other answers alone', async () => {
    const caller = open(({ headers }) => json(headers['accept'] ?? null))
    expect((await caller.get('/')).json()).toBeNull()
  })
})
