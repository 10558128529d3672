import assert from 'node:assert/strict'
import { text } from '@tsgi/message'
import type { HttpResponse } from '@tsgi/spec'
import type { ConformanceCase } from '../case.ts'
import { linesOf } from '../check-answer.ts'
import { respond, streamOf } from './streams.ts'

/** All octets from 0x80 to 0xFF. */
const obsText = String.fromCharCode(...Array.from({ length: 128 }, (_, i) => 128 + i))

/** Fields that arrive as they were given, however unusual. */
const kept: ReadonlyArray<readonly [name: string, headers: HttpResponse['headers']]> = [
  ['plain', { 'x-plain': 'value' }],
  ['punctuation', { 'x-value': '"a, b"; c="\\"" (d) <e>: {f}' }],
  ['inner-blanks', { 'x-blanks': 'a \t  b' }],
  ['obs-text', { 'x-octets': `caf\u00e9 ${obsText}` }],
  ['long', { 'x-long': 'x'.repeat(4000) }],
  ['several-lines', { 'x-lines': ['one', 'two, three', 'four'] }],
  ['single-line-in-array', { 'x-line': ['one'] }],
  ['set-cookie', { 'set-cookie': ['a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT', 'b=2', 'c=3'] }],
  ['set-cookie-single', { 'set-cookie': 'a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT' }],
  ['link', { link: ['</a>; rel=preload', '</b>; rel=preload'] }],
  ['www-authenticate', { 'www-authenticate': ['Basic realm="a, b"', 'Bearer'] }],
  ['location', { location: '//other.test/../a?b#c' }],
  ['vary', { vary: '*' }],
  ['of-prototype', { constructor: 'one' }],
  ['null-prototype', Object.assign(Object.create(null) as object, { 'x-plain': 'value' })],
  ['server', { server: 'mine' }],
  ['content-type', { 'content-type': 'text/x-test;charset=none' }],
  ['content-encoding', { 'content-encoding': 'x-none' }],
  ['cache', { 'cache-control': 'no-store', age: '5', expires: '0' }],
]

/** Fields that are the server's own business, with values that no server would send. */
const connectionFields: HttpResponse['headers'] = {
  connection: 'x-dropped, mine',
  'keep-alive': 'timeout=12345',
  'proxy-connection': 'mine',
  te: 'mine',
  trailer: 'x-mine',
  'transfer-encoding': 'mine',
  upgrade: 'mine',
}

const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT'

/** Fields of responses that are right. */
export const responseFields: readonly ConformanceCase[] = [
  ...kept.map(([name, headers]): ConformanceCase => ({
    id: `response-field-${name}`,
    rules: ['HEAD-5', 'HEAD-6', 'HEAD-7', 'HEAD-9'],
    application: () => ({ status: 200, headers, body: 'content' }),
    expect: { text: 'content', headers },
  })),
  {
    id: 'response-field-empty',
    rules: ['HEAD-6'],
    application: () => ({ status: 200, headers: { 'x-empty': '' }, body: null }),
    expect: { headers: { 'x-empty': '' } },
  },
  {
    id: 'response-field-proto',
    rules: ['HEAD-5'],
    needs: ['any-field-name'],
    application: () => ({ status: 200, headers: { ['__proto__']: 'one' }, body: null }),
    expect: (answer) => assert.deepEqual(linesOf(answer, '__proto__'), ['one']),
  },
  {
    id: 'response-field-underscore',
    rules: ['HEAD-5'],
    needs: ['any-field-name'],
    application: () => ({ status: 200, headers: { x_a: 'underscore', 'x-a': 'hyphen' }, body: null }),
    expect: { headers: { x_a: 'underscore', 'x-a': 'hyphen' } },
  },
  {
    id: 'response-fields-many',
    rules: ['HEAD-6'],
    application: () => ({ status: 200, headers: manyFields(60), body: null }),
    expect: { headers: manyFields(60) },
  },
  {
    id: 'response-fields-of-stream',
    rules: ['HEAD-6', 'HEAD-7'],
    application: () => respond(streamOf('content'), { 'x-plain': 'value', 'set-cookie': ['a=1', 'b=2'] }),
    expect: { text: 'content', headers: { 'x-plain': 'value', 'set-cookie': ['a=1', 'b=2'] } },
  },
  ...Object.entries(connectionFields).map(([name, value]): ConformanceCase => ({
    id: `connection-field-${name}`,
    rules: ['HEAD-8'],
    application: () => respond('content', { [name]: value, 'x-dropped': 'not by its name' }),
    expect: (answer) => {
      assert.equal(answer.status, 200)
      assert.ok(!linesOf(answer, name).join().includes(String(value)), `${name} went out`)
      assert.deepEqual(linesOf(answer, 'x-dropped'), ['not by its name'])
      assert.deepEqual(linesOf(answer, 'content-length'), ['7'])
    },
  })),
  {
    id: 'connection-fields-of-stream',
    rules: ['HEAD-8'],
    application: () => respond(streamOf('content'), connectionFields),
    expect: { text: 'content', headers: { 'proxy-connection': null, te: null, upgrade: null } },
  },
  {
    id: 'date-added',
    rules: ['HEAD-9'],
    application: () => text('content'),
    expect: (answer) => {
      const [date, ...more] = linesOf(answer, 'date')
      assert.deepEqual(more, [])
      assert.match(String(date), /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/)
      assert.ok(Math.abs(Date.now() - Date.parse(String(date))) < 60_000, `${date} is not now`)
    },
  },
  {
    id: 'date-added-to-stream',
    rules: ['HEAD-9'],
    application: () => respond(streamOf('content')),
    expect: (answer) => assert.equal(linesOf(answer, 'date').length, 1),
  },
  {
    id: 'date-kept',
    rules: ['HEAD-9'],
    application: () => respond('content', { date: DATE }),
    expect: { headers: { date: DATE } },
  },
  {
    id: 'date-kept-of-stream',
    rules: ['HEAD-9'],
    application: () => respond(streamOf('content'), { date: DATE }),
    expect: { headers: { date: DATE } },
  },
]

function manyFields(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-many-${i}`, `value ${i}`]))
}
