import type { HttpResponse } from '@tsgi/spec'
import type { ConformanceCase } from '../case.ts'
import { SECRET } from '../check-answer.ts'
import { streamOf, watched } from './streams.ts'

/** Results that are no responses. */
const results: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  false: () => false,
  string: () => SECRET,
  number: () => 200,
  array: () => [200, {}, SECRET],
  function: () => () => SECRET,
  'fetch-response': () => new Response(SECRET, { status: 200 }),
  'empty-object': () => ({}),
  'without-status': () => ({ headers: {}, body: SECRET }),
  'without-headers': () => ({ status: 200, body: SECRET }),
  'without-body': () => ({ status: 200, headers: {} }),
  'promise-of-undefined': async () => undefined,
  'promise-of-fetch-response': async () => new Response(SECRET),
  'throwing-accessor': () => ({
    get status(): number {
      throw new Error(SECRET)
    },
    headers: {},
    body: null,
  }),
}

/** Values of `headers` that are no plain record. */
const records: Readonly<Record<string, () => unknown>> = {
  null: () => null,
  undefined: () => undefined,
  string: () => 'a: b',
  map: () => new Map([['a', 'b']]),
  'fetch-headers': () => new Headers({ a: 'b' }),
  pairs: () => [['a', 'b']],
}

const statuses: Readonly<Record<string, unknown>> = {
  string: '200',
  fraction: 200.5,
  nan: Number.NaN,
  null: null,
  zero: 0,
  negative: -200,
  '99': 99,
  '100': 100,
  '101-without-upgrade': 101,
  '103': 103,
  '199': 199,
  '600': 600,
  '999': 999,
  '1000': 1000,
}

/** Bodies of no kind that there is. */
const bodies: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  number: () => 42,
  true: () => true,
  array: () => [SECRET],
  object: () => ({ [SECRET]: SECRET }),
  set: () => new Set([SECRET]),
  generator: () =>
    (function* () {
      yield SECRET
    })(),
  promise: () => Promise.resolve(SECRET),
  function: () => () => SECRET,
  blob: () => new Blob([SECRET]),
  'array-buffer': () => new ArrayBuffer(8),
  'data-view': () => new DataView(new ArrayBuffer(8)),
  'wide-array': () => new Uint16Array(8),
}

/** Chunks of no kind that there is. */
const chunks: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  number: 42,
  object: { [SECRET]: SECRET },
  array: [SECRET],
  'array-buffer': new ArrayBuffer(8),
  'wide-array': new Uint16Array(8),
}

const names: Readonly<Record<string, string>> = {
  empty: '',
  'upper-case': 'X-Name',
  blank: 'x name',
  'trailing-blank': 'x-name ',
  colon: 'x:name',
  pseudo: ':status',
  status: 'status',
  'cr-lf': 'x-name\r\nx-injected',
  nul: 'x-name\0',
  'obs-text': 'x-n\u00e4me',
  separator: 'x(name)',
}

const values: Readonly<Record<string, unknown>> = {
  'cr-lf': 'value\r\nx-injected: yes',
  'cr-lf-cr-lf': 'value\r\n\r\n<script>',
  lf: 'value\nx-injected: yes',
  cr: 'value\rx-injected: yes',
  nul: 'value\0',
  control: 'value\u0001',
  delete: 'value\u007f',
  'beyond-octets': 'v\u0101lue',
  'cr-lf-in-low-octets': 'value\u010d\u010ax-injected: yes',
  emoji: 'value 😀',
  'leading-blank': ' value',
  'trailing-tab': 'value\t',
  number: 42,
  undefined: undefined,
  null: null,
  boolean: true,
  object: { toString: () => 'value' },
  'empty-array': [],
  'array-of-numbers': [1, 2],
  'array-with-undefined': ['value', undefined],
  'array-with-cr-lf': ['value', 'value\r\nx-injected: yes'],
  'nested-array': [['value']],
}

const fine = { status: 200, headers: { 'content-type': 'text/plain' }, body: SECRET }

/** Responses that are the application's error: a bare 500, and nothing of what was meant to be sent. */
export const wrongResponses: readonly ConformanceCase[] = [
  ...each(results, (name, result) => wrong(`result-${name}`, ['RESP-1'], result)),
  ...each(records, (name, headers) =>
    wrong(`headers-${name}`, ['RESP-1', 'HEAD-5'], () => ({ ...fine, headers: headers() })),
  ),
  ...each(statuses, (name, status) => wrong(`status-${name}`, ['RESP-3'], () => ({ ...fine, status }))),
  ...each(bodies, (name, body) => wrong(`body-${name}`, ['BODY-9'], () => ({ ...fine, body: body() }))),
  ...each(chunks, (name, chunk) =>
    wrong(`chunk-${name}`, ['BODY-9', 'RESP-5'], () => ({ ...fine, body: streamOf(chunk) })),
  ),
  ...each(names, (name, field) =>
    wrong(`field-name-${name}`, ['HEAD-5'], () => ({ ...fine, headers: { [field]: 'value' } })),
  ),
  ...each(values, (name, value) =>
    wrong(`field-value-${name}`, ['HEAD-6'], () => ({
      ...fine,
      headers: { 'x-before': 'sent', 'x-name': value },
    })),
  ),
  ...each({ 'cr-lf': values['cr-lf'], number: 42 }, (name, value) =>
    wrong(`field-value-${name}-of-stream`, ['HEAD-6'], () => ({
      ...fine,
      headers: { 'x-name': value },
      body: streamOf(SECRET),
    })),
  ),
  {
    id: 'wrong-response-closes-body',
    rules: ['ERR-2', 'BODY-15'],
    needs: ['observation'],
    application: (_request, probe) => ({
      status: 200,
      headers: { 'x-name': 'a\r\nb' },
      body: watched(probe),
    }),
    expect: { status: 500, recorded: { closed: null }, unrecorded: ['pulled'] },
  },
  {
    id: 'wrong-status-closes-body',
    rules: ['ERR-2', 'BODY-15'],
    needs: ['observation'],
    application: (_request, probe) => ({ status: 42, headers: {}, body: watched(probe) }),
    expect: { status: 500, recorded: { closed: null }, unrecorded: ['pulled'] },
  },
]

function each<T>(
  table: Readonly<Record<string, T>>,
  make: (name: string, value: T) => ConformanceCase,
): ConformanceCase[] {
  return Object.entries(table).map(([name, value]) => make(name, value))
}

function wrong(name: string, rules: readonly string[], result: () => unknown): ConformanceCase {
  return {
    id: `wrong-${name}`,
    rules: [...rules, 'ERR-1', 'ERR-2'],
    application: () => result() as HttpResponse,
    expect: { status: 500, headers: { 'x-injected': null, 'x-before': null, 'x-name': null } },
  }
}
