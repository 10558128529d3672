import { json, text } from '@tsgi/message'
import type { HttpRequest } from '@tsgi/spec'
import type { ConformanceCase } from '../case.ts'
import type { SuiteRequest } from '../send.ts'

/** An application that tells some fields of the request; those that are absent as `null`. */
function telling(...names: string[]): ConformanceCase['application'] {
  return ({ headers }) => json(names.map((name) => headers[name] ?? null))
}

const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']

/** Requests whose length is in doubt. */
const doubtfulLengths: ReadonlyArray<readonly [name: string, headers: SuiteRequest['headers']]> = [
  [
    'twice',
    [
      ['Content-Length', '4'],
      ['Content-Length', '5'],
    ],
  ],
  [
    'twice-alike',
    [
      ['Content-Length', '4'],
      ['Content-Length', '4'],
    ],
  ],
  ['as-list', [['Content-Length', '4, 4']]],
  ['signed', [['Content-Length', '+4']]],
  [
    'beside-chunked',
    [
      ['Content-Length', '4'],
      ['Transfer-Encoding', 'chunked'],
    ],
  ],
]

/** Fields of requests. */
export const requestFields: readonly ConformanceCase[] = [
  {
    id: 'field-name-lower-case',
    rules: ['HEAD-1'],
    application: telling('x-mixed-case', 'X-MiXed-Case'),
    request: { headers: [['X-MiXed-Case', 'Value']] },
    expect: { json: ['Value', null] },
  },
  {
    id: 'field-value-trimmed',
    rules: ['HEAD-1'],
    application: telling('x-padded'),
    request: { headers: [['X-Padded', ' \t inner  blanks\tstay \t ']] },
    expect: { json: ['inner  blanks\tstay'] },
  },
  {
    id: 'field-value-empty',
    rules: ['HEAD-1'],
    application: telling('x-empty'),
    request: { headers: [['X-Empty', '']] },
    expect: { json: [''] },
  },
  {
    id: 'field-value-obs-text',
    rules: ['HEAD-1'],
    application: telling('x-octets'),
    request: { headers: [['X-Octets', 'caf\u00e9 \u0080\u00ff']] },
    expect: { json: ['caf\u00e9 \u0080\u00ff'] },
  },
  {
    id: 'field-value-punctuation',
    rules: ['HEAD-1'],
    application: telling('x-value'),
    request: { headers: [['X-Value', '"a, b"; c="\\"" (d) <e>: {f}']] },
    expect: { json: ['"a, b"; c="\\"" (d) <e>: {f}'] },
  },
  {
    id: 'field-value-long',
    rules: ['HEAD-1'],
    application: telling('x-long'),
    request: { headers: [['X-Long', 'x'.repeat(4000)]] },
    expect: { json: ['x'.repeat(4000)] },
  },
  {
    id: 'field-authorization',
    rules: ['HEAD-1'],
    application: telling('authorization'),
    request: { headers: [['Authorization', 'Basic dXNlcjpwYXNz']] },
    expect: { json: ['Basic dXNlcjpwYXNz'] },
  },
  {
    id: 'field-content',
    rules: ['HEAD-1'],
    application: telling('content-type', 'content-length', 'content-encoding'),
    request: {
      method: 'POST',
      headers: [
        ['Content-Type', 'text/x-test;a=b'],
        ['Content-Encoding', 'x-none'],
      ],
      body: ['12345'],
    },
    expect: { json: ['text/x-test;a=b', '5', 'x-none'] },
  },
  {
    id: 'field-conditions',
    rules: ['HEAD-1', 'RESP-4'],
    application: telling('range', 'if-none-match', 'accept-encoding'),
    request: {
      headers: [
        ['Range', 'bytes=0-1'],
        ['If-None-Match', '"tag"'],
        ['Accept-Encoding', 'br'],
      ],
    },
    expect: { json: ['bytes=0-1', '"tag"', 'br'] },
  },
  {
    id: 'fields-many',
    rules: ['HEAD-1'],
    application: ({ headers }) =>
      json(Object.keys(headers).filter((name) => name.startsWith('x-many-')).length),
    request: { headers: Array.from({ length: 60 }, (_, i) => [`X-Many-${i}`, String(i)] as const) },
    expect: { json: 60 },
  },
  {
    id: 'field-values-are-strings',
    rules: ['HEAD-1', 'HEAD-2'],
    application: ({ headers }) => json(Object.values(headers).every((value) => typeof value === 'string')),
    request: {
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ],
    },
    expect: { json: true },
  },
  {
    id: 'fields-repeated',
    rules: ['HEAD-2'],
    application: telling('x-many', 'accept'),
    request: {
      headers: [
        ['X-Many', 'c'],
        ['Accept', 'text/a'],
        ['x-many', 'a, b'],
        ['Accept', 'text/b;q=0.5'],
        ['X-MANY', 'd'],
      ],
    },
    expect: { json: ['c, a, b, d', 'text/a, text/b;q=0.5'] },
  },
  {
    id: 'fields-repeated-cookie',
    rules: ['HEAD-2'],
    application: telling('cookie'),
    request: {
      headers: [
        ['Cookie', 'a=1; b=2'],
        ['Cookie', 'c=3'],
      ],
    },
    expect: { json: ['a=1; b=2; c=3'] },
  },
  {
    id: 'fields-repeated-set-cookie',
    rules: ['HEAD-2'],
    application: telling('set-cookie'),
    request: {
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ],
    },
    expect: { json: ['a=1, b=2'] },
  },
  {
    id: 'field-names-inherited',
    rules: ['HEAD-3'],
    application: ({ headers }, { received }) => {
      const own = received[0] as HttpRequest
      return json(inherited.map((name) => [headers[name] === undefined, name in own.headers]))
    },
    expect: { json: inherited.map(() => [true, false]) },
  },
  {
    id: 'field-names-of-prototypes',
    rules: ['HEAD-3'],
    application: ({ headers }) =>
      json([headers['constructor'], headers['valueof'], Object.keys(headers).includes('constructor')]),
    request: {
      headers: [
        ['Constructor', 'one'],
        ['valueOf', 'two'],
      ],
    },
    expect: { json: ['one', 'two', true] },
  },
  {
    id: 'field-name-proto',
    rules: ['HEAD-3'],
    needs: ['any-field-name'],
    application: ({ headers }) => {
      const own = Object.getOwnPropertyDescriptor(headers, '__proto__')
      return json([own?.value ?? null, headers['polluted'] ?? null])
    },
    request: { headers: [['__proto__', 'one']] },
    expect: { json: ['one', null] },
  },
  {
    id: 'field-name-underscore',
    rules: ['HEAD-4'],
    needs: ['any-field-name'],
    application: telling('x-a', 'x_a'),
    request: {
      headers: [
        ['X-A', 'hyphen'],
        ['X_A', 'underscore'],
      ],
    },
    expect: { json: ['hyphen', 'underscore'] },
  },
  {
    id: 'field-name-punctuation',
    rules: ['HEAD-1'],
    needs: ['any-field-name'],
    application: telling("x!#$%&'*+.^`|~0"),
    request: { headers: [["X!#$%&'*+.^`|~0", 'here']] },
    expect: { json: ['here'] },
  },
  ...doubtfulLengths.map(([name, headers]): ConformanceCase => ({
    id: `length-in-doubt-${name}`,
    rules: ['HEAD-4'],
    needs: ['malformed-requests'],
    application: () => text('should not have been called'),
    request: { method: 'POST', headers: headers ?? [], body: ['4\r\nabcd\r\n0\r\n\r\n'], framing: 'none' },
    expect: { status: 400 },
  })),
]
