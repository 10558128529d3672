import { createHook } from 'node:async_hooks'
import type { Application, HttpRequest } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { RecordingTransport } from '../test/recording-transport.ts'
import { GET, INFO, run, runUnchecked } from '../test/run.ts'

const hello: Application = () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello' })

describe('build and call', () => {
  it('gives the application all members as plain data, and one frozen, empty state (REQ-1, REQ-10)', () => {
    let seen: HttpRequest | undefined
    runUnchecked((request: HttpRequest) => {
      seen = request
      return hello(request)
    })
    const { state, exchange, ...rest } = seen!
    expect(rest).toEqual(GET)
    expect(state).toEqual({})
    expect(Object.isFrozen(state)).toBe(true)
    expect(exchange.server).toBe(INFO)
    expect(Object.keys(seen!)).toHaveLength(12)
    expect(Object.values(Object.getOwnPropertyDescriptors(seen)).every((member) => 'value' in member)).toBe(
      true,
    )
  })

  it('calls with one argument and reads nothing from the function (CALL-1, CALL-2)', () => {
    const calls: number[] = []
    const application = new Proxy(
      (...args: unknown[]) => (calls.push(args.length), hello(args[0] as HttpRequest)),
      {
        get: (_target, name) => expect.unreachable(`read ${String(name)}`),
      },
    )
    runUnchecked(application)
    expect(calls).toEqual([1])
  })

  it('sends a synchronous answer before it returns', () => {
    expect(run(hello).transport.log).toEqual(['whole 200 hello', 'finished'])
  })

  it('makes no promise, signal, listener or timer for it', () => {
    const transport = new RecordingTransport()
    const made: string[] = []
    const hook = createHook({ init: (_id, type) => made.push(type) }).enable()
    runUnchecked(hello, {}, transport)
    hook.disable()
    expect(made).toEqual([])
  })

  it('sends what a promise brings', async () => {
    const { transport } = run(async (request) => hello(request))
    expect(transport.log).toEqual([])
    await transport.over
    expect(transport.log).toEqual(['whole 200 hello', 'finished'])
  })

  it('takes the first word of a thenable that speaks twice', async () => {
    const response = hello(GET as unknown as HttpRequest)
    const { transport } = runUnchecked(() => ({
      // oxlint-disable-next-line unicorn/no-thenable -- that is the point
      then(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
        resolve(response)
        resolve(response)
        reject(new Error('no'))
      },
    }))
    await transport.over
    expect(transport.log).toEqual(['whole 200 hello', 'finished'])
  })
})

describe('send', () => {
  it('adds the length in bytes, not characters (LEN-2, RS2)', () => {
    const { transport } = run(() => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: 'grün',
    }))
    expect(transport.heads[0]).toMatchObject({ status: 200, contentLength: 5 })
  })

  it('sends a length of zero for no content', () => {
    expect(run(() => ({ status: 404, headers: {}, body: null })).transport.heads[0]!.contentLength).toBe(0)
  })

  it.each([
    ['a string', 'hello', 5],
    ['a length without content', null, 7],
    ['nothing', null, undefined],
  ])('answers HEAD with %s without content, inventing no length (LEN-3)', (_what, body, length) => {
    const headers = length === 7 ? { 'content-length': '7' } : {}
    const { transport } = runUnchecked(() => ({ status: 200, headers, body }), { method: 'HEAD' })
    expect(transport.log).toEqual(['whole 200', 'finished'])
    expect(transport.heads[0]!.contentLength).toBe(length)
  })

  it.each([
    [204, undefined],
    [205, 0],
    [304, undefined],
  ])('sends no content with %i, whatever the body (LEN-4)', (status, contentLength) => {
    const { transport } = runUnchecked(() => ({ status, headers: {}, body: 'content' }))
    expect(transport.log).toEqual([`whole ${status}`, 'finished'])
    expect(transport.heads[0]!.contentLength).toBe(contentLength)
  })

  it('keeps the length that 304 tells of the representation', () => {
    const { transport } = run(() => ({ status: 304, headers: { 'content-length': '5' }, body: null }))
    expect(transport.heads[0]!.contentLength).toBe(5)
  })

  it('may be given the same response again (RESP-2)', () => {
    const response = Object.freeze({ status: 200, headers: Object.freeze({}), body: new Uint8Array([0x61]) })
    const logs = [1, 2].map(() => runUnchecked(() => response).transport.log)
    expect(logs).toEqual([
      ['whole 200 a', 'finished'],
      ['whole 200 a', 'finished'],
    ])
  })
})

describe('what an error leads to', () => {
  const thrown = new Error('secret')

  it.each([
    [
      'throws',
      () => {
        throw thrown
      },
    ],
    ['rejects', () => Promise.reject(thrown)],
  ])(
    'answers a bare 500 and reports once when the application %s (CALL-3, ERR-1)',
    async (_what, application) => {
      const { transport, reports } = runUnchecked(application)
      await transport.over
      expect(transport.log).toEqual(['whole 500', 'finished'])
      expect(transport.heads[0]).toEqual({ status: 500, headers: {}, contentLength: 0 })
      expect(reports).toEqual([thrown])
    },
  )

  it('survives whatever is thrown', () => {
    const traps = { get: fail, has: fail, getPrototypeOf: fail, ownKeys: fail }
    const throwing = {
      get status() {
        return fail()
      },
      get message() {
        return fail()
      },
      expose: true,
    }
    for (const hostile of [null, undefined, 'text', 0, Symbol('s'), new Proxy({}, traps), throwing]) {
      const { transport, reports } = runUnchecked(() => {
        throw hostile
      })
      expect(transport.log).toEqual(['whole 500', 'finished'])
      expect(reports).toHaveLength(1)
      expect(reports[0]).toBe(hostile)
    }
  })

  it('survives whatever is returned', () => {
    const traps = { get: fail, has: fail, getPrototypeOf: fail, ownKeys: fail }
    const body = {
      status: 200,
      headers: {},
      get body() {
        return fail()
      },
    }
    const status = {
      get status() {
        return fail()
      },
      headers: {},
      body: null,
    }
    const then = {
      get then() {
        return fail()
      },
      status: 200,
      headers: {},
      body: 'x',
    }
    for (const hostile of [new Proxy({}, traps), body, status]) {
      const { transport, reports } = runUnchecked(() => hostile)
      expect(transport.log).toEqual(['whole 500', 'finished'])
      expect(reports).toEqual([expect.objectContaining({ message: 'trap' })])
    }
    expect(runUnchecked(() => then).transport.log).toEqual(['whole 200 x', 'finished'])
  })

  it('answers a client error that may be shown with its status, unreported (ERR-3)', () => {
    for (const status of [400, 404, 413, 499]) {
      const { transport, reports } = runUnchecked(() => {
        throw Object.assign(new Error('secret'), { expose: true, status })
      })
      expect(transport.log).toEqual([`whole ${status}`, 'finished'])
      expect(reports).toEqual([])
    }
  })

  it.each([
    { expose: true, status: 399 },
    { expose: true, status: 500 },
    { expose: true, status: 404.5 },
    { expose: true, status: '404' },
    { expose: 'yes', status: 404 },
    { status: 404 },
  ])('takes %j for the fault of the application', (error) => {
    const { transport, reports } = runUnchecked(() => {
      throw error
    })
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([error])
  })

  it('breaks off when the wire throws after something may have been sent', () => {
    const transport = new RecordingTransport()
    transport.sendWhole = () => {
      throw thrown
    }
    const { reports } = runUnchecked(hello, {}, transport)
    expect(transport.log).toEqual(['cut', 'finished'])
    expect(reports).toEqual([thrown])
  })
})

function fail(): never {
  throw new Error('trap')
}
