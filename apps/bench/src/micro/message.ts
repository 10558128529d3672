import { appendHeader, json, text, withHeader } from '@tsgi/message'
import { HELLO } from '../contenders/answers.ts'
import type { Benchmark } from './benchmark.ts'
import { ALL_BROWSER_FIELDS, REQUEST, readFieldsOf } from './fixtures.ts'

const response = text(HELLO, {
  headers: { 'cache-control': 'no-store', vary: 'accept', 'set-cookie': 'id=1' },
})
const FIELDS = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  vary: 'accept',
  'set-cookie': 'id=1',
}
const value = { id: 1, name: 'Ada Lovelace', tags: ['a', 'b', 'c'], isActive: true }

/** Requests and responses as values: copies with other fields, and the usual answers. */
export const message: readonly Benchmark[] = [
  {
    name: 'withHeader, on a response with 4 fields',
    run: () => withHeader(response, 'x-frame-options', 'DENY'),
    expected: { status: 200, headers: { ...FIELDS, 'x-frame-options': 'DENY' }, body: HELLO },
  },
  {
    name: 'withHeader, on a request with 14 fields',
    // The exchange of a request is not for comparing.
    run: () => withHeader(REQUEST, 'x-request-id', '1').headers,
    expected: { ...readFieldsOf(ALL_BROWSER_FIELDS), 'x-request-id': '1' },
  },
  {
    name: 'appendHeader, set-cookie',
    run: () => appendHeader(response, 'set-cookie', 'theme=dark'),
    expected: { status: 200, headers: { ...FIELDS, 'set-cookie': ['id=1', 'theme=dark'] }, body: HELLO },
  },
  {
    name: 'appendHeader, vary',
    run: () => appendHeader(response, 'vary', 'Accept-Encoding'),
    expected: { status: 200, headers: { ...FIELDS, vary: 'accept, Accept-Encoding' }, body: HELLO },
  },
  {
    name: 'text',
    run: () => text(HELLO),
    expected: { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: HELLO },
  },
  {
    name: 'text, with 2 fields more',
    run: () => text(HELLO, { headers: { 'cache-control': 'no-store', vary: 'accept' } }),
    expected: {
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', vary: 'accept' },
      body: HELLO,
    },
  },
  {
    name: 'json, of a small object',
    run: () => json(value),
    expected: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"id":1,"name":"Ada Lovelace","tags":["a","b","c"],"isActive":true}',
    },
  },
]
