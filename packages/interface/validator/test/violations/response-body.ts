import type { Connection, HttpResponse, Middleware } from '@tsgi/spec'
import { answering, closeBody, makeRequest, pull, serve, stream, TestExchange, text } from '../server.ts'
import type { Violations } from './violation.ts'

/** Streamed bodies, trailers and upgrades that break rules on their way out, or are treated against them. */
export const responseBodyViolations: Violations = {
  'response-body-early': (validate) =>
    serve(
      validate(async (request) => {
        const inner = await validate(answering(text(stream(['hello']))))(request)
        for await (const _chunk of inner.body as AsyncIterable<string>);
        return text('buffered')
      }),
      makeRequest(),
    ),
  'response-body-once': async (validate) => {
    const response = await answer(validate, text(stream(['hello'])))
    await pull(response)
    await pull(response)
  },
  'response-body-after-close': async (validate) => {
    const response = await answer(validate, text(stream(['hello'])))
    await closeBody(response.body)
    await pull(response)
  },
  'response-body-head': async (validate) =>
    pull(await validate(answering(text(stream(['hello']))))(makeRequest({ method: 'HEAD' }))),
  'response-body-overlap': async (validate) => {
    const iterator = await pull(await answer(validate, text(stream(['a', 'b', 'c']))))
    await Promise.all([iterator.next(), iterator.next()])
  },
  'response-chunk': (validate) => drain(validate, text(stream([1]))),
  'response-chunk-text': (validate) => drain(validate, text(stream(['\uD83D', '\uDE00']))),
  'response-body-length': (validate) => drain(validate, text(stream(['hello']), { 'content-length': '6' })),
  'response-body-flow': (validate) => {
    const inner = validate(answering(text(stream(Array.from({ length: 100 }, () => 'x')))))
    const buffering = validate(async (request) =>
      text(joined((await inner(request)).body as AsyncIterable<string>)),
    )
    return serve(buffering, makeRequest())
  },
  'response-body-closed': async (validate) => {
    const exchange = new TestExchange()
    await answer(validate, text(stream(['hello'])), exchange)
    exchange.finish()
  },
  'response-body-closed-once': async (validate) => {
    const response = await answer(validate, text(stream(['hello'])))
    await closeBody(response.body)
    await closeBody(response.body)
  },
  'response-body-signal': async (validate) => {
    const exchange = new TestExchange()
    const response = await answer(validate, text(stream(['hello', 'world'])), exchange)
    await (await pull(response)).return?.()
    exchange.abort()
    exchange.finish({ aborted: true })
  },
  'response-body-cut': async (validate) => {
    const exchange = new TestExchange()
    const response = await answer(validate, text(failing()), exchange)
    const iterator = await pull(response)
    await iterator.next().catch(() => {})
    exchange.finish({ aborted: false })
  },
  'changed-body-etag': (validate) => {
    const inner = validate(answering(text('hello', { etag: '"1"' })))
    const shouting = validate(async (request) => ({ ...(await inner(request)), body: 'HELLO!' }))
    return serve(shouting, makeRequest())
  },

  'trailers-once': async (validate) => {
    const { response } = await serveTrailers(validate, { digest: 'abc' })
    await response.trailers?.()
  },
  'trailers-order': async (validate) =>
    (await answer(validate, withTrailers({ digest: 'abc' }), undefined, '2.0')).trailers?.(),
  'trailers-wanted': async (validate) => {
    const { response } = await serve(validate(answering(withTrailers({}))), makeRequest())
    await response.trailers?.()
  },
  'trailers-fields': (validate) => serveTrailers(validate, { 'content-length': '5' }),

  'upgrade-once': async (validate) => {
    const response = await switchProtocols(validate)
    await response.upgrade?.(connection)
    await response.upgrade?.(connection)
  },
  'upgrade-time': (validate) => {
    const request = makeRequest({ exchange: new TestExchange(['websocket']) })
    return validate(async (inner) => {
      const response = await validate(answering(switching(() => {})))(inner)
      await response.upgrade?.(connection)
      return response
    })(request)
  },
  'upgrade-connection': async (validate) => (await switchProtocols(validate)).upgrade?.({} as never),
  'upgrade-accept': async (validate) =>
    (await switchProtocols(validate, (given) => [given.accept(), given.accept()])).upgrade?.(connection),
  'upgrade-write': async (validate) => {
    const speak = async (given: Connection): Promise<void> => {
      const duplex = given.accept()
      await duplex.end()
      await duplex.write(Uint8Array.of(1))
    }
    await (await switchProtocols(validate, speak)).upgrade?.(connection)
  },
}

const connection: Connection = {
  accept: () => ({ readable: stream<Uint8Array>([]), write() {}, end() {}, destroy() {} }),
}

function answer(
  validate: Middleware,
  response: HttpResponse,
  exchange = new TestExchange(),
  httpVersion = '1.1',
) {
  return validate(answering(response))(makeRequest({ exchange, httpVersion }))
}

function drain(validate: Middleware, response: HttpResponse): unknown {
  return serve(validate(answering(response)), makeRequest())
}

function switching(upgrade: (given: Connection) => unknown): HttpResponse {
  return { status: 101, headers: { upgrade: 'websocket' }, body: null, upgrade: upgrade as never }
}

function switchProtocols(validate: Middleware, upgrade: (given: Connection) => unknown = () => {}) {
  return answer(validate, switching(upgrade), new TestExchange(['websocket']))
}

function withTrailers(trailers: Record<string, string>): HttpResponse {
  return { ...text(stream(['hello'])), trailers: () => trailers }
}

function serveTrailers(validate: Middleware, trailers: Record<string, string>) {
  return serve(
    validate(answering(withTrailers(trailers))),
    makeRequest({ httpVersion: '2.0', headers: withTe() }),
  )
}

function withTe() {
  return { __proto__: null, te: 'trailers' } as unknown as Record<string, string>
}

async function* joined(body: AsyncIterable<string>): AsyncGenerator<string> {
  let all = ''
  for await (const chunk of body) all += chunk
  yield all
}

async function* failing(): AsyncGenerator<string> {
  yield 'hello'
  throw new Error('disk gone')
}
