/*
 * The cases of h1spec (https://github.com/uNetworking/h1spec): facts taken from there, in our words. It sends 15 requests that
 * stop somewhere and 18 that are complete.
 */
import { expect, it } from 'vitest'
import { get, post } from './rfc9112-cases.ts'
import { countCases, judgeAll } from './judges-verdict.ts'
import type { Verdicts } from './judges-verdict.ts'

/** Where a request stops: octets of it that are sent. */
const REQUEST = 'GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n'
const STOPS: Readonly<Record<string, string>> = {
  'in the method': 'G',
  'before the target': 'GET ',
  'in the target': 'GET /hello',
  'before the version': 'GET /hello ',
  'in the version': 'GET /hello HTTP',
  'behind the version': 'GET /hello HTTP/1.1',
  'in the end of the request line': 'GET /hello HTTP/1.1\r',
  'behind the request line': 'GET /hello HTTP/1.1\r\n',
  'in a name': 'GET /hello HTTP/1.1\r\nHos',
  'behind a colon': 'GET /hello HTTP/1.1\r\nHost:',
  'behind a blank': 'GET /hello HTTP/1.1\r\nHost: ',
  'behind a value': 'GET /hello HTTP/1.1\r\nHost: localhost',
  'in the end of a line': 'GET /hello HTTP/1.1\r\nHost: localhost\r',
  'behind a line': 'GET /hello HTTP/1.1\r\nHost: localhost\r\n',
  'in the empty line': 'GET /hello HTTP/1.1\r\nHost: localhost\r\n\r',
}

const HELLO = 'c\r\nHellO world1\r\n0\r\n\r\n'

const H1SPEC: readonly Verdicts[] = [
  { passes: ['wait'], cases: STOPS },
  {
    passes: ['200'],
    cases: {
      'an ordinary GET': get(),
      'odd but right fields': 'GET / HTTP/1.1\r\nhoSt:\ta\r\nempty:\r\n\r\n',
      'an empty value': get('X-Empty-Header: '),
      'content of a length': [post(['Content-Length: 5'], 'hello'), 'hello'],
      'content in chunks': [post(['Transfer-Encoding: chunked'], HELLO), 'HellO world1'],
    },
  },
  { passes: ['100', '200', '100 200'], cases: { 'an expectation': get('Expect: 100-continue') } },
  {
    passes: ['400'],
    cases: {
      'no version': 'GET / \r\n\r\n',
      'a name with brackets': get('X-Invalid[]: test'),
      'no Host': 'GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\n',
      'two Hosts': get('Host: example.org'),
      'a length far below 0': get('Content-Length: -123456789123456789123456789'),
      'a length below 0': get('Content-Length: -1234'),
      'a length in letters': get('Content-Length: abc'),
      'a control in a value': get('X-Bad-Control-Char: test\x07'),
      'words before the method': `Extra line${get()}`,
      'a lone CR before a name': 'GET / HTTP/1.1\r\nHost: a\r\n\rSome-Header: Test\r\n\r\n',
      'a length and chunks': post(['content-LengtH: 5', 'TransFer-Encoding: chunked'], HELLO),
    },
  },
  { passes: ['400', '505'], cases: { 'version 9.9': get().replace('1.1', '9.9') } },
]

judgeAll(H1SPEC, [])

it('has all cases of h1spec', () => {
  expect(countCases(H1SPEC)).toBe(33)
  for (const stop of Object.values(STOPS)) expect(REQUEST.startsWith(stop)).toBe(true)
})
