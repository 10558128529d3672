import type { Application, Exchange, Outcome } from '@tsgi/spec'
import { expect, test } from 'vitest'
import { validator } from '../src/index.ts'
import { answering, fields, makePost, makeRequest, serve, stream, TestExchange, text } from './server.ts'

const hello = answering(text('hello'))
const BYTES = Uint8Array.of(1, 2, 3, 4)
const withoutInform = Object.assign(new TestExchange(), { inform: undefined })

/** What is legal although it looks like a neighbour of something that is not. */
test.each<[string, ReturnType<typeof makeRequest>, Application]>([
  ['a plain request', makeRequest(), hello],
  ['an unknown method', makeRequest({ method: 'purge' }), hello],
  ['OPTIONS for the server itself', makeRequest({ method: 'OPTIONS', path: '*' }), hello],
  ['CONNECT with an authority', makeRequest({ method: 'CONNECT', path: 'example.com:443' }), hello],
  ['CONNECT with a path', makeRequest({ method: 'CONNECT', path: '/chat', httpVersion: '2.0' }), hello],
  ['an empty path under a mount', makeRequest({ basePath: '/api', path: '' }), hello],
  ['a path with empty, dotted and encoded segments', makeRequest({ path: '//a/../%2F%20:%zz' }), hello],
  ['a query with a second question mark', makeRequest({ query: 'a=?&b=/%20' }), hello],
  ['an IPv6 authority', makeRequest({ authority: '[2001:db8::1]:8080' }), hello],
  ['an empty host field', makeRequest({ headers: fields({ host: '' }) }), hello],
  ['HTTP/2 without host', makeRequest({ httpVersion: '2.0', headers: Object.create(null) }), hello],
  ['HTTP/1.0', makeRequest({ httpVersion: '1.0', exchange: withoutInform }), hello],
  ['a peer without address', makeRequest({ remote: null }), hello],
  ['an IPv6 peer', makeRequest({ remote: { address: 'fe80::1%eth0', port: 0 } }), hello],
  ['an IPv4-mapped peer', makeRequest({ remote: { address: '::ffff:192.0.2.1', port: 65_535 } }), hello],
  ['an empty and a latin-1 value', makeRequest({ headers: fields({ 'x-a': '', 'x-b': 'Zo\xeb' }) }), hello],
  ['a name that objects inherit', makeRequest({ headers: fields({ constructor: '1' }) }), hello],
  ['state with symbols and dots', makeRequest({ state: { [Symbol('user')]: 1, 'acme.user': 2 } }), hello],
  ['a content-length of zero', makeRequest({ headers: fields({ 'content-length': '0' }) }), hello],
  ['a body without length', makePost([BYTES]), reading()],
  ['a body with length', makePost([BYTES, BYTES.slice()], { 'content-length': '8' }), reading()],
  ['a chunked body', makePost([BYTES], { 'transfer-encoding': 'chunked' }), reading()],
  ['an empty chunked body', makePost([], { 'transfer-encoding': 'chunked' }), reading()],
  ['chunks beside each other in memory', makePost([BYTES.subarray(0, 2), BYTES.subarray(2)]), reading()],
  ['a body that nobody reads', makePost([BYTES], { 'content-length': '4' }), hello],
  ['a body that is left early', makePost([BYTES, BYTES.slice()]), reading(1)],

  ['an echo', makePost([BYTES], { 'content-length': '4' }), ({ body }) => text(body)],
  ['no content', makeRequest(), answering({ status: 204, headers: {}, body: null })],
  ['a response without prototype', makeRequest(), answering(Object.assign(Object.create(null), text('')))],
  ['an empty body without type', makeRequest(), answering({ status: 200, headers: {}, body: '' })],
  ['bytes', makeRequest(), answering(text(Buffer.from('hello')))],
  ['a length in bytes', makeRequest(), answering(text('Zoë', { 'content-length': '4' }))],
  [
    'a stream with its length',
    makeRequest(),
    answering(text(stream(['Zo', 'ë']), { 'content-length': '4' })),
  ],
  ['a stream with empty chunks', makeRequest(), answering(text(stream(['', 'hello', new Uint8Array(0)])))],
  ['an empty stream', makeRequest(), answering(text(stream([])))],
  ['a whole surrogate pair', makeRequest(), answering(text(stream(['😀', 'a'])))],
  ['HEAD as GET', makeRequest({ method: 'HEAD' }), answering(text('hello', { 'content-length': '5' }))],
  [
    'HEAD with a stream',
    makeRequest({ method: 'HEAD' }),
    answering(text(stream(['a']), { 'content-length': '1' })),
  ],
  [
    'HEAD with a length alone',
    makeRequest({ method: 'HEAD' }),
    answering(text(null, { 'content-length': '5' })),
  ],
  [
    '304 with a length',
    makeRequest(),
    answering({ status: 304, headers: { 'content-length': '5' }, body: null }),
  ],
  [
    'a fall-through',
    makeRequest(),
    answering({ ...text('no'), status: 404, [Symbol.for('tsgi.fallThrough')]: true }),
  ],
  ['a registered extension', makeRequest(), answering({ ...text('hello'), [Symbol.for('acme.hint')]: 1 })],
  ['one cookie with a date', makeRequest(), answering(text('', { 'set-cookie': cookie('a') }))],
  ['two cookies', makeRequest(), answering(text('', { 'set-cookie': [cookie('a'), cookie('b')] }))],
  [
    'an upgrade in other letters',
    makeRequest({ exchange: new TestExchange(['websocket']) }),
    upgrading('WebSocket'),
  ],
  [
    'unused trailers',
    makeRequest(),
    answering({ ...text(stream(['a'])), trailers: () => ({ digest: 'x' }) }),
  ],
])('finds nothing in %s', async (_what, request, application) => {
  const found: string[] = []
  const note = (error: { message: string }): number => found.push(error.message)
  const validate = validator({ onViolation: note, onWarning: note })
  await serve(validate(validate(application)), request)
  expect(found).toEqual([])
})

test('finds nothing in an error that the client may see', () => {
  const error = Object.assign(new Error('no such page'), { expose: true, status: 404 })
  const found: string[] = []
  const note = ({ check }: { check: string }): number => found.push(check)
  const application = validator({ onViolation: note, onWarning: note })(() => {
    throw error
  })
  expect(() => application(makeRequest())).toThrow(error)
  expect(found).toEqual([])
})

test('finds nothing in callbacks that run in order, also late ones', () => {
  const exchange = new TestExchange()
  const found: string[] = []
  const order: string[] = []
  const application = validator({ onViolation: ({ check }) => found.push(check) })((request) => {
    request.exchange.onFinish(() => order.push('first'))
    request.exchange.onFinish(() => {
      order.push('second')
      request.exchange.onFinish(() => order.push('late'))
    })
    void request.exchange.signal
    return text('hello')
  })
  void application(makeRequest({ exchange }))
  exchange.finish()
  exchange.finish()
  expect(order).toEqual(['second', 'first', 'late'])
  expect(found).toEqual([])
})

test('finds nothing in a client that ends its side and still reads', () => {
  const found: string[] = []
  const exchange = new TestExchange()
  const application = validator({ onViolation: ({ check }) => found.push(check) })((request) => {
    void request.exchange.signal
    exchange.abort()
    return text('hello')
  })
  void application(makeRequest({ exchange }))
  exchange.finish()
  expect(found).toEqual([])
})

test('finds nothing in late callbacks that run as they come', () => {
  const found: string[] = []
  let late: Exchange | undefined
  const application = validator({ onViolation: ({ check }) => found.push(check) })((request) => {
    late = request.exchange
    return text('hello')
  })
  const callbacks: Array<(outcome: Outcome) => void> = []
  const exchange = new TestExchange()
  exchange.onFinish = (callback) => callbacks.push(callback)
  void application(makeRequest({ exchange }))
  late?.onFinish(() => {})
  late?.onFinish(() => {})
  for (const callback of callbacks) callback({ status: 200, bytes: 5, aborted: false, error: null })
  expect(found).toEqual([])
})

function reading(chunks = Number.POSITIVE_INFINITY): Application {
  return async ({ body }) => {
    let left = chunks
    for await (const _chunk of body ?? []) if (--left === 0) break
    return text('read')
  }
}

function cookie(name: string): string {
  return `${name}=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/`
}

function upgrading(protocol: string): Application {
  return answering({ status: 101, headers: { upgrade: protocol }, body: null, upgrade: () => {} })
}
