import assert from 'node:assert/strict'
import { json, text } from '@tsgi/message'
import type { HttpRequest } from '@tsgi/spec'
import type { ConformanceCase, Feature } from '../case.ts'
import { jsonOf } from '../check-answer.ts'
import type { SuiteRequest } from '../send.ts'

const members = [
  'method',
  'scheme',
  'authority',
  'basePath',
  'path',
  'query',
  'httpVersion',
  'headers',
  'body',
  'remote',
  'state',
  'exchange',
]

const strings = ['method', 'scheme', 'authority', 'basePath', 'path', 'query', 'httpVersion'] as const

const common = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'BREW']

const unusual: ReadonlyArray<readonly [name: string, method: string]> = [
  ['trace', 'TRACE'],
  ['lower-case', 'get'],
  ['of-prototype', 'constructor'],
  ['punctuation', "a!#$%&'*+-.^_`|~9"],
]

/** The members of a request, but for target, fields and content. */
export const requests: readonly ConformanceCase[] = [
  {
    id: 'request-members',
    rules: ['REQ-1', 'REQ-2'],
    application: (_request, { received }) => {
      const properties = Object.entries(Object.getOwnPropertyDescriptors(received[0] as HttpRequest))
      const data = properties.filter(([, property]) => 'value' in property && property.enumerable === true)
      return json(data.map(([name]) => name))
    },
    expect: (answer) => {
      const names = jsonOf(answer) as string[]
      const missing = members.filter((name) => !names.includes(name))
      assert.deepEqual(missing, [], 'not own, enumerable data properties')
    },
  },
  {
    id: 'request-printable-ascii',
    rules: ['REQ-2', 'REQ-4', 'REQ-8'],
    application: (request) => json(strings.map((name) => request[name])),
    request: { target: '/p%C3%A4th?qu%C3%A9ry' },
    expect: (answer) => {
      const values = jsonOf(answer) as unknown[]
      for (const value of values) assert.match(String(value), /^[\x21-\x7e]*$/)
      assert.ok(values.every((value) => typeof value === 'string'))
      assert.match(String(values.at(-1)), /^[0-9](\.[0-9])?$/)
    },
  },
  {
    id: 'request-state',
    rules: ['REQ-10'],
    application: (_request, { received }) => {
      const { state } = received[0] as HttpRequest
      return json({ keys: Reflect.ownKeys(state).length, isFrozen: Object.isFrozen(state) })
    },
    expect: { json: { keys: 0, isFrozen: true } },
  },
  ...common.map((method) => methodCase(method.toLowerCase(), method)),
  ...unusual.map(([name, method]) => methodCase(name, method, 'any-method')),
  {
    id: 'method-head',
    rules: ['REQ-5', 'LEN-3'],
    application: ({ method }) => ({ status: 200, headers: { 'x-method': method }, body: 'none of this' }),
    request: { method: 'HEAD' },
    expect: { headers: { 'x-method': 'HEAD' }, text: '' },
  },
  {
    id: 'scheme-of-last-hop',
    rules: ['REQ-6'],
    application: ({ scheme }) => json(scheme),
    request: {
      headers: [
        ['X-Forwarded-Proto', 'gopher'],
        ['X-Forwarded-Ssl', 'on'],
        ['Forwarded', 'proto=gopher'],
      ],
    },
    expect: (answer) => assert.ok(['http', 'https'].includes(String(jsonOf(answer)))),
  },
  {
    id: 'authority',
    rules: ['REQ-7'],
    application: ({ authority, headers }) => json([authority, headers['host']]),
    request: { host: 'Example.test:8080' },
    expect: (answer) => {
      const [authority, host] = jsonOf(answer) as string[]
      assert.equal(authority?.toLowerCase(), 'example.test:8080')
      assert.equal(host, authority)
    },
  },
  {
    id: 'authority-ipv6',
    rules: ['REQ-7'],
    application: ({ authority }) => json(authority),
    request: { host: '[2001:db8::1]:8080' },
    expect: { json: '[2001:db8::1]:8080' },
  },
  {
    id: 'authority-not-forwarded',
    rules: ['REQ-7'],
    application: ({ authority }) => json(authority),
    request: {
      headers: [
        ['X-Forwarded-Host', 'evil.test'],
        ['Forwarded', 'host=evil.test'],
      ],
    },
    expect: { json: 'conformance.test' },
  },
  ...refusedHosts(),
  {
    id: 'remote-of-connection',
    rules: ['REQ-9'],
    application: ({ remote }) => json(remote),
    request: {
      headers: [
        ['X-Forwarded-For', '203.0.113.7'],
        ['X-Real-IP', '203.0.113.7'],
        ['Forwarded', 'for=203.0.113.7'],
      ],
    },
    expect: (answer) => {
      const remote = jsonOf(answer) as HttpRequest['remote']
      if (remote === null) return
      assert.match(remote.address, /^[0-9a-f.:]+$/)
      assert.notEqual(remote.address, '203.0.113.7')
      assert.ok(Number.isInteger(remote.port) && remote.port >= 0 && remote.port <= 65_535)
    },
  },
]

function methodCase(name: string, method: string, ...needs: Feature[]): ConformanceCase {
  return {
    id: `method-${name}`,
    rules: ['REQ-5'],
    needs,
    application: (request) => json(request.method),
    request: { method },
    expect: { json: method },
  }
}

/** What `host` must not be. The application must not see such a request. */
function refusedHosts(): ConformanceCase[] {
  const hosts: ReadonlyArray<readonly [name: string, request: SuiteRequest]> = [
    ['missing', { host: null }],
    ['repeated', { headers: [['Host', 'other.test']] }],
    ['repeated-alike', { headers: [['Host', 'conformance.test']] }],
    ['with-blank', { host: 'confor mance.test' }],
    ['with-comma', { host: 'a.test, b.test' }],
    ['with-path', { host: 'conformance.test/path' }],
    ['with-user', { host: 'user@conformance.test' }],
    ['with-angle', { host: 'confor<mance.test' }],
    ['with-word-as-port', { host: 'conformance.test:http' }],
  ]
  return hosts.map(([name, request]) => ({
    id: `host-${name}`,
    rules: ['REQ-7'],
    needs: ['malformed-requests'],
    application: () => text('should not have been called'),
    request,
    expect: { status: 400 },
  }))
}
