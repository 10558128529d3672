import { Readable } from 'node:stream'
import { fileBody, text, withHeader } from '@tsgi/message'
import type { HttpResponse, ResponseBody } from '@tsgi/spec'
import type { StreamedAnswer } from '@tsgi/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeTime } from '../test/fake-time.ts'
import { gate, never, within } from '../test/layers.ts'
import type { TimeoutOptions } from './options.ts'
import { timeout } from './timeout.ts'

beforeEach(fakeTime)

function streamed(body: ResponseBody, type = 'text/plain'): HttpResponse {
  return { status: 200, headers: { 'content-type': type }, body }
}

/** Reads an answer that breaks off. @returns what came before */
async function readBroken(answer: StreamedAnswer): Promise<string> {
  let content = ''
  const reading = (async () => {
    for await (const chunk of answer.chunks) content += Buffer.from(chunk).toString()
  })().catch((error: unknown) => error)
  await vi.runAllTimersAsync()
  expect(await reading).toMatchObject({ name: 'AbortError' })
  return content
}

/** Each ends, or fails, only when it is closed. */
const stalled: Record<string, (closed: (how: string) => void) => AsyncIterable<string | Uint8Array>> = {
  'an iterable': (closed) => {
    let count = 0
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => (count++ === 0 ? Promise.resolve({ done: false, value: 'begun' }) : never()),
        return: async () => {
          closed('return')
          return { done: true, value: undefined }
        },
      }),
    }
  },
  'a stream of the web': (closed) => {
    let count = 0
    return new ReadableStream<Uint8Array>(
      {
        pull: (controller) =>
          count++ === 0 ? controller.enqueue(new TextEncoder().encode('begun')) : never(),
        cancel: () => closed('cancel'),
      },
      { highWaterMark: 0 },
    )
  },
  'a stream of Node': (closed) => {
    let count = 0
    return new Readable({
      read() {
        if (count++ === 0) this.push('begun')
      },
      destroy: (_error, done) => {
        closed('destroy')
        done(null)
      },
    })
  },
}

describe('idleMs', () => {
  it.each(Object.entries(stalled))('cuts %s that stalls, and closes it', async (_what, make) => {
    const events: string[] = []
    const caller = within({ idleMs: 1000 }, ({ exchange: { signal } }) => {
      signal.addEventListener('abort', () => events.push(`abort ${(signal.reason as { code: string }).code}`))
      return streamed(make((how) => events.push(how)))
    })
    expect(await readBroken(await caller.stream('GET', '/'))).toBe('begun')
    await vi.waitFor(() => expect(events).toHaveLength(2))
    expect(events[0]).toBe('abort TIMEOUT_IDLE')
    expect(caller.errors).toEqual([
      expect.objectContaining({
        code: 'TIMEOUT_IDLE',
        message: 'The body of the response gave no chunk within idleMs',
      }),
    ])
  })

  it('lets a generator end that listens to its signal', async () => {
    const ended = vi.fn<() => void>()
    const caller = within({ idleMs: 1000 }, ({ exchange: { signal } }) =>
      streamed(
        (async function* () {
          try {
            yield 'begun'
            await new Promise((_resolve, reject) =>
              signal.addEventListener('abort', () => reject(signal.reason as Error)),
            )
          } finally {
            ended()
          }
        })(),
      ),
    )
    expect(await readBroken(await caller.stream('GET', '/'))).toBe('begun')
    expect(ended).toHaveBeenCalledOnce()
    expect(caller.errors).toHaveLength(1)
  })

  it('is 500 before the first chunk', async () => {
    const caller = within({ idleMs: 1000 }, () =>
      streamed({ [Symbol.asyncIterator]: () => ({ next: never }) }),
    )
    const asked = caller.get('/')
    await vi.runAllTimersAsync()
    expect((await asked).status).toBe(500)
    expect(caller.errors).toEqual([expect.objectContaining({ code: 'TIMEOUT_IDLE' })])
  })

  it('does not count the time that the client takes', async () => {
    const caller = within({ idleMs: 1000 }, () => streamed(chunks('a', 'b')))
    const { chunks: taken } = await caller.stream('GET', '/')
    let content = ''
    for await (const chunk of taken) {
      content += Buffer.from(chunk).toString()
      await vi.advanceTimersByTimeAsync(5000)
    }
    expect(content).toBe('ab')
    expect(caller.errors).toEqual([])
  })

  it('begins anew with each chunk', async () => {
    const next = [gate<void>(), gate<void>()]
    const caller = within({ idleMs: 1000 }, () =>
      streamed(
        (async function* () {
          yield 'a'
          await next[0]!.promise
          yield 'b'
          await next[1]!.promise
          yield 'c'
        })(),
      ),
    )
    const answer = caller.get('/')
    for (const { resolve } of next) {
      await vi.advanceTimersByTimeAsync(900)
      resolve()
    }
    expect((await answer).text).toBe('abc')
  })
})

describe('totalMs', () => {
  it('cuts a body that goes on for too long, whatever it gives', async () => {
    const closed = vi.fn<() => void>()
    const caller = within({ totalMs: 1000 }, ({ exchange: { signal } }) =>
      streamed(
        (async function* () {
          try {
            while (!signal.aborted) {
              yield 'x'
              await new Promise((resolve) => void setTimeout(resolve, 300))
            }
          } finally {
            closed()
          }
        })(),
      ),
    )
    expect(await readBroken(await caller.stream('GET', '/'))).toBe('xxxx')
    expect(caller.errors).toEqual([
      expect.objectContaining({
        code: 'TIMEOUT_TOTAL',
        message: 'The response was not complete within totalMs',
      }),
    ])
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce())
  })

  it('counts the time to the answer and the time that the client takes', async () => {
    const answer = gate<HttpResponse>()
    const caller = within({ totalMs: 1000 }, () => answer.promise)
    const asked = caller.stream('GET', '/')
    await vi.advanceTimersByTimeAsync(600)
    answer.resolve(streamed(chunks('a', 'b')))
    const reading = (await asked).chunks[Symbol.asyncIterator]()
    await reading.next()
    await vi.advanceTimersByTimeAsync(600)
    await expect(reading.next()).rejects.toMatchObject({ name: 'AbortError' })
    expect(caller.errors).toEqual([expect.objectContaining({ code: 'TIMEOUT_TOTAL' })])
  })
})

describe('bodies that have all time', () => {
  const limits: TimeoutOptions = { answerMs: 1, idleMs: 1, totalMs: 1 }

  it.each<[string, HttpResponse]>([
    ['text', text('hello')],
    ['bytes', streamed(new Uint8Array(3))],
    ['none', { status: 204, headers: {}, body: null }],
    ['events', streamed(chunks('data: x\n\n'), 'text/event-stream')],
    ['events in some charset', streamed(chunks('data: x\n\n'), 'Text/Event-Stream; charset=utf-8')],
    ['a file', withHeader(streamed(fileBody('/etc/hostname', { start: 0, end: 1 })), 'x', 'y')],
    ['another protocol', { status: 101, headers: { upgrade: 'websocket' }, body: null, upgrade: () => {} }],
  ])('%s', (_what, response) => {
    const layer = timeout(limits)(() => response)
    expect(layer({ exchange: {} } as Parameters<typeof layer>[0])).toBe(response)
  })

  it('are those of answers to HEAD, which are closed unread', async () => {
    const closed = vi.fn<() => void>()
    const caller = within(limits, () =>
      streamed({ [Symbol.asyncIterator]: () => ({ next: never }), destroy: closed } as never),
    )
    expect((await caller.head('/')).status).toBe(200)
    expect(closed).toHaveBeenCalledOnce()
    expect(caller.errors).toEqual([])
  })

  it('are passed on whole and to the end where they are quick, failures included', async () => {
    const caller = within({ idleMs: 1000, totalMs: 1000 }, () => streamed(chunks('a', 'b', 'c')))
    expect((await caller.get('/')).text).toBe('abc')
    const failing = within({ idleMs: 1000 }, () => streamed(failingAfter('a')))
    await expect(failing.get('/')).rejects.toThrow('disk')
    expect(failing.errors).toEqual([new Error('disk')])
  })
})

async function* chunks(...all: readonly string[]): AsyncGenerator<string, void> {
  yield* all
}

async function* failingAfter(chunk: string): AsyncGenerator<string, void> {
  yield chunk
  throw new Error('disk')
}
