import { fileURLToPath } from 'node:url'
import type { Connection, Exchange, Middleware } from '@tsgi/spec'
import {
  answering,
  fields,
  makePost,
  makeRequest,
  pull,
  serve,
  stream,
  TestExchange,
  text,
} from '../server.ts'
import type { Violations } from './violation.ts'

const hello = answering(text('hello'))
const BYTES = Uint8Array.of(1, 2, 3, 4)
const PATH = fileURLToPath(import.meta.url)

/** Further ways to break a rule: check id, how, and what does it. */
export const variations: ReadonlyArray<readonly [string, string, Violations[string]]> = [
  ['request-object', 'null', (validate) => validate(hello)(null as never)],
  ['call-argument', 'no argument', (validate) => (validate(hello) as () => unknown)()],
  ['request-unchanged', 'a field', (validate) => changing(validate, (request) => request.headers)],
  ['request-unchanged', 'the state', (validate) => changing(validate, (request) => request.state)],
  ['request-data', 'inherited', (validate) => validate(hello)(inherited())],
  ['request-data', 'hidden', (validate) => validate(hello)(hidden())],
  ['request-host', 'malformed', received({ headers: fields({ host: 'a b' }) })],
  ['request-host', 'repeated', received({ headers: fields({ host: 'a, b' }) })],
  ['request-authority', 'empty', received({ authority: '' })],
  ['request-authority', 'a port in letters', received({ authority: 'example.com:http' })],
  ['request-version', 'too long', received({ httpVersion: '1.10' })],
  ['request-remote', 'text', received({ remote: '203.0.113.7' })],
  ['request-remote', 'an address with port', received({ remote: { address: '203.0.113.7:80', port: 80 } })],
  ['request-remote', 'a port in text', received({ remote: { address: '203.0.113.7', port: '80' } })],
  ['base-path', 'a slash', received({ basePath: '/' })],
  ['base-path', 'no slash in front', received({ basePath: 'api' })],
  ['path-raw', 'in the base path', received({ basePath: '/a b' })],
  ['path-delimiters', 'in the query', received({ query: 'a#b' })],
  ['path', 'CONNECT without authority', received({ method: 'CONNECT', path: 'a b' })],
  ['request-headers', 'fetch Headers', received({ headers: new Headers({ host: 'example.com' }) })],
  ['request-headers', 'null', received({ headers: null })],
  ['request-field-name', 'a pseudo-field', received({ headers: fields({ ':path': '/' }) })],
  ['request-field-value', 'undefined', received({ headers: fields({ cookie: undefined }) })],
  ['request-field-value', 'a line break', received({ headers: fields({ 'x-a': '1\r\nx-b: 2' }) })],
  [
    'request-body-null',
    'a body of length zero',
    (validate) => validate(hello)(makePost([], { 'content-length': '0' })),
  ],
  [
    'request-body-null',
    'a coding without body',
    received({ headers: fields({ 'transfer-encoding': 'chunked' }) }),
  ],
  ['request-body-chunk', 'text', (validate) => serve(validate(reading), makePost(['text']))],
  [
    'request-body-length',
    'excess',
    (validate) => serve(validate(reading), makePost([BYTES], { 'content-length': '3' })),
  ],

  ['exchange-members', 'null', received({ exchange: null })],
  ['exchange-members', 'an empty object', received({ exchange: {} })],
  ['exchange-server', 'null', received({ exchange: exchangeWith({ server: { value: null } }) })],
  [
    'exchange-server',
    'no spec version',
    received({ exchange: exchangeWith({ server: { value: server('tsgi') } }) }),
  ],
  [
    'exchange-server',
    'made each time',
    received({ exchange: exchangeWith({ server: { get: () => server('1.0') } }) }),
  ],
  ['exchange-upgrade', 'no protocol', received({ exchange: new TestExchange(['web socket']) })],

  ['signal-completion', 'just before callbacks run', abortOnCompletion],

  ['response-object', 'a string', returned('hello')],
  ['response-object', 'a fetch Response', returned(new Response('hello'))],
  ['response-object', 'an array', returned([200, {}, 'hello'])],
  ['response-members', 'inherited', returned(Object.create(text('hello')))],
  ['response-status', 'out of range', returned({ ...text('hello'), status: 600 })],
  ['response-status', '101 alone', returned({ ...text(null), status: 101 })],
  ['response-headers', 'an array of pairs', returned({ ...text('hello'), headers: [['a', 'b']] })],
  ['response-headers', 'undefined', returned({ ...text('hello'), headers: undefined })],
  ['response-field-name', 'status', returned(text('hello', { status: '200' }))],
  ['response-field-name', 'a line break', returned(text('hello', { 'x-a\r\nx-b': '1' }))],
  ['response-field-value', 'no lines', returned(text('hello', { 'x-a': [] }))],
  ['response-field-value', 'undefined', returned(text('hello', { 'x-a': undefined }))],
  ['response-field-value', 'a number among lines', returned(text('hello', { 'x-a': ['1', 2] }))],
  ['response-field-value', 'beyond latin-1', returned(text('hello', { 'x-a': '→' }))],
  [
    'response-cookies',
    'in one of several lines',
    returned(text('hello', { 'set-cookie': ['a=1', 'b=2,c=3'] })),
  ],
  ['response-extensions', 'a symbol of its own', returned({ ...text('hello'), [Symbol('own')]: 1 })],
  ['response-content-length', 'two lines', returned(text('hello', { 'content-length': ['5', '5'] }))],
  ['response-body-kind', 'undefined', returned(text(undefined))],
  ['response-body-kind', 'a Blob', returned(text(new Blob(['hello'])))],
  ['response-body-kind', 'an ArrayBuffer', returned(text(new ArrayBuffer(5)))],
  ['response-body-kind', 'a DataView', returned(text(new DataView(new ArrayBuffer(5))))],
  ['response-body-kind', 'an object', returned(text({ hello: 'world' }))],
  ['response-without-content', 'a stream with 304', returned({ ...text(stream(['a'])), status: 304 })],
  [
    'response-204-fields',
    'a length',
    returned({ status: 204, headers: { 'content-length': '0' }, body: null }),
  ],
  ['response-length', 'of nothing', returned(text(null, { 'content-length': '5' }))],
  ['file-hint', 'out of order', returned(text(withFile(['hello'], 5, 0)))],
  ['file-content', 'strings', returned(text(withFile(['hello'], 0, 5)))],
  ['upgrade-protocol', 'nothing offered', returned({ ...text(null), status: 101, upgrade: () => {} })],

  ['response-body-length', 'excess', returned(text(stream(['hello']), { 'content-length': '4' }))],
  ['response-body-closed', 'half-way', leaveOpen],
  ['trailers-order', 'a buffered body', (validate) => askTrailers(validate, '2.0', 'hello')],
  ['trailers-wanted', 'HTTP/1.0', (validate) => askTrailers(validate, '1.0', stream(['hello']))],
  [
    'upgrade-write',
    'text',
    (validate) => switchProtocols(validate, (duplex) => duplex.write('text' as never)),
  ],
  [
    'upgrade-write',
    'after destroy',
    (validate) =>
      switchProtocols(validate, (duplex) => {
        duplex.destroy()
        return duplex.write(BYTES)
      }),
  ],
]

function received(overrides: Parameters<typeof makeRequest>[0]): Violations[string] {
  return (validate) => validate(hello)(makeRequest(overrides))
}

function returned(response: unknown): Violations[string] {
  return (validate) => serve(validate(answering(response)), makeRequest())
}

function changing(validate: Middleware, part: (request: ReturnType<typeof makeRequest>) => object): unknown {
  const request = makeRequest({ state: {} })
  const answer = validate(async () => text('hello'))(request)
  Object.assign(part(request), { 'x.y': '1' })
  return answer
}

function inherited(): ReturnType<typeof makeRequest> {
  const { path, ...own } = makeRequest()
  return Object.assign(Object.create(Object.assign(Object.create(null), { path })) as object, own) as never
}

function hidden(): ReturnType<typeof makeRequest> {
  return Object.defineProperty(makeRequest(), 'path', { value: '/', enumerable: false })
}

function exchangeWith(members: PropertyDescriptorMap): Exchange {
  return Object.defineProperties(new TestExchange(), members)
}

function server(spec: string): Exchange['server'] {
  return { name: 'test', version: '1', spec, runtime: 'node' }
}

function withFile(chunks: string[], start: number, end: number): unknown {
  return Object.assign(stream(chunks), { file: { path: PATH, start, end } })
}

async function reading({ body }: ReturnType<typeof makeRequest>): Promise<ReturnType<typeof text>> {
  for await (const _chunk of body ?? []);
  return text('hello')
}

async function abortOnCompletion(validate: Middleware): Promise<void> {
  const exchange = new TestExchange()
  await validate((request) => {
    void request.exchange.signal
    return text('hello')
  })(makeRequest({ exchange }))
  exchange.abort()
  exchange.finish()
}

async function leaveOpen(validate: Middleware): Promise<void> {
  const exchange = new TestExchange()
  await pull(await validate(answering(text(stream(['a', 'b']))))(makeRequest({ exchange })))
  exchange.finish()
}

async function askTrailers(validate: Middleware, httpVersion: string, body: unknown): Promise<void> {
  const exchange = Object.assign(new TestExchange(), { inform: undefined })
  const application = validate(answering({ ...text(body), trailers: () => ({}) }))
  const { response } = await serve(application, makeRequest({ httpVersion, exchange }))
  await response.trailers?.()
}

async function switchProtocols(
  validate: Middleware,
  use: (duplex: ReturnType<Connection['accept']>) => unknown,
): Promise<void> {
  const response = { ...text(null), status: 101, headers: { upgrade: 'websocket' } }
  const upgrade = (connection: Connection): unknown => use(connection.accept())
  const exchange = new TestExchange(['websocket'])
  const answer = await validate(answering({ ...response, upgrade }))(makeRequest({ exchange }))
  const duplex = { readable: stream<Uint8Array>([]), write() {}, end() {}, destroy() {} }
  await answer.upgrade?.({ accept: () => duplex })
}
