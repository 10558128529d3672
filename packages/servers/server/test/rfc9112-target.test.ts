import { describe, it } from 'vitest'
import { serveCases } from './rfc9112-cases.ts'
import type { Case } from './rfc9112-cases.ts'

const expectCase = serveCases()

/** A request with that target, and these lines for Host. */
function target(
  raw: string,
  hosts: readonly string[] = ['Host: a'],
  method = 'GET',
  version = '1.1',
): string {
  return [`${method} ${raw} HTTP/${version}`, ...hosts, '', ''].join('\r\n')
}

const OK: Pick<Case, 'answers'> = { answers: [200] }
const REFUSED: Pick<Case, 'answers'> = { answers: [400] }

/** Cases that are all refused. */
function refused(cases: Readonly<Record<string, string>>): Case[] {
  return Object.entries(cases).map(([name, octets]) => ({ name: `refuses ${name}`, octets, ...REFUSED }))
}

describe('RFC 9112 §3.2 Request Target', () => {
  it.each<Case>([
    {
      name: 'takes a Host with a port',
      octets: target('/', ['Host: a:8080']),
      ...OK,
      seen: [{ authority: 'a:8080' }],
    },
    {
      name: 'takes a Host that is an IPv6 address',
      octets: target('/', ['Host: [::1]:80']),
      ...OK,
      seen: [{ authority: '[::1]:80' }],
    },
    {
      name: 'takes Host as the last field',
      octets: target('/', ['x-a: b', 'HOST:\ta\t']),
      ...OK,
      seen: [{ authority: 'a' }],
    },
    { name: 'lets HTTP/1.0 leave Host out', octets: target('/', [], 'GET', '1.0'), ...OK, closes: true },
    ...refused({
      'HTTP/1.1 without Host': target('/', []),
      'two lines of Host': target('/', ['Host: a', 'Host: b']),
      'two equal lines of Host': target('/', ['Host: a', 'Host: a']),
      'two lines of Host, other fields between, in other letters': target('/', [
        'Host: a',
        'x-a: b',
        'hOST: b',
      ]),
      'two lines of Host, one of them empty': target('/', ['Host:', 'Host: a']),
      'two lines of Host in HTTP/1.0': target('/', ['Host: a', 'Host: b'], 'GET', '1.0'),
      'an empty Host': target('/', ['Host:']),
      'an invalid Host in HTTP/1.0': target('/', ['Host: a b'], 'GET', '1.0'),
      'a list of hosts': target('/', ['Host: a, b']),
      'a blank in Host': target('/', ['Host: a b']),
      'a path in Host': target('/', ['Host: a/b']),
      'user information in Host': target('/', ['Host: b@a']),
      'a port that is no number': target('/', ['Host: a:b']),
      'a port past 65535': target('/', ['Host: a:65536']),
      'a negative port': target('/', ['Host: a:-1']),
      'two ports': target('/', ['Host: a:80:80']),
      'an IPv6 address without brackets': target('/', ['Host: ::1']),
      'a bracket that stays open': target('/', ['Host: [::1']),
      'an octet above 0x7F in Host': target('/', ['Host: \xe9']),
      'a percent sign that encodes nothing': target('/', ['Host: %zz']),
    }),
    ...[' ', '\t', '"', '#', '<', '>', '\0', '\x1f', '\x7f', '\x80', '\xff'].map((octet) => ({
      name: `refuses ${JSON.stringify(octet)} in a target`,
      octets: target(`/a${octet}b`),
      ...REFUSED,
    })),
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §3.2.1 origin-form', () => {
  it.each<Case>([
    {
      name: 'gives path and query as they came',
      octets: target('/a%2Fb/../c?d?e=%00'),
      ...OK,
      seen: [{ path: '/a%2Fb/../c', query: 'd?e=%00' }],
    },
    { name: 'takes an empty query', octets: target('/?'), ...OK, seen: [{ path: '/', query: '' }] },
    {
      name: 'takes two slashes for a path, and for no authority',
      octets: target('//b/c'),
      ...OK,
      seen: [{ authority: 'a', path: '//b/c' }],
    },
    {
      name: 'takes a URI within a path for a path',
      octets: target('/http://b/'),
      ...OK,
      seen: [{ authority: 'a', path: '/http://b/' }],
    },
    ...refused({
      'a path without a slash': target('a/b'),
      'a query alone': target('?a'),
      dots: target('../a'),
      'a backslash at the beginning': target('\\a'),
    }),
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §3.2.2 absolute-form', () => {
  it.each<Case>([
    {
      name: 'takes the authority from the target, and ignores Host',
      octets: target('http://b:8080/c?d', ['Host: evil.example']),
      ...OK,
      seen: [{ authority: 'b:8080', path: '/c', query: 'd', headers: { host: 'b:8080' } }],
    },
    {
      name: 'takes a target of any method',
      octets: target('http://b/c', ['Host: b'], 'DELETE'),
      ...OK,
      seen: [{ path: '/c' }],
    },
    {
      name: 'takes the scheme in any letters',
      octets: target('HTTP://b/'),
      ...OK,
      seen: [{ authority: 'b' }],
    },
    {
      name: 'takes an empty path for /',
      octets: target('http://b'),
      ...OK,
      seen: [{ path: '/', query: '' }],
    },
    {
      name: 'takes an empty path before a query for /',
      octets: target('http://b?c'),
      ...OK,
      seen: [{ path: '/', query: 'c' }],
    },
    {
      name: 'needs no Host in HTTP/1.0',
      octets: target('http://b/', [], 'GET', '1.0'),
      ...OK,
      closes: true,
      seen: [{ authority: 'b' }],
    },
    ...refused({
      'a target without Host, all the same': target('http://a/', []),
      'an invalid Host, all the same': target('http://a/', ['Host: a b']),
      'two of them, all the same': target('http://a/', ['Host: a', 'Host: a']),
      'user information': target('http://b@a/'),
      'an empty host': target('http:///a'),
      'one slash': target('http:/a'),
      'another scheme': target('https://a/'),
      'a scheme that is none of ours': target('ftp://a/'),
      'an invalid port': target('http://a:b/'),
      'a fragment': target('http://a/#b'),
      'a backslash in the authority': target('http://a\\@b/'),
    }),
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §3.2.3 authority-form', () => {
  it.each<Case>([
    { name: 'makes no tunnel', octets: target('a:443', ['Host: a:443'], 'CONNECT'), answers: [501] },
    ...refused({
      'CONNECT to a path': target('/', ['Host: a'], 'CONNECT'),
      'CONNECT without a port': target('a', ['Host: a'], 'CONNECT'),
      'CONNECT with an empty port': target('a:', ['Host: a'], 'CONNECT'),
      'CONNECT to a URI': target('http://a:443/', ['Host: a'], 'CONNECT'),
      'CONNECT to an asterisk': target('*', ['Host: a'], 'CONNECT'),
      'an authority with another method': target('a:443'),
    }),
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §3.2.4 asterisk-form', () => {
  it.each<Case>([
    {
      name: 'takes * for OPTIONS',
      octets: target('*', ['Host: a'], 'OPTIONS'),
      ...OK,
      seen: [{ path: '*', query: '' }],
    },
    {
      name: 'takes a path for OPTIONS',
      octets: target('/a', ['Host: a'], 'OPTIONS'),
      ...OK,
      seen: [{ path: '/a' }],
    },
    ...refused({
      '* for GET': target('*'),
      '* for options, which is another method': target('*', ['Host: a'], 'options'),
      '* with a query': target('*?a', ['Host: a'], 'OPTIONS'),
      '* with a path': target('*/', ['Host: a'], 'OPTIONS'),
      'two of them': target('**', ['Host: a'], 'OPTIONS'),
    }),
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §3.3 Reconstructing the Target URI', () => {
  it.each<Case>([
    {
      name: 'keeps the letters and the port of Host',
      octets: target('/', ['Host: A.Example:80']),
      ...OK,
      seen: [{ authority: 'A.Example:80' }],
    },
    {
      name: 'asks Host anew for each request of a connection',
      octets: target('/1', ['Host: a']) + target('/2', ['Host: b']) + target('http://c/3', ['Host: d']),
      answers: [200, 200, 200],
      seen: [{ authority: 'a' }, { authority: 'b' }, { authority: 'c' }],
    },
  ])('$name', (given) => expectCase(given))
})
