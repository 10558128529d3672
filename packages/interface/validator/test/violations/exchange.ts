import type { Exchange, HttpRequest, Middleware, Outcome } from '@tsgi/spec'
import { answering, makeRequest, serve, TestExchange, text } from '../server.ts'
import type { Violations } from './violation.ts'

const hello = answering(text('hello'))

/** Exchanges that no server may offer, and services misused on either side. */
export const exchangeViolations: Violations = {
  'exchange-members': (validate) => callWith(validate, { waitUntil: undefined }),
  'exchange-server': (validate) => callWith(validate, { server: { name: 'test', version: '1', spec: 1 } }),
  'exchange-inform': (validate) => callWith(validate, { inform: true }),
  'exchange-inform-version': (validate) => validate(hello)(makeRequest({ httpVersion: '1.0' })),
  'exchange-upgrade': (validate) => callWith(validate, { upgrade: 'websocket' }),
  'exchange-upgrade-version': (validate) =>
    validate(hello)(
      makeRequest({ httpVersion: '1.0', exchange: derive({ upgrade: ['websocket'], inform: undefined }) }),
    ),

  'signal-kind': (validate) => callWith(validate, { signal: {} }, ({ exchange }) => exchange.signal),
  'signal-reason': (validate) => {
    const exchange = new TestExchange()
    exchange.abort(new Error('gone'))
    return callWith(validate, exchange, (request) => request.exchange.signal)
  },
  'signal-completion': (validate) => {
    const exchange = new TestExchange()
    callWith(validate, exchange, (request) => request.exchange.signal)
    exchange.finish()
    exchange.abort()
  },

  'wait-until-promise': (validate) =>
    callWith(validate, {}, ({ exchange }) => exchange.waitUntil((() => {}) as never)),
  'inform-status': (validate) => callWith(validate, {}, ({ exchange }) => exchange.inform?.(101, {})),
  'inform-fields': (validate) =>
    callWith(validate, {}, ({ exchange }) => exchange.inform?.(103, { Link: '</a.css>; rel=preload' })),
  'inform-time': async (validate) => {
    let late: Exchange | undefined
    callWith(validate, {}, ({ exchange }) => (late = exchange))
    late?.inform?.(103, {})
  },

  'finish-callback': (validate) =>
    callWith(validate, {}, ({ exchange }) => exchange.onFinish(undefined as never)),
  'finish-once': (validate) =>
    finishWith(validate, 1, ([first], outcome) => [first, first].forEach((run) => run?.(outcome))),
  'finish-order': (validate) =>
    finishWith(validate, 2, (callbacks, outcome) => callbacks.forEach((run) => run(outcome))),
  'finish-outcome': (validate) => finishWith(validate, 1, ([first]) => first?.({ status: 200 } as Outcome)),

  'error-exposed': (validate) =>
    serve(
      validate(() => {
        throw Object.assign(new Error('out of order'), { expose: true, status: 503 })
      }),
      makeRequest(),
    ),
}

type Finish = (outcome: Outcome) => void

/** Calls an application that uses the exchange, whose members are overridden. */
function callWith(
  validate: Middleware,
  overrides: object,
  use: (request: HttpRequest) => unknown = () => {},
): unknown {
  const exchange = overrides instanceof TestExchange ? overrides : derive(overrides)
  const application = validate((request) => {
    use(request)
    return text('hello')
  })
  return application(makeRequest({ exchange }))
}

/** Calls an application that registers callbacks, and leaves calling them to the test. */
function finishWith(
  validate: Middleware,
  count: number,
  finish: (callbacks: Finish[], outcome: Outcome) => void,
): void {
  const callbacks: Finish[] = []
  callWith(validate, { onFinish: (callback: Finish) => callbacks.push(callback) }, ({ exchange }) => {
    for (let registered = 0; registered < count; registered++) exchange.onFinish(() => {})
  })
  finish(callbacks, { status: 200, bytes: 5, aborted: false, error: null })
}

function derive(overrides: object): Exchange {
  const original = new TestExchange()
  const members = Object.getOwnPropertyDescriptors({
    signal: original.signal,
    onFinish: (callback: Finish) => original.onFinish(callback),
    waitUntil: (work: Promise<unknown>) => original.waitUntil(work),
    ...overrides,
  })
  return Object.create(original, members) as Exchange
}
