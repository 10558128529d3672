import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { setImmediate as turn } from 'node:timers/promises'
import type { HttpResponse } from '@tsgi/spec'
import { describe, expect, it, onTestFinished } from 'vitest'
import { RecordingTransport } from '../test/recording-transport.ts'
import { GET, INFO, run, runUnchecked } from '../test/run.ts'
import { ExchangeAborted } from './abort.ts'
import { runExchange } from './exchange.ts'
import { createGateway } from './gateway.ts'
import type { ExchangeMessage } from './tracing.ts'

const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const
const TEXT = { 'content-type': 'text/plain' }
const ok: HttpResponse = { status: 200, headers: TEXT, body: 'hello' }
const left = new ExchangeAborted('CLIENT_LEFT', 'The client left')

const channel = tracingChannel<unknown, ExchangeMessage>('tsgi.exchange')

/** Subscribes until the test has finished. */
function subscribe(told: (event: string, message: ExchangeMessage) => void): void {
  for (const event of EVENTS) {
    const subscriber = (message: unknown): void => told(event, message as ExchangeMessage)
    channel[event].subscribe(subscriber)
    onTestFinished(() => channel[event].unsubscribe(subscriber))
  }
}

/** The events of this test, in order. */
function follow(): string[] {
  const events: string[] = []
  subscribe((event) => events.push(event))
  return events
}

/** A store that is bound to exchanges until the test has finished: it holds their paths. */
function bind(): AsyncLocalStorage<string> {
  const storage = new AsyncLocalStorage<string>()
  channel.start.bindStore(storage, (message) => message.request.path)
  onTestFinished(() => void channel.start.unbindStore(storage))
  return storage
}

async function* generate(...chunks: string[]): AsyncGenerator<string> {
  yield* chunks
}

describe('events', () => {
  it('come in the order of every tracing channel, with one message', () => {
    const seen: Array<[string, string[]]> = []
    const messages = new Set<ExchangeMessage>()
    subscribe((event, message) => {
      seen.push([event, Object.keys(message)])
      messages.add(message)
    })
    const { transport } = run(() => ok)
    expect(seen).toEqual([
      ['start', ['request']],
      ['end', ['request']],
      ['asyncStart', ['request', 'response']],
      ['asyncEnd', ['request', 'response', 'outcome']],
    ])
    expect([...messages]).toEqual([
      {
        request: expect.objectContaining({ method: 'GET', path: '/' }),
        response: ok,
        outcome: { status: 200, bytes: 5, aborted: false, error: null },
      },
    ])
    expect(transport.log).toEqual(['whole 200 hello', 'finished'])
  })

  it('tell the call from the answer', async () => {
    const events = follow()
    let answer: (response: HttpResponse) => void = () => {}
    const { transport } = run(() => new Promise((resolve) => (answer = resolve)))
    await turn()
    expect(events).toEqual(['start', 'end'])
    answer({ status: 200, headers: TEXT, body: generate('a', 'b') })
    await transport.over
    expect(events).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
  })

  it.each([
    [
      'thrown',
      () => {
        throw new Error('failed')
      },
    ],
    ['rejected', () => Promise.reject(new Error('failed'))],
  ])('tell an error that was %s, with what was answered', async (_, application) => {
    const events = follow()
    const errors: ExchangeMessage[] = []
    subscribe((event, message) => event === 'error' && errors.push(message))
    const { transport, reports } = runUnchecked(application)
    await transport.over
    expect(events).toEqual(['start', 'end', 'asyncStart', 'error', 'asyncEnd'])
    expect(errors).toEqual([expect.objectContaining({ error: reports[0] })])
    expect(errors[0]!.outcome).toMatchObject({ status: 500 })
    expect('response' in errors[0]!).toBe(false)
  })

  it('tell an answer that was refused', () => {
    const messages: ExchangeMessage[] = []
    subscribe((event, message) => event === 'error' && messages.push(message))
    runUnchecked(() => undefined)
    expect(messages).toEqual([
      expect.objectContaining({ response: undefined, error: expect.objectContaining({ code: 'RESP-1' }) }),
    ])
  })

  it('tell a client that left, once the application has come to its end', async () => {
    const events = follow()
    const messages: ExchangeMessage[] = []
    subscribe((event, message) => event === 'asyncEnd' && messages.push(message))
    let answer: (response: HttpResponse) => void = () => {}
    const { open, transport } = run(() => new Promise((resolve) => (answer = resolve)))
    open.abort(left)
    await turn()
    expect(events).toEqual(['start', 'end'])
    answer(ok)
    await transport.over
    expect(events).toEqual(['start', 'end', 'asyncStart', 'error', 'asyncEnd'])
    expect(messages).toMatchObject([{ error: left, outcome: { status: null, aborted: true } }])
  })

  it('come after the callbacks of onFinish, when all was sent', async () => {
    const events = follow()
    const { transport } = run(
      ({ exchange }) => {
        exchange.onFinish(() => events.push('onFinish'))
        return ok
      },
      {},
      { isSlow: true },
    )
    expect(events).toEqual(['start', 'end', 'asyncStart'])
    transport.release()
    await transport.over
    expect(events.slice(3)).toEqual(['onFinish', 'asyncEnd'])
  })

  it('come for no exchange that began before somebody subscribed', async () => {
    let answer: (response: HttpResponse) => void = () => {}
    const { transport } = run(() => new Promise((resolve) => (answer = resolve)))
    const events = follow()
    answer(ok)
    await transport.over
    expect(events).toEqual([])
  })

  it('are told to others when a subscriber throws, and the exchange goes on', async () => {
    const failure = new Error('subscriber')
    const uncaught: unknown[] = []
    const listeners = process.rawListeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => uncaught.push(error))
    onTestFinished(() => {
      process.removeAllListeners('uncaughtException')
      for (const listener of listeners) process.on('uncaughtException', listener as () => void)
    })
    subscribe(() => {
      throw failure
    })
    const events = follow()
    const { transport, reports } = run(() => ok)
    await turn()
    expect(transport.log).toEqual(['whole 200 hello', 'finished'])
    expect(events).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
    expect(reports).toEqual([])
    // Node's own rule for all channels.
    expect(uncaught).toEqual([failure, failure, failure, failure])
  })
})

describe('a store bound to the start', () => {
  it('holds in the application, in onFinish and in what it waits for', async () => {
    const storage = bind()
    const seen: unknown[] = []
    const { transport } = run(
      async ({ exchange }) => {
        exchange.onFinish(() => seen.push(storage.getStore()))
        seen.push(storage.getStore())
        await turn()
        seen.push(storage.getStore())
        return ok
      },
      { path: '/a' },
    )
    await transport.over
    expect(seen).toEqual(['/a', '/a', '/a'])
    expect(storage.getStore()).toBeUndefined()
  })

  it.each([false, true])('holds in a streamed body and its trailers; a slow client: %s', async (isSlow) => {
    const storage = bind()
    const seen: unknown[] = []
    const { transport } = run(
      () => ({
        status: 200,
        headers: TEXT,
        body: (async function* () {
          seen.push(storage.getStore())
          yield 'a'
          seen.push(storage.getStore())
          await turn()
          yield 'b'
        })(),
        trailers: () => {
          seen.push(storage.getStore())
          return {}
        },
      }),
      { path: '/a', headers: Object.assign(Object.create(null), { host: 'a', te: 'trailers' }) },
      { isSlow, takesTrailers: true },
    )
    while (!transport.log.includes('finished')) {
      await turn()
      transport.release()
    }
    expect(seen).toEqual(['/a', '/a', '/a'])
  })

  it('holds in what runs because the client has left', async () => {
    const storage = bind()
    const seen: unknown[] = []
    const note = (): void => void seen.push(storage.getStore())
    const { open, transport } = run(
      ({ exchange }) => {
        exchange.signal.addEventListener('abort', note)
        exchange.onFinish(note)
        return {
          status: 200,
          headers: TEXT,
          body: { [Symbol.asyncIterator]: waiting, destroy: note } as never,
        }
      },
      { path: '/a' },
    )
    await turn()
    open.abort(left)
    await transport.over
    expect(seen).toEqual(['/a', '/a', '/a'])
  })

  it('holds where faults are reported', () => {
    const storage = bind()
    const seen: unknown[] = []
    const gateway = createGateway(
      () => {
        throw new Error('failed')
      },
      INFO,
      () => seen.push(storage.getStore()),
    )
    runExchange(gateway, { ...GET, path: '/a' }, new RecordingTransport())
    expect(seen).toEqual(['/a'])
  })

  it('does not hold for the way in: the next request is no part of this one', async () => {
    const storage = bind()
    const seen: unknown[] = []
    class Watching extends RecordingTransport {
      override sendWhole(...told: Parameters<RecordingTransport['sendWhole']>): void {
        seen.push(storage.getStore())
        super.sendWhole(...told)
      }

      override finished(): void {
        seen.push(storage.getStore())
        super.finished()
      }
    }
    const transport = new Watching()
    storage.run('outside', () => runUnchecked(async () => ok, { path: '/a' }, transport))
    await transport.over
    expect(seen).toEqual(['outside', 'outside'])
  })

  it('is one for each exchange', async () => {
    const storage = bind()
    const seen: unknown[] = []
    const runs = ['/a', '/b'].map((path) =>
      run(
        async () => {
          await turn()
          seen.push(storage.getStore())
          return ok
        },
        { path },
      ),
    )
    await Promise.all(runs.map(({ transport }) => transport.over))
    expect(seen).toEqual(['/a', '/b'])
  })
})

/** An iterator that never comes to anything. */
function waiting(): AsyncIterator<string> {
  return { next: () => new Promise(() => {}) }
}
