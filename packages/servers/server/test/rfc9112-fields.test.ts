import { describe, it } from 'vitest'
import { get, serveCases } from './rfc9112-cases.ts'
import type { Case } from './rfc9112-cases.ts'

const expectCase = serveCases()

const REFUSED: Pick<Case, 'answers'> = { answers: [400] }

/** The application sees these fields besides Host. */
function sees(headers: Readonly<Record<string, string>>): Pick<Case, 'answers' | 'seen'> {
  return { answers: [200], seen: [{ headers: { host: 'a', ...headers } }] }
}

/** One octet, at each place of a word of four that a scanner may look at together. */
function anywhere(octet: string, text = 'abcdefgh'): string[] {
  return [0, 1, 2, 3, 4, 5, 6, 7, 8].map((at) => text.slice(0, at) + octet + text.slice(at))
}

describe('RFC 9112 §5 Field Syntax', () => {
  it.each<Case>([
    {
      name: 'takes names in any letters',
      octets: get('X-NAME: b', 'X-Other: c'),
      ...sees({ 'x-name': 'b', 'x-other': 'c' }),
    },
    {
      name: 'takes well-known names in any letters',
      octets: get('uSeR-aGeNt: b'),
      ...sees({ 'user-agent': 'b' }),
    },
    { name: 'takes a value without a blank before it', octets: get('x-a:b'), ...sees({ 'x-a': 'b' }) },
    {
      name: 'takes blanks around a value for nothing',
      octets: get('x-a: \t b \t '),
      ...sees({ 'x-a': 'b' }),
    },
    { name: 'keeps blanks inside a value', octets: get('x-a: b \t c'), ...sees({ 'x-a': 'b \t c' }) },
    { name: 'takes an empty value', octets: get('x-a:'), ...sees({ 'x-a': '' }) },
    { name: 'takes a value of blanks for an empty one', octets: get('x-a: \t '), ...sees({ 'x-a': '' }) },
    { name: 'takes colons in a value', octets: get('x-a::b:'), ...sees({ 'x-a': ':b:' }) },
    { name: 'keeps octets above 0x7F', octets: get('x-a: \x80\xa0\xff'), ...sees({ 'x-a': '\x80\xa0\xff' }) },
    {
      name: 'trims no other blanks than space and tab',
      octets: get('x-a:\xa0b\xa0'),
      ...sees({ 'x-a': '\xa0b\xa0' }),
    },
    {
      name: 'joins lines in their order',
      octets: get('x-a: b', 'x-b: c', 'X-A: d'),
      ...sees({ 'x-a': 'b, d', 'x-b': 'c' }),
    },
    {
      name: 'joins cookies with a semicolon',
      octets: get('Cookie: b=c', 'cookie: d=e'),
      ...sees({ cookie: 'b=c; d=e' }),
    },
    {
      name: 'keeps names of built-in properties',
      octets: get('constructor: b', '__proto__: c'),
      answers: [200],
      seen: [{ headers: JSON.parse('{"host":"a","constructor":"b","__proto__":"c"}') }],
    },
    { name: 'takes 99 other fields', octets: get(...Array<string>(99).fill('x-a: b')), answers: [200] },
    {
      name: 'answers 431 to 100 other fields',
      octets: get(...Array<string>(100).fill('x-a: b')),
      answers: [431],
    },
    {
      name: 'answers 431 to a head that is too large',
      octets: get(`x-a: ${'b'.repeat(17_000)}`),
      answers: [431],
    },
    {
      name: 'answers 431 to a name without end',
      octets: `GET / HTTP/1.1\r\n${'b'.repeat(17_000)}`,
      answers: [431],
    },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §5.1 Field Line Parsing', () => {
  it.each<Case>([
    { name: 'refuses a space before the colon', octets: get('x-a : b'), ...REFUSED },
    { name: 'refuses a tab before the colon', octets: get('x-a\t: b'), ...REFUSED },
    {
      name: 'refuses a space before the colon of Content-Length',
      octets: get('Content-Length : 1'),
      ...REFUSED,
    },
    {
      name: 'refuses a space before the colon of Transfer-Encoding',
      octets: get('Transfer-Encoding : chunked'),
      ...REFUSED,
    },
    { name: 'refuses an empty name', octets: get(': b'), ...REFUSED },
    { name: 'refuses a line without a colon', octets: get('x-a'), ...REFUSED },
    { name: 'refuses a line without a colon, whatever follows', octets: get('x-a', 'x-b: c'), ...REFUSED },
    { name: 'refuses a blank within a name', octets: get('x a: b'), ...REFUSED },
    ...[
      '\0',
      '\x01',
      '\x1f',
      ' ',
      '"',
      '(',
      ')',
      ',',
      '/',
      ';',
      '=',
      '@',
      '[',
      '\x7f',
      '\x80',
      '\xba',
      '\xff',
    ].flatMap((octet) =>
      anywhere(octet).map((name, at) => ({
        name: `refuses ${JSON.stringify(octet)} in a name, at ${at}`,
        octets: get(`${name}: b`),
        ...REFUSED,
      })),
    ),
    ...['\0', '\x01', '\x08', '\x0b', '\x1f', '\x7f'].flatMap((octet) =>
      anywhere(octet).map((value, at) => ({
        name: `refuses ${JSON.stringify(octet)} in a value, at ${at}`,
        octets: get(`x-a: ${value}`),
        ...REFUSED,
      })),
    ),
    ...['\t', ' ', '\x21', '\x7e', '\x80', '\xff'].map((octet) => ({
      name: `takes ${JSON.stringify(octet)} anywhere inside a value`,
      octets: get(
        ...anywhere(octet)
          .slice(1, -1)
          .map((value, at) => `x-${at}: ${value}`),
      ),
      ...sees(
        Object.fromEntries(
          anywhere(octet)
            .slice(1, -1)
            .map((value, at) => [`x-${at}`, value]),
        ),
      ),
    })),
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §5.1: names but for one bit the one that decides', () => {
  it.each(
    Array.from('content-length').flatMap((character, at) =>
      [0, 1, 2, 3, 4, 6, 7].map((bit) => ({ at, bit, octet: character.charCodeAt(0) ^ (1 << bit) })),
    ),
  )('are not it: octet $at is $octet', async ({ at, octet }) => {
    const name = `content-length`.slice(0, at) + String.fromCharCode(octet) + 'content-length'.slice(at + 1)
    const isToken = /^[!#$%&'*+\-.^_`|~\w]+$/.test(name)
    const expected = isToken ? sees({ [name.toLowerCase()]: '30' }) : REFUSED
    await expectCase({ name, octets: get(`${name}: 30`), ...expected })
  })
})

describe('RFC 9112 §5.2 Obsolete Line Folding', () => {
  it.each<Case>([
    { name: 'refuses a line that starts with a space', octets: get('x-a: b', ' c'), ...REFUSED },
    { name: 'refuses a line that starts with a tab', octets: get('x-a: b', '\tc'), ...REFUSED },
    { name: 'refuses a line of a blank alone', octets: get('x-a: b', ' '), ...REFUSED },
    { name: 'refuses a value that begins on the next line', octets: get('x-a:', ' b'), ...REFUSED },
    { name: 'refuses a field that looks folded', octets: get('x-a: b', ' Content-Length: 1'), ...REFUSED },
    { name: 'refuses a folded Host', octets: 'GET / HTTP/1.1\r\nHost:\r\n a\r\n\r\n', ...REFUSED },
    { name: 'refuses a folded Transfer-Encoding', octets: get('Transfer-Encoding:', ' chunked'), ...REFUSED },
  ])('$name', (given) => expectCase(given))
})
