import { describe, it } from 'vitest'
import { chunked, get, post, serveCases } from './rfc9112-cases.ts'
import type { Case } from './rfc9112-cases.ts'

const expectCase = serveCases()

/** A GET with that request line. */
function line(requestLine: string): string {
  return `${requestLine}\r\nHost: a\r\n\r\n`
}

const OK: Pick<Case, 'answers'> = { answers: [200] }
const REFUSED: Pick<Case, 'answers'> = { answers: [400] }

describe('RFC 9112 §2.1 Message Format', () => {
  it.each<Case>([
    {
      name: 'reads a head that is nothing but what must be there',
      octets: get(),
      ...OK,
      seen: [{ path: '/' }],
    },
    {
      name: 'takes octets for octets: what is a line end in some other encoding is none',
      octets: get('x-a: \xe5\x98\x8a\xe5\x98\x8dx-b: c'),
      ...OK,
      seen: [{ headers: { host: 'a', 'x-a': '\xe5\x98\x8a\xe5\x98\x8dx-b: c' } }],
    },
    {
      name: 'takes content for content, whatever it looks like',
      octets: post(['Content-Length: 18'], 'GET / HTTP/1.1\r\n\r\n'),
      ...OK,
      seen: [{ content: 'GET / HTTP/1.1\r\n\r\n' }],
    },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §2.2 Message Parsing', () => {
  it.each<Case>([
    { name: 'ignores an empty line before the request line', octets: `\r\n${get()}`, ...OK },
    {
      name: 'ignores an empty line before each of several',
      octets: `${post(['Content-Length: 1'], 'a')}\r\n${get()}\r\n${get()}`,
      answers: [200, 200, 200],
    },
    { name: 'refuses two empty lines', octets: `\r\n\r\n${get()}`, ...REFUSED },
    { name: 'refuses an empty line that is a lone LF', octets: `\n${get()}`, ...REFUSED },
    { name: 'refuses a blank before the request line', octets: ` ${get()}`, ...REFUSED },
    { name: 'refuses a lone LF behind the request line', octets: get().replace('\r\n', '\n'), ...REFUSED },
    { name: 'refuses a lone LF behind a field', octets: 'GET / HTTP/1.1\r\nHost: a\n\r\n', ...REFUSED },
    { name: 'refuses a lone LF at the end of a head', octets: 'GET / HTTP/1.1\r\nHost: a\r\n\n', ...REFUSED },
    { name: 'refuses lone LFs everywhere', octets: get('x-a: b').replaceAll('\r', ''), ...REFUSED },
    { name: 'refuses a lone CR within a request line', octets: line('GET /\rHTTP/1.1'), ...REFUSED },
    { name: 'refuses a lone CR behind the request line', octets: line('GET / HTTP/1.1\r'), ...REFUSED },
    { name: 'refuses a lone CR within a value', octets: get('x-a: b\rc'), ...REFUSED },
    { name: 'refuses a lone CR within a name', octets: get('x\r-a: b'), ...REFUSED },
    { name: 'refuses CR CR LF', octets: get('x-a: b\r'), ...REFUSED },
    { name: 'refuses LF CR', octets: get('x-a: b').replaceAll('\r\n', '\n\r'), ...REFUSED },
    {
      name: 'refuses a blank before the first field',
      octets: 'GET / HTTP/1.1\r\n Host: a\r\n\r\n',
      ...REFUSED,
    },
    {
      name: 'refuses a tab before the first field',
      octets: 'GET / HTTP/1.1\r\n\tHost: a\r\n\r\n',
      ...REFUSED,
    },
    {
      name: 'refuses a line of blanks before the first field',
      octets: 'GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n',
      ...REFUSED,
    },
    { name: 'refuses what is not HTTP', octets: 'EHLO a.example\r\n', ...REFUSED },
    { name: 'refuses the start of a TLS handshake', octets: '\x16\x03\x01\x02\x00\x01\x00', ...REFUSED },
    { name: 'refuses a NUL', octets: '\0\0\0\0', ...REFUSED },
    { name: 'refuses a response', octets: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', ...REFUSED },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §2.3 HTTP Version', () => {
  it.each<Case>([
    {
      name: 'reads HTTP/1.0, and closes after the answer',
      octets: line('GET / HTTP/1.0'),
      ...OK,
      closes: true,
      seen: [{ httpVersion: '1.0' }],
    },
    { name: 'answers 505 to a higher minor version', octets: line('GET / HTTP/1.2'), answers: [505] },
    { name: 'answers 505 to HTTP/2', octets: line('GET / HTTP/2.0'), answers: [505] },
    { name: 'answers 505 to HTTP/0.9 with a version', octets: line('GET / HTTP/0.9'), answers: [505] },
    { name: 'refuses a request without a version', octets: 'GET /\r\n', ...REFUSED },
    { name: 'refuses small letters', octets: line('GET / http/1.1'), ...REFUSED },
    { name: 'refuses a mix of letters', octets: line('GET / Http/1.1'), ...REFUSED },
    { name: 'refuses two digits', octets: line('GET / HTTP/1.10'), ...REFUSED },
    { name: 'refuses a leading zero', octets: line('GET / HTTP/01.1'), ...REFUSED },
    { name: 'refuses a missing minor version', octets: line('GET / HTTP/1'), ...REFUSED },
    { name: 'refuses a comma for a point', octets: line('GET / HTTP/1,1'), ...REFUSED },
    { name: 'refuses a blank inside', octets: line('GET / HTTP/ 1.1'), ...REFUSED },
    { name: 'refuses another name', octets: line('GET / HTTPS/1.1'), ...REFUSED },
    { name: 'refuses digits that are none of ASCII', octets: line('GET / HTTP/1.\xb9'), ...REFUSED },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §3 Request Line', () => {
  it.each<Case>([
    { name: 'refuses two spaces before the target', octets: line('GET  / HTTP/1.1'), ...REFUSED },
    { name: 'refuses two spaces behind the target', octets: line('GET /  HTTP/1.1'), ...REFUSED },
    { name: 'refuses a space at the end', octets: line('GET / HTTP/1.1 '), ...REFUSED },
    { name: 'refuses a tab for a space', octets: line('GET\t/ HTTP/1.1'), ...REFUSED },
    { name: 'refuses a vertical tab for a space', octets: line('GET /\x0bHTTP/1.1'), ...REFUSED },
    { name: 'refuses a form feed for a space', octets: line('GET\x0c/ HTTP/1.1'), ...REFUSED },
    { name: 'refuses a method alone', octets: line('GET'), ...REFUSED },
    { name: 'refuses a line without a target', octets: line('GET HTTP/1.1'), ...REFUSED },
    { name: 'refuses four parts', octets: line('GET / / HTTP/1.1'), ...REFUSED },
    { name: 'refuses a target that would need correction', octets: line('GET /a b HTTP/1.1'), ...REFUSED },
    { name: 'refuses a method that would need correction', octets: line(' GET / HTTP/1.1'), ...REFUSED },
    { name: 'reads a line of 8000 octets', octets: line(`GET /${'a'.repeat(7986)} HTTP/1.1`), ...OK },
    {
      name: 'answers 414 to one that is too long',
      octets: line(`GET /${'a'.repeat(9000)} HTTP/1.1`),
      answers: [414],
    },
    { name: 'answers 414 to a method without end', octets: 'A'.repeat(9000), answers: [414] },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §3.1 Method', () => {
  it.each<Case>([
    ...['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'QUERY'].map((method) => ({
      name: `passes ${method} on`,
      octets: line(`${method} / HTTP/1.1`),
      ...OK,
      seen: [{ method }],
    })),
    { name: 'tells get from GET', octets: line('get / HTTP/1.1'), ...OK, seen: [{ method: 'get' }] },
    { name: 'tells Post from POST', octets: line('Post / HTTP/1.1'), ...OK, seen: [{ method: 'Post' }] },
    {
      name: 'takes any token',
      octets: line("!#$%&'*+-.^_`|~aZ09 / HTTP/1.1"),
      ...OK,
      seen: [{ method: "!#$%&'*+-.^_`|~aZ09" }],
    },
    {
      name: 'takes names of built-in properties',
      octets: line('__proto__ / HTTP/1.1'),
      ...OK,
      seen: [{ method: '__proto__' }],
    },
    ...[
      '(',
      ')',
      ',',
      '/',
      ':',
      ';',
      '<',
      '=',
      '>',
      '?',
      '@',
      '[',
      '\\',
      ']',
      '{',
      '}',
      '"',
      '\0',
      '\x7f',
      '\x80',
    ].map((octet) => ({
      name: `refuses ${JSON.stringify(octet)} in it`,
      octets: line(`GE${octet}T / HTTP/1.1`),
      ...REFUSED,
    })),
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §2.2, §11.2: what follows a refusal', () => {
  it.each<Case>([
    {
      name: 'is not looked at, behind requests that were answered',
      octets: `${get()}${post(['Content-Length: 1'], 'a')}GET\r\n\r\n`,
      answers: [200, 200, 400],
    },
    {
      name: 'is not looked at, behind content that was malformed',
      octets: chunked('1\r\nab\r\n'),
      ...REFUSED,
    },
  ])('$name', (given) => expectCase(given))
})
