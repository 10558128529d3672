import { setImmediate as turn } from 'node:timers/promises'
import type { Exchange, HttpResponse, Outcome } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { INFO, run, runUnchecked } from '../test/run.ts'
import type { Running } from '../test/run.ts'
import { ExchangeAborted } from './abort.ts'

const TEXT = { 'content-type': 'text/plain' }
const ok: HttpResponse = { status: 200, headers: TEXT, body: 'hello' }

/** Runs an application that uses its exchange and answers. */
function using(use: (exchange: Exchange) => void, response = ok): Running {
  return runUnchecked(({ exchange }: { exchange: Exchange }) => {
    use(exchange)
    return response
  })
}

describe('onFinish', () => {
  it('calls back once, the last registered first, when all was sent (EXCH-4)', () => {
    const calls: unknown[] = []
    const { transport } = run(({ exchange }) => {
      exchange.onFinish((outcome) => calls.push('first', outcome))
      exchange.onFinish(() => calls.push('last'))
      return ok
    })
    expect(calls).toEqual(['last', 'first', { status: 200, bytes: 5, aborted: false, error: null }])
    expect(transport.log).toEqual(['whole 200 hello', 'finished'])
  })

  it('waits until the answer has left, and delays nothing else', async () => {
    const outcomes: Outcome[] = []
    const { transport } = run(
      ({ exchange }) => {
        exchange.onFinish((outcome) => outcomes.push(outcome))
        return ok
      },
      {},
      { isSlow: true },
    )
    expect(transport.log).toEqual(['whole 200 hello'])
    expect(outcomes).toEqual([])
    transport.release()
    await transport.over
    expect(outcomes).toHaveLength(1)
  })

  it('tells the content that was handed on, in bytes (EXCH-5)', async () => {
    const outcomes: Outcome[] = []
    const register = ({ exchange }: { exchange: Exchange }): void =>
      exchange.onFinish((outcome) => outcomes.push(outcome))
    const { transport } = run((request) => {
      register(request)
      return { status: 200, headers: TEXT, body: generate('ü', '', 'b') }
    })
    await transport.over
    run((request) => (register(request), { ...ok, body: 'ü' }))
    run((request) => (register(request), ok), { method: 'HEAD' })
    expect(outcomes.map(({ bytes }) => bytes)).toEqual([3, 2, 0])
  })

  it('tells the error that was answered', () => {
    const outcomes: Outcome[] = []
    const failure = new Error('failed')
    run(({ exchange }) => {
      exchange.onFinish((outcome) => outcomes.push(outcome))
      throw failure
    })
    expect(outcomes).toEqual([{ status: 500, bytes: 0, aborted: false, error: failure }])
  })

  it('runs after the body was closed', async () => {
    const calls: string[] = []
    const { open, transport } = runUnchecked(({ exchange }: { exchange: Exchange }) => {
      exchange.onFinish(() => calls.push('finished'))
      const body = {
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise(() => {}),
          return: () => calls.push('closed'),
        }),
      }
      return { status: 200, headers: TEXT, body }
    })
    open.abort(new ExchangeAborted('CLIENT_LEFT', 'left'))
    await transport.over
    expect(calls).toEqual(['closed', 'finished'])
  })

  it('calls back soon when it is registered late', async () => {
    const calls: string[] = []
    let kept: Exchange | undefined
    run(({ exchange }) => {
      kept = exchange
      exchange.onFinish(() => exchange.onFinish(() => calls.push('during')))
      return ok
    })
    kept!.onFinish(() => calls.push('after'))
    expect(calls).toEqual([])
    await turn()
    expect(calls).toEqual(['during', 'after'])
  })

  it('reports what a callback throws, and runs the others (EXCH-8)', async () => {
    const calls: string[] = []
    const failure = new Error('callback')
    let kept: Exchange | undefined
    const { reports, transport } = using((exchange) => {
      kept = exchange
      exchange.onFinish(() => calls.push('first'))
      exchange.onFinish(() => {
        throw failure
      })
      exchange.onFinish('no function' as never)
    })
    kept!.onFinish(() => {
      throw failure
    })
    await turn()
    expect(calls).toEqual(['first'])
    expect(reports).toEqual([expect.any(TypeError), failure, failure])
    expect(transport.log).toEqual(['whole 200 hello', 'finished'])
  })
})

describe('waitUntil', () => {
  it('keeps work until it has settled (EXCH-6)', async () => {
    let done: () => void = () => {}
    const { gateway, transport } = using((exchange) =>
      exchange.waitUntil(new Promise<void>((resolve) => (done = resolve))),
    )
    expect(transport.log).toEqual(['whole 200 hello', 'finished'])
    expect(gateway.work.size).toBe(1)
    done()
    await turn()
    expect(gateway.work.size).toBe(0)
  })

  it('reports a rejection once, and lets go of it (EXCH-8)', async () => {
    const failure = new Error('work')
    const { gateway, reports, transport } = using((exchange) => exchange.waitUntil(Promise.reject(failure)))
    await turn()
    expect(reports).toEqual([failure])
    expect(gateway.work.size).toBe(0)
    expect(transport.log).toEqual(['whole 200 hello', 'finished'])
  })
})

describe('inform', () => {
  it('sends an informational response before the head, and nothing after it (EXCH-7)', async () => {
    const { transport } = using((exchange) => {
      exchange.inform?.(103, { link: '</a.css>' })
      exchange.onFinish(() => exchange.inform?.(103, { link: '</late.css>' }))
    })
    await transport.over
    expect(transport.log).toEqual(['inform 103 {"link":"</a.css>"}', 'whole 200 hello', 'finished'])
  })

  it('sends nothing when the client has left', () => {
    let kept: Exchange | undefined
    const { open, transport } = using((exchange) => (kept = exchange), new Promise(() => {}) as never)
    open.abort(new ExchangeAborted('CLIENT_LEFT', 'left'))
    kept!.inform?.(103, {})
    expect(transport.log).toEqual([])
  })

  it.each([100, 101, 200, 99, 102.5, '103'])('refuses %j for a status', (status) => {
    const { reports, transport } = using((exchange) => exchange.inform?.(status as number, {}))
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([expect.objectContaining({ code: 'EXCH-7' })])
  })

  it('refuses fields that would split the response (RS1)', () => {
    const { reports, transport } = using((exchange) =>
      exchange.inform?.(103, { link: 'a\r\n\r\nHTTP/1.1 200' }),
    )
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([expect.objectContaining({ code: 'HEAD-6' })])
  })

  it('is absent on HTTP/1.0, and where the wire cannot (LEN-6)', () => {
    const seen: boolean[] = []
    const look = ({ exchange }: { exchange: Exchange }): HttpResponse => (seen.push('inform' in exchange), ok)
    runUnchecked(look, { httpVersion: '1.0' })
    run(look)
    expect(seen).toEqual([false, true])
  })
})

describe('a derived exchange (EXCH-1)', () => {
  it('has all services of its prototype, and they are those of the exchange', async () => {
    const outcomes: Outcome[] = []
    const { gateway, transport } = using((exchange) => {
      const derived = Object.create(Object.create(exchange) as Exchange) as Exchange
      expect(derived.server).toBe(INFO)
      expect(derived.signal).toBe(exchange.signal)
      derived.onFinish((outcome) => outcomes.push(outcome))
      derived.waitUntil(Promise.resolve())
      derived.inform?.(103, {})
    })
    expect(gateway.work.size).toBe(1)
    await transport.over
    expect(outcomes).toHaveLength(1)
    expect(transport.log).toEqual(['inform 103 {}', 'whole 200 hello', 'finished'])
  })
})

describe('signal', () => {
  it('does not abort on normal completion (EXCH-2)', () => {
    let kept: Exchange | undefined
    let early: AbortSignal | undefined
    run(({ exchange }) => {
      kept = exchange
      early = exchange.signal
      return ok
    })
    expect(early!.aborted).toBe(false)
    expect(kept!.signal).toBe(early)
  })
})

async function* generate(...chunks: string[]): AsyncGenerator<string> {
  yield* chunks
}
