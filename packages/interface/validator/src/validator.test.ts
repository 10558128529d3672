import type { Application, Exchange, HttpRequest, HttpResponse } from '@tsgi/spec'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  answering,
  call,
  fields,
  makePost,
  makeRequest,
  serve,
  stream,
  TestExchange,
  text,
} from '../test/server.ts'
import { ValidationError } from './validation-error.ts'
import { validator } from './validator.ts'

const hello = answering(text('hello'))
const NODE = Symbol.for('tsgi.node')

describe('calling', () => {
  test('keeps a synchronous application synchronous', () => {
    expect(validator()(hello)(makeRequest())).toMatchObject({ status: 200, body: 'hello' })
  })

  test('accepts a promise, and anything with then', async () => {
    expect(await validator()(async () => text('hello'))(makeRequest())).toMatchObject({ body: 'hello' })
    const thenable = { then: (resolve: (response: HttpResponse) => void) => resolve(text('hello')) }
    expect(await validator()(answering(thenable))(makeRequest())).toMatchObject({ body: 'hello' })
  })

  test('checks what a promise gives', async () => {
    const answer = validator()(async () => undefined as never)(makeRequest())
    await expect(answer).rejects.toMatchObject({ name: 'ValidationError', rule: 'RESP-1' })
  })

  test('passes errors of the application on untouched', async () => {
    const error = new Error('mine')
    expect(() => validator()(throwing(error))(makeRequest())).toThrow(error)
    await expect(validator()(async () => throwing(error)(makeRequest()))(makeRequest())).rejects.toBe(error)
  })

  test('does not call the application with a request that breaks a rule', () => {
    let isCalled = false
    const application = validator()(() => {
      isCalled = true
      return text('hello')
    })
    expect(() => application(makeRequest({ path: 'x' }))).toThrow(ValidationError)
    expect(isCalled).toBe(false)
  })

  test('refuses an application in place of options', () => {
    expect(() => validator(hello as never)).toThrow(TypeError)
  })
})

describe('the error', () => {
  test('tells rule, check and side, and what to do', () => {
    const application = validator()(answering(text('hello', { 'x-count': 3 })))
    expect(() => application(makeRequest())).toThrow(
      expect.objectContaining({
        name: 'ValidationError',
        rule: 'HEAD-6',
        check: 'response-field-value',
        side: 'application',
        message:
          'HEAD-6, broken by the application: the field "x-count" is the number 3, expected a string: convert, encode or leave it out',
      }),
    )
  })

  test('does not repeat the value of a field, which may be a secret', () => {
    const application = validator()(answering(text('hello', { 'set-cookie': 'session=s3cret\n' })))
    expect(() => application(makeRequest())).toThrow(/U\+000A at 14/)
    expect(() => application(makeRequest())).not.toThrow(/s3cret/)
  })

  test('keeps foreign text on one line', () => {
    const request = makeRequest({ method: 'GET\u0085\r\n', scheme: 'http' })
    expect(() => call(validator()(hello), request)).toThrow(/"GET\\u0085\\r\\n"/)
  })
})

describe('options', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('onViolation hears of violations that are thrown as well', () => {
    const onViolation = vi.fn<(error: ValidationError) => void>()
    expect(() => validator({ onViolation })(answering({}))(makeRequest())).toThrow(ValidationError)
    expect(onViolation).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ rule: 'RESP-1' }))
  })

  test('by default, prints a violation that cannot be thrown', () => {
    const print = vi.spyOn(console, 'error').mockReturnValue()
    const exchange = new TestExchange()
    call(validator()(answering(text(stream(['hello'])))), makeRequest({ exchange }))
    exchange.finish()
    expect(print).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ rule: 'BODY-15' }))
  })

  test('by default, prints a warning once per check', () => {
    const print = vi.spyOn(console, 'warn').mockReturnValue()
    const application = validator()(answering({ status: 200, headers: {}, body: 'hello' }))
    call(application)
    call(application)
    expect(print).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('HEAD-10'))
  })

  test('onWarning hears of every warning', () => {
    const onWarning = vi.fn<(error: ValidationError) => void>()
    const application = validator({ onWarning })(answering({ status: 200, headers: {}, body: 'hello' }))
    call(application)
    call(application)
    expect(onWarning).toHaveBeenCalledTimes(2)
  })
})

describe('the request that the application gets', () => {
  test('is frozen, with its headers and its state', () => {
    const { request } = passThrough(makeRequest())
    expect(() => Object.assign(request, { path: '/other' })).toThrow(TypeError)
    expect(() => Object.assign(request.headers, { host: 'other' })).toThrow(TypeError)
    expect(() => Object.assign(request.state, { 'acme.user': 'ada' })).toThrow(TypeError)
  })

  test('leaves the original as it is', () => {
    const original = makeRequest()
    passThrough(original)
    expect(Object.isFrozen(original)).toBe(false)
    expect(Object.isFrozen(original.headers)).toBe(false)
  })

  test('keeps members that nobody knows', () => {
    const extension = Symbol('extension')
    const { request } = passThrough(makeRequest({ priority: 'u=1', [extension]: 1 }))
    expect(request).toMatchObject({ priority: 'u=1', [extension]: 1 })
  })

  test('has headers that inherit nothing, also when they are instances of a class', () => {
    const emptyPrototype = Object.create(null) as object
    const instance = Object.assign(Object.create(emptyPrototype) as object, fields({}))
    for (const headers of [fields({}), instance]) {
      const { request } = passThrough(makeRequest({ headers }))
      expect(request.headers['host']).toBe('example.com')
      expect(request.headers['constructor']).toBeUndefined()
    }
  })

  test('shares the values of the state, which outer layers read back', () => {
    const collected: string[] = []
    const application: Application = ({ state }) => {
      ;(state['acme.log'] as string[]).push('inside')
      return text('hello')
    }
    call(validator()(application), makeRequest({ state: { 'acme.log': collected } }))
    expect(collected).toEqual(['inside'])
  })

  test('has a body with an iterator and nothing else', async () => {
    const bytes = Uint8Array.of(1, 2)
    const original = Object.assign(makePost([bytes]).body as object, { destroy() {} })
    const { request } = passThrough(makeRequest({ method: 'POST', body: original }))
    expect(Reflect.ownKeys(request.body ?? {})).toEqual([Symbol.asyncIterator])
    const received: Uint8Array[] = []
    for await (const chunk of request.body ?? []) received.push(chunk)
    expect(received).toEqual([bytes])
  })

  test('passes errors of the body on untouched', async () => {
    const failure = new Error('client left')
    const body = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(failure) }) }
    const { request } = passThrough(makeRequest({ method: 'POST', body }))
    await expect(request.body?.[Symbol.asyncIterator]().next()).rejects.toBe(failure)
  })

  test('tells the source when the application leaves the body early', async () => {
    const source = stream([Uint8Array.of(1), Uint8Array.of(2)])
    const left = vi.spyOn(source, 'return')
    const { request } = passThrough(makeRequest({ method: 'POST', body: source }))
    for await (const _chunk of request.body ?? []) break
    expect(left).toHaveBeenCalledOnce()
  })
})

describe('the exchange that the application gets', () => {
  test('does not read the signal before somebody asks', async () => {
    const exchange = new TestExchange()
    const { request } = await serveThrough(exchange)
    expect(exchange.signalReads).toBe(0)
    expect(request.exchange.signal).toBe(request.exchange.signal)
    expect(exchange.signalReads).toBe(1)
  })

  test('has the original as its prototype, so extensions work', () => {
    const exchange = Object.assign(new TestExchange(), { [NODE]: 'raw' })
    const { request } = passThrough(makeRequest({ exchange }))
    expect(Object.getPrototypeOf(request.exchange)).toBe(exchange)
    expect(request.exchange[NODE]).toBe('raw')
  })

  test('passes its services on', async () => {
    const exchange = new TestExchange(['websocket'])
    const { request } = passThrough(makeRequest({ exchange }))
    const finished = vi.fn<(outcome: unknown) => void>()
    const work = Promise.resolve()
    request.exchange.onFinish(finished)
    request.exchange.waitUntil(work)
    exchange.finish({ bytes: 5 })
    expect(finished).toHaveBeenCalledExactlyOnceWith({ status: 200, bytes: 5, aborted: false, error: null })
    expect(exchange.work).toEqual([work])
    expect(request.exchange.upgrade).toEqual(['websocket'])
    expect(request.exchange.server).toBe(exchange.server)
  })

  test('sends early hints', () => {
    const exchange = new TestExchange()
    const application: Application = (request) => {
      request.exchange.inform?.(103, { link: '</a.css>; rel=preload' })
      return text('hello')
    }
    call(validator()(application), makeRequest({ exchange }))
    expect(exchange.informed).toEqual([[103, { link: '</a.css>; rel=preload' }]])
  })

  test('has no inform where the server has none', () => {
    const exchange = Object.create(new TestExchange(), { inform: { value: undefined } }) as Exchange
    const { request } = passThrough(makeRequest({ exchange: Object.defineProperties(exchange, services()) }))
    expect(request.exchange.inform).toBeUndefined()
  })

  test('can be derived further by assignment', () => {
    const { request } = passThrough(makeRequest())
    const derived = Object.create(request.exchange) as { waitUntil: unknown }
    derived.waitUntil = 'mine'
    expect(derived.waitUntil).toBe('mine')
  })
})

describe('the response that the server gets', () => {
  test('is frozen, with its headers and their lines', () => {
    const response = call(validator()(answering(text('hello', { 'set-cookie': ['a=1', 'b=2'] }))))
    const { headers } = response
    expect(Object.isFrozen(response)).toBe(true)
    expect(Object.isFrozen(headers)).toBe(true)
    expect(Object.isFrozen(headers['set-cookie'])).toBe(true)
  })

  test('leaves what the application holds as it is', () => {
    const own = text('hello', { 'set-cookie': ['a=1'] })
    call(validator()(answering(own)))
    expect([own, own.headers, own.headers['set-cookie']].some(Object.isFrozen)).toBe(false)
  })

  test('keeps extensions', () => {
    const response = call(validator()(answering({ ...text('hello'), [NODE]: 'raw' })))
    expect(response[NODE]).toBe('raw')
  })

  test('can be returned by the application again', async () => {
    const cached = text('hello')
    const application = validator()(answering(cached))
    expect((await serve(application, makeRequest())).content).toBe('hello')
    expect((await serve(application, makeRequest())).content).toBe('hello')
  })

  test('shows that lines of a cached response were changed', () => {
    const cached = text('hello', { 'set-cookie': ['a=1'] })
    const application = validator()(answering(cached))
    call(application)
    ;(cached.headers['set-cookie'] as string[]).push('b=2')
    expect(() => application(makeRequest())).toThrow(/RESP-2.*"set-cookie"/)
  })

  test('is not there when it breaks a rule, and its body is closed', async () => {
    const body = stream(['hello'])
    const closed = vi.spyOn(body, 'return')
    expect(() => validator()(answering({ ...text(body), status: 99 }))(makeRequest())).toThrow(/RESP-3/)
    expect(closed).toHaveBeenCalledOnce()
  })
})

/** Lets a request through and gives the one that arrived. */
function passThrough(given: HttpRequest): { request: HttpRequest } {
  let request = given
  const application = validator()((arrived) => {
    request = arrived
    return text('hello')
  })
  call(application, given)
  return { request }
}

async function serveThrough(exchange: TestExchange): Promise<{ request: HttpRequest }> {
  let request = makeRequest({ exchange })
  const application: Application = (arrived) => {
    request = arrived
    return text(stream(['hello']))
  }
  await serve(validator()(application), request)
  return { request }
}

function throwing(error: unknown): Application {
  return () => {
    throw error
  }
}

/** Services that need no private fields of the original. */
function services(): PropertyDescriptorMap {
  return { onFinish: { value: () => {} }, waitUntil: { value: () => {} } }
}
