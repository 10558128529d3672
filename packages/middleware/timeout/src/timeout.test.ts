import { compose } from '@tsgi/compose'
import { isFallThrough, notFound, text } from '@tsgi/message'
import type { Application, HttpResponse, Outcome } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { collectGarbage, fakeTime } from '../test/fake-time.ts'
import { gate, never, within } from '../test/layers.ts'
import { expectNothingUnhandled } from '../test/ask.ts'
import { timeout } from './timeout.ts'

beforeEach(fakeTime)
beforeEach(expectNothingUnhandled)

const toSignal: Application = ({ exchange: { signal } }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

describe('an application that answers in time', () => {
  it('at once, is passed on as it is, without a timer', () => {
    const response = text('hello')
    let timers = 0
    const layer = timeout({ answerMs: 10, idleMs: 10 })(() => {
      timers = vi.getTimerCount()
      return response
    })
    expect(layer({ exchange: {} } as Parameters<Application>[0])).toBe(response)
    expect(timers + vi.getTimerCount()).toBe(0)
  })

  it('later, is passed on as it is', async () => {
    const answer = gate<HttpResponse>()
    const response = notFound()
    const layer = timeout(1000)(() => answer.promise)
    const passed = layer({ exchange: {} } as Parameters<Application>[0])
    await vi.advanceTimersByTimeAsync(999)
    answer.resolve(response)
    expect(await passed).toBe(response)
    expect(isFallThrough(response)).toBe(true)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('fault')
      },
    ],
    ['rejects', () => Promise.reject(new Error('fault'))],
  ] satisfies Array<[string, Application]>)(
    'may fail: what it %s is passed on',
    async (_how, application) => {
      const caller = within(1000, application)
      expect((await caller.get('/')).status).toBe(500)
      expect(caller.errors).toEqual([new Error('fault')])
    },
  )

  it('has no limit with 0', async () => {
    const answer = gate<HttpResponse>()
    const caller = within(0, () => answer.promise)
    const asked = caller.get('/')
    await vi.advanceTimersByTimeAsync(10 ** 9)
    answer.resolve(text('at last'))
    expect((await asked).text).toBe('at last')
  })
})

describe('an application that takes too long', () => {
  it('is answered for with 503', async () => {
    const caller = within(1000, never)
    const asked = caller.get('/')
    await vi.advanceTimersByTimeAsync(1000)
    const { status, headers, text: content } = await asked
    expect([status, content]).toEqual([503, 'Service Unavailable\n'])
    expect(headers['retry-after']).toBeUndefined()
    expect(caller.errors).toEqual([])
  })

  it('is answered for as the options say', async () => {
    const caller = within({ answerMs: 10, status: 504, retryAfterSeconds: 5 }, never)
    const asked = caller.get('/')
    await vi.advanceTimersByTimeAsync(10)
    const { status, headers, text: content } = await asked
    expect([status, content, headers['retry-after']]).toEqual([504, 'Gateway Timeout\n', '5'])
  })

  it('has 30 seconds unless said otherwise', async () => {
    let answer: HttpResponse | undefined
    void Promise.resolve(timeout()(never)({ exchange: {} } as Parameters<Application>[0])).then(
      (given) => (answer = given),
    )
    await vi.advanceTimersByTimeAsync(29_999)
    expect(answer).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    expect(answer?.status).toBe(503)
  })

  it('is told by its signal, and may reject with its reason', async () => {
    let reason: unknown
    const caller = within(1000, (request) => {
      const { signal } = request.exchange
      signal.addEventListener('abort', () => (reason = signal.reason))
      return toSignal(request)
    })
    const asked = caller.get('/')
    await vi.advanceTimersByTimeAsync(1000)
    expect((await asked).status).toBe(503)
    expect(reason).toMatchObject({
      name: 'AbortError',
      code: 'TIMEOUT_ANSWER',
      message: 'The application did not answer within 1000 ms',
    })
    expect(caller.errors).toEqual([])
  })

  it('is told by its signal when it looks later', async () => {
    const goOn = gate<void>()
    const looked = gate<boolean>()
    const caller = within(1000, async ({ exchange }) => {
      await goOn.promise
      looked.resolve(exchange.signal.aborted)
      return text('late')
    })
    const asked = caller.get('/')
    await vi.advanceTimersByTimeAsync(1000)
    await asked
    goOn.resolve()
    expect(await looked.promise).toBe(true)
  })

  it('cannot answer by what it does about its signal', async () => {
    const caller = within(1000, ({ exchange: { signal } }) => {
      const answer = gate<HttpResponse>()
      signal.addEventListener('abort', () => answer.resolve(text('quick')))
      return answer.promise
    })
    const asked = caller.get('/')
    await vi.advanceTimersByTimeAsync(1000)
    expect((await asked).status).toBe(503)
  })

  it('has its late answer closed, once', async () => {
    const answer = gate<HttpResponse>()
    const closed: string[] = []
    const body = {
      [Symbol.asyncIterator]: () => ({ next: never }),
      destroy: () => closed.push('destroyed'),
    }
    const caller = client(timeout(1000)(() => answer.promise))
    const asked = caller.get('/')
    await vi.advanceTimersByTimeAsync(1000)
    await asked
    answer.resolve({ status: 200, headers: { 'content-type': 'text/plain' }, body })
    await vi.waitFor(() => expect(closed).toEqual(['destroyed']))
    expect(caller.errors).toEqual([])
  })

  it.each([new Error('late'), undefined])('has its late failure dropped: %s', async (failure) => {
    const answer = gate<HttpResponse>()
    const caller = within(1000, () => answer.promise)
    const asked = caller.get('/')
    await vi.advanceTimersByTimeAsync(1000)
    expect((await asked).status).toBe(503)
    answer.reject(failure)
    await caller.settled()
    expect(caller.errors).toEqual([])
  })

  it('has its late nonsense dropped', async () => {
    const answer = gate<HttpResponse>()
    const caller = client(timeout(1000)(() => answer.promise))
    const asked = caller.get('/')
    await vi.advanceTimersByTimeAsync(1000)
    await asked
    answer.resolve(undefined as unknown as HttpResponse)
    await caller.settled()
    expect(caller.errors).toEqual([])
  })

  it('is not held on to when it never comes to an end', async () => {
    const answers: Array<WeakRef<Promise<never>>> = []
    const layer = timeout(10)(() => {
      const answer = never()
      answers.push(new WeakRef(answer))
      return answer
    })
    for (let turn = 0; turn < 10; turn++) {
      const answer = layer({ exchange: {} } as Parameters<Application>[0])
      await vi.advanceTimersByTimeAsync(10)
      expect((await answer).status).toBe(503)
    }
    await collectGarbage()
    expect(answers.filter((answer) => answer.deref() !== undefined)).toEqual([])
  })

  it('has as much time for all as for the answer, when that is less', async () => {
    let code: unknown
    const caller = within({ answerMs: 1000, totalMs: 500 }, (request) => {
      const { signal } = request.exchange
      signal.addEventListener('abort', () => (code = (signal.reason as { code: string }).code))
      return never()
    })
    const asked = caller.get('/')
    await vi.advanceTimersByTimeAsync(500)
    expect([(await asked).status, code]).toEqual([503, 'TIMEOUT_TOTAL'])
  })
})

describe('a client that leaves', () => {
  it('shows in the signal, with the reason of the server', async () => {
    const left = new AbortController()
    let reason: unknown
    const caller = within(1000, (request) => {
      const { signal } = request.exchange
      signal.addEventListener('abort', () => (reason = signal.reason))
      queueMicrotask(() => left.abort())
      return toSignal(request)
    })
    await expect(caller.get('/', { signal: left.signal })).rejects.toThrow('aborted')
    expect(reason).toMatchObject({ name: 'AbortError', code: 'CLIENT_LEFT' })
    await caller.settled()
    expect(caller.errors).toEqual([])
  })

  it('does not keep an application that ignores it for longer than its time', async () => {
    const left = new AbortController()
    const outcome = vi.fn<(outcome: Outcome) => void>()
    const caller = within(1000, ({ exchange }) => {
      exchange.onFinish(outcome)
      queueMicrotask(() => left.abort())
      return never()
    })
    await expect(caller.get('/', { signal: left.signal })).rejects.toThrow('aborted')
    await vi.advanceTimersByTimeAsync(1000)
    await caller.settled()
    expect(outcome).toHaveBeenCalledWith(expect.objectContaining({ status: null, aborted: true }))
  })
})

describe('limits in each other', () => {
  it.each([
    ['the outer', 1000, 10_000],
    ['the inner', 10_000, 1000],
  ])('hold both: %s may be the shorter one', async (_which, outer, inner) => {
    let reason: unknown
    const caller = client(
      compose(
        timeout({ answerMs: outer, status: 503 }),
        timeout({ answerMs: inner, status: 504 }),
      )((request) => {
        const { signal } = request.exchange
        signal.addEventListener('abort', () => (reason = signal.reason))
        return toSignal(request)
      }),
    )
    const asked = caller.get('/')
    await vi.advanceTimersByTimeAsync(1000)
    expect((await asked).status).toBe(outer < inner ? 503 : 504)
    expect(reason).toMatchObject({ code: 'TIMEOUT_ANSWER' })
    await caller.settled()
    expect(caller.errors).toEqual([])
  })
})
