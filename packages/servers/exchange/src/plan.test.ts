import { describe, expect, it } from 'vitest'
import { runUnchecked } from '../test/run.ts'
import { planResponse } from './plan.ts'

const ok = { status: 200, headers: {}, body: null }

/** Every way to get a response wrong, with the rule that it breaks. */
const WRONG: ReadonlyArray<[rule: string, what: string, response: unknown]> = [
  ['RESP-1', 'undefined', undefined],
  ['RESP-1', 'null', null],
  ['RESP-1', 'a string', 'hello'],
  ['RESP-1', 'a number', 200],
  ['RESP-1', 'no status', { headers: {}, body: null }],
  ['RESP-1', 'no headers', { status: 200, body: null }],
  ['RESP-1', 'no body', { status: 200, headers: {} }],
  ['HEAD-5', 'a fetch Response', new Response('hello')],
  ['RESP-3', 'a status of text', { ...ok, status: '200' }],
  ['RESP-3', 'a status below 200', { ...ok, status: 199 }],
  ['RESP-3', 'a status above 599', { ...ok, status: 600 }],
  ['RESP-3', 'a fractional status', { ...ok, status: 200.5 }],
  ['RESP-3', 'status 100', { ...ok, status: 100 }],
  ['HEAD-5', 'headers in a Map', { ...ok, headers: new Map() }],
  ['HEAD-5', 'headers in a Headers', { ...ok, headers: new Headers() }],
  ['HEAD-5', 'headers in an array', { ...ok, headers: [] }],
  ['HEAD-5', 'headers that are null', { ...ok, headers: null }],
  ['HEAD-6', 'a value with CR LF', { ...ok, headers: { 'x-a': 'b\r\nc: d' } }],
  ['LEN-1', 'a length of text', { ...ok, headers: { 'content-length': 'many' } }],
  ['LEN-1', 'a negative length', { ...ok, headers: { 'content-length': '-1' } }],
  ['LEN-1', 'two lengths', { ...ok, headers: { 'content-length': ['0', '0'] } }],
  ['LEN-1', 'a length that is no safe integer', { ...ok, headers: { 'content-length': '9007199254740993' } }],
  [
    'LEN-1',
    'a length that content does not have',
    { ...ok, headers: { 'content-length': '4' }, body: 'hello' },
  ],
  ['LEN-1', 'a length without content', { ...ok, headers: { 'content-length': '4' } }],
  ['BODY-9', 'an array', { ...ok, body: ['a'] }],
  ['BODY-9', 'a number', { ...ok, body: 1 }],
  ['BODY-9', 'undefined', { ...ok, body: undefined }],
  ['BODY-9', 'a Blob', { ...ok, body: new Blob(['a']) }],
  ['BODY-9', 'an ArrayBuffer', { ...ok, body: new ArrayBuffer(1) }],
  ['BODY-9', 'a DataView', { ...ok, body: new DataView(new ArrayBuffer(1)) }],
  ['BODY-9', 'a function', { ...ok, body: () => 'a' }],
]

describe('a response that breaks a rule', () => {
  it.each(WRONG)('%s: %s is answered with 500 and reported once', (code, _what, response) => {
    const { transport, reports } = runUnchecked(() => response)
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([expect.objectContaining({ name: 'ResponseError', code })])
  })

  it('is told without its content, which may be secret', () => {
    expect(() => planResponse({ ...ok, headers: { cookie: 'secret\0' } }, 'GET')).toThrow(
      'cookie has U+0000 at 6, which its value cannot hold (SPEC HEAD-6)',
    )
    expect(() => planResponse({ ...ok, body: new URL('data:secret') as never }, 'GET')).toThrow(
      'got URL (SPEC BODY-9)',
    )
  })
})

describe('planResponse', () => {
  it('takes a declared length that fits (LEN-1)', () => {
    for (const body of ['grün', new TextEncoder().encode('grün')]) {
      expect(planResponse({ ...ok, headers: { 'content-length': '5' }, body }, 'GET').contentLength).toBe(5)
    }
  })

  it('leaves the answer to HEAD the length that was declared, checked against content that is there', () => {
    const headers = { 'content-length': '5' }
    expect(planResponse({ ...ok, headers }, 'HEAD').contentLength).toBe(5)
    expect(() => planResponse({ ...ok, headers, body: 'four' }, 'HEAD')).toThrow('LEN-1')
  })

  it('tells which body is not going to be sent', () => {
    const body = (async function* () {})()
    const plans = [
      planResponse({ ...ok, body }, 'GET'),
      planResponse({ ...ok, body }, 'HEAD'),
      planResponse({ ...ok, status: 304, body }, 'GET'),
    ]
    expect(plans.map(({ stream, unsent }) => [stream, unsent])).toEqual([
      [body, null],
      [null, body],
      [null, body],
    ])
  })

  it('has all statuses from 200 to 599, known or not', () => {
    for (const status of [200, 299, 451, 599]) {
      expect(planResponse({ ...ok, status }, 'GET').status).toBe(status)
    }
  })
})
