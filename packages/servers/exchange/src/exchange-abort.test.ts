import { setImmediate as turn } from 'node:timers/promises'
import type { HttpRequest, HttpResponse, Outcome } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { run, runUnchecked } from '../test/run.ts'
import { ExchangeAborted } from './abort.ts'

const left = new ExchangeAborted('CLIENT_LEFT', 'The client left')

/** An application that answers when the test says so, and what becomes of its exchange. */
function waiting(): {
  application: (request: HttpRequest) => Promise<HttpResponse>
  answer: (response: HttpResponse) => void
  fail: (error: unknown) => void
  signal: () => AbortSignal
  outcomes: Outcome[]
} {
  const outcomes: Outcome[] = []
  let seen: HttpRequest | undefined
  let settle: { resolve: (response: HttpResponse) => void; reject: (error: unknown) => void }
  return {
    application: (request) => {
      seen = request
      request.exchange.onFinish((outcome) => outcomes.push(outcome))
      return new Promise((resolve, reject) => (settle = { resolve, reject }))
    },
    answer: (response) => settle.resolve(response),
    fail: (error) => settle.reject(error),
    signal: () => seen!.exchange.signal,
    outcomes,
  }
}

/** A streamed body whose chunks the test hands out, and which notes that it was closed. */
function handedOut(): { body: AsyncIterable<string>; give: (chunk: string) => void; closed: string[] } {
  const closed: string[] = []
  let give: (step: IteratorResult<string>) => void = () => {}
  return {
    closed,
    give: (value) => give({ done: false, value }),
    body: {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise((resolve) => (give = resolve)),
        async return() {
          closed.push('return')
          return { done: true as const, value: undefined }
        },
      }),
    },
  }
}

const TEXT = { 'content-type': 'text/plain' }
const ok: HttpResponse = { status: 200, headers: TEXT, body: 'hello' }

describe('the client leaves', () => {
  it('while the application works: the signal aborts and nothing is sent (EXCH-2, ERR-5)', async () => {
    const { application, answer, signal, outcomes } = waiting()
    const { open, transport, reports } = run(application)
    const early = signal()
    expect(early.aborted).toBe(false)
    open.abort(left)
    expect(early.aborted).toBe(true)
    expect(early.reason).toBe(left)
    answer(ok)
    await transport.over
    expect(transport.log).toEqual(['finished'])
    expect(outcomes).toEqual([{ status: null, bytes: 0, aborted: true, error: left }])
    expect(reports).toEqual([])
  })

  it('before the signal was looked at: it tells of it all the same (EXCH-3)', () => {
    const { application, signal } = waiting()
    const { open } = run(application)
    open.abort(left)
    expect(signal().aborted).toBe(true)
    expect((signal().reason as Error).name).toBe('AbortError')
  })

  it('and what the application throws then is no fault (ERR-5)', async () => {
    const { application, fail, outcomes } = waiting()
    const { open, transport, reports } = run(application)
    open.abort(left)
    fail(new Error('aborted'))
    await transport.over
    expect(transport.log).toEqual(['finished'])
    expect(outcomes).toMatchObject([{ status: null, aborted: true }])
    expect(reports).toEqual([])
  })

  it('and the body of an answer that comes too late is closed', async () => {
    const { application, answer } = waiting()
    const { body, closed } = handedOut()
    const { open, transport } = runUnchecked(application)
    open.abort(left)
    answer({ status: 200, headers: TEXT, body })
    await transport.over
    expect(closed).toEqual(['return'])
  })

  it('before the first chunk: no status was sent (EXCH-5)', async () => {
    const { application, answer, outcomes } = waiting()
    const { body, closed } = handedOut()
    const { open, transport } = runUnchecked(application)
    answer({ status: 200, headers: TEXT, body })
    await turn()
    open.abort(left)
    expect(closed).toEqual(['return'])
    expect(transport.log).toEqual(['finished'])
    expect(outcomes).toEqual([{ status: null, bytes: 0, aborted: true, error: left }])
  })

  it('between chunks: signal first, then the body is closed, without waiting for it (BODY-18)', async () => {
    const { application, answer, signal, outcomes } = waiting()
    const { body, closed, give } = handedOut()
    const { open, transport } = runUnchecked(application)
    signal().addEventListener('abort', () => closed.push('signal'))
    answer({ status: 200, headers: TEXT, body })
    await turn()
    give('abc')
    await turn()
    open.abort(left)
    expect(closed).toEqual(['signal', 'return'])
    give('late')
    await turn()
    expect(transport.log).toEqual(['head 200 abc', 'finished'])
    expect(outcomes).toEqual([{ status: 200, bytes: 3, aborted: true, error: left }])
  })

  it('while the wire is slow: no further chunk is pulled', async () => {
    const { application, answer } = waiting()
    const { body, give } = handedOut()
    const { open, transport } = runUnchecked(application, {}, { isSlow: true })
    answer({ status: 200, headers: TEXT, body })
    await turn()
    give('a')
    await turn()
    open.abort(left)
    transport.release()
    give('b')
    await turn()
    expect(transport.log).toEqual(['head 200 a', 'finished'])
  })

  it('while trailers are made: they are not sent', async () => {
    const { application, answer } = waiting()
    const { open, transport } = runUnchecked(application, {}, { takesTrailers: true })
    let made: (fields: Record<string, string>) => void = () => {}
    const trailers = () => new Promise<Record<string, string>>((resolve) => (made = resolve))
    answer({ status: 200, headers: TEXT, body: generate('a'), trailers })
    await turn()
    open.abort(left)
    made({ 'x-sum': '1' })
    await turn()
    expect(transport.log).toEqual(['head 200 a', 'finished'])
  })

  it('before all of a buffered answer has left: it was cut (EXCH-5)', async () => {
    const { application, answer, outcomes } = waiting()
    const { open, transport } = run(application, {}, { isSlow: true })
    answer(ok)
    await turn()
    open.abort(left)
    transport.release()
    await turn()
    expect(transport.log).toEqual(['whole 200 hello', 'finished'])
    expect(outcomes).toEqual([{ status: 200, bytes: 5, aborted: true, error: left }])
  })

  it('when all is over: nothing happens', async () => {
    const { application, answer, signal, outcomes } = waiting()
    const { open, transport } = run(application)
    answer(ok)
    await transport.over
    open.abort(left)
    open.clientEnded()
    expect(signal().aborted).toBe(false)
    expect(outcomes).toEqual([{ status: 200, bytes: 5, aborted: false, error: null }])
    expect(transport.log).toEqual(['whole 200 hello', 'finished'])
  })

  it('twice: it counts once', async () => {
    const { application, answer, outcomes } = waiting()
    const { open, transport } = run(application)
    open.abort(left)
    open.abort(new ExchangeAborted('SERVER_CLOSING', 'closing'))
    answer(ok)
    await transport.over
    expect(outcomes).toMatchObject([{ error: left }])
  })

  it('while the application works: that is work which stopping waits for (LIFE-2)', async () => {
    const { application, answer } = waiting()
    const { open, gateway, transport } = run(application)
    expect(gateway.work.size).toBe(0)
    open.abort(left)
    expect(gateway.work.size).toBe(1)
    answer(ok)
    await transport.over
    await turn()
    expect(gateway.work.size).toBe(0)
  })
})

describe('the client ends its side', () => {
  it('while the application works: signal and outcome tell, and a buffered answer is still sent', async () => {
    const { application, answer, signal, outcomes } = waiting()
    const { open, transport } = run(application)
    open.clientEnded()
    expect(signal().aborted).toBe(true)
    answer(ok)
    await transport.over
    expect(transport.log).toEqual(['whole 200 hello', 'finished'])
    expect(outcomes).toMatchObject([{ status: 200, bytes: 5, aborted: true, error: { code: 'CLIENT_LEFT' } }])
  })

  it('before a streamed answer: that is closed and not sent', async () => {
    const { application, answer, outcomes } = waiting()
    const { body, closed } = handedOut()
    const { open, transport } = runUnchecked(application)
    open.clientEnded()
    answer({ status: 200, headers: TEXT, body })
    await transport.over
    expect(transport.log).toEqual(['cut', 'finished'])
    expect(closed).toEqual(['return'])
    expect(outcomes).toMatchObject([{ status: null, aborted: true, error: { code: 'CLIENT_LEFT' } }])
  })

  it('in the middle of a stream: that is cut', async () => {
    const { application, answer } = waiting()
    const { body, closed, give } = handedOut()
    const { open, transport } = runUnchecked(application)
    answer({ status: 200, headers: TEXT, body })
    await turn()
    give('a')
    await turn()
    open.clientEnded()
    expect(transport.log).toEqual(['head 200 a', 'cut', 'finished'])
    expect(closed).toEqual(['return'])
  })

  it('and the application fails: nothing is sent, nothing reported (ERR-5)', async () => {
    const { application, fail } = waiting()
    const { open, transport, reports } = run(application)
    open.clientEnded()
    fail(new Error('aborted'))
    await transport.over
    expect(transport.log).toEqual(['cut', 'finished'])
    expect(reports).toEqual([])
  })
})

describe('a response that breaks off', () => {
  it('aborts the signal with what went wrong as its cause', async () => {
    const failure = new Error('failed')
    let signal: AbortSignal | undefined
    const outcomes: Outcome[] = []
    const { transport } = run(({ exchange }) => {
      signal = exchange.signal
      exchange.onFinish((outcome) => outcomes.push(outcome))
      return { status: 200, headers: TEXT, body: generate('a', failure) }
    })
    await transport.over
    expect(signal!.reason).toMatchObject({ name: 'AbortError', code: 'RESPONSE_FAILED', cause: failure })
    expect(outcomes).toEqual([{ status: 200, bytes: 1, aborted: true, error: failure }])
  })

  it('is settled once, when the wire says at once that the client is gone', async () => {
    const outcomes: Outcome[] = []
    const { open, transport } = run(({ exchange }) => {
      exchange.onFinish((outcome) => outcomes.push(outcome))
      return { status: 200, headers: TEXT, body: generate('a', new Error('failed')) }
    })
    transport.cut = () => open.abort(left)
    await transport.over
    expect(transport.log).toEqual(['head 200 a', 'finished'])
    expect(outcomes).toHaveLength(1)
  })
})

async function* generate(...chunks: Array<string | Error>): AsyncGenerator<string> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk
    yield chunk
  }
}
