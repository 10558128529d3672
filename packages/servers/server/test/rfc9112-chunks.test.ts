import { describe, it } from 'vitest'
import { chunked, get, post, serveCases } from './rfc9112-cases.ts'
import type { Case } from './rfc9112-cases.ts'

const expectCase = serveCases()

const END = '0\r\n\r\n'
const REFUSED: Pick<Case, 'answers'> = { answers: [400] }

/** The content that the application reads. */
function reads(content: string): Pick<Case, 'answers' | 'seen'> {
  return { answers: [200], seen: [{ content }] }
}

/** Lines before five octets of content, and whether they are taken. */
function sizeLines(lines: readonly string[], expected: Pick<Case, 'answers' | 'seen'>): Case[] {
  const verb = expected === REFUSED ? 'refuses' : 'takes'
  return lines.map((line) => ({
    name: `${verb} ${JSON.stringify(line)}`,
    octets: chunked(`${line}\r\nhello\r\n${END}`),
    ...expected,
  }))
}

describe('RFC 9112 §7.1 Chunked Transfer Coding', () => {
  it.each<Case>([
    { name: 'takes content of no chunks', octets: chunked(END), ...reads('') },
    {
      name: 'takes several chunks',
      octets: chunked(`1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n${END}`),
      ...reads('abcdef'),
    },
    {
      name: 'takes hexadecimal digits in any letters',
      octets: chunked(`a\r\n0123456789\r\nA\r\n0123456789\r\n${END}`),
      ...reads('01234567890123456789'),
    },
    {
      name: 'takes two digits',
      octets: chunked(`1A\r\n${'a'.repeat(26)}\r\n${END}`),
      ...reads('a'.repeat(26)),
    },
    { name: 'takes line ends inside data', octets: chunked(`4\r\n\r\n\r\n\r\n${END}`), ...reads('\r\n\r\n') },
    {
      name: 'takes data that looks like the last chunk',
      octets: chunked(`5\r\n${END}\r\n${END}`),
      ...reads(END),
    },
    {
      name: 'takes more than one 0 for the last chunk',
      octets: chunked('1\r\na\r\n000\r\n\r\n'),
      ...reads('a'),
    },
    {
      name: 'goes on with the next request behind the last chunk',
      octets: chunked(`1\r\na\r\n${END}`) + get() + chunked(`1\r\nb\r\n${END}`),
      answers: [200, 200, 200],
      seen: [{ content: 'a' }, { content: '' }, { content: 'b' }],
    },
    {
      name: 'takes many chunks',
      octets: chunked(`${'1\r\na\r\n'.repeat(1000)}${END}`),
      ...reads('a'.repeat(1000)),
    },
    ...sizeLines(['5', '05', '0000000000000005'], reads('hello')),
    ...sizeLines(
      [
        '',
        ' ',
        ' 5',
        '\t5',
        '5 ',
        '5\t',
        '+5',
        '-5',
        '0x5',
        '5h',
        'h',
        '5,',
        '5.',
        '5 5',
        '"5"',
        '5\0',
        '5\x0b',
        '\xb5',
        '\xef\xbc\x95',
        '\n5',
        '\r\n5',
        '5\r',
        '00000000000000005',
        '10000000000000000',
        '10000000000000005',
        'fffffffffffffffb',
        '20000000000000',
      ],
      REFUSED,
    ),
    { name: 'refuses a lone LF behind a size', octets: chunked(`5\nhello\r\n${END}`), ...REFUSED },
    { name: 'refuses a lone CR behind a size', octets: chunked(`5\rhello\r\n${END}`), ...REFUSED },
    { name: 'refuses a lone LF behind data', octets: chunked(`5\r\nhello\n${END}`), ...REFUSED },
    { name: 'refuses a lone CR behind data', octets: chunked(`5\r\nhello\r${END}`), ...REFUSED },
    { name: 'refuses data without a line end', octets: chunked(`5\r\nhello${END}`), ...REFUSED },
    {
      name: 'refuses data that is longer than its size',
      octets: chunked(`4\r\nhello\r\n${END}`),
      ...REFUSED,
    },
    {
      name: 'refuses data that is shorter than its size',
      octets: chunked(`6\r\nhello\r\n${END}`),
      ...REFUSED,
    },
    { name: 'refuses two octets of anything behind data', octets: chunked(`5\r\nhelloXX${END}`), ...REFUSED },
    { name: 'refuses an empty line between chunks', octets: chunked(`5\r\nhello\r\n\r\n${END}`), ...REFUSED },
    {
      name: 'refuses lone LFs everywhere',
      octets: post(['Transfer-Encoding: chunked'], '5\nhello\n0\n\n'),
      ...REFUSED,
    },
    { name: 'refuses a last chunk that ends in a lone LF', octets: chunked('0\n\n'), ...REFUSED },
    { name: 'refuses content that is not in chunks', octets: chunked('hello'), ...REFUSED },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §7.1.1 Chunk Extensions', () => {
  it.each<Case>([
    ...sizeLines(
      [
        '5;a',
        '5;a=b',
        '5;a="b"',
        '5;a=""',
        '5;a="b;c=d"',
        '5;a="\\"\\\\"',
        '5;a="b\tc\x80"',
        '5;a;b=c;d',
        '5 ; a = b',
        '5\t;\ta\t=\t"b"',
        "5;!#$%&'*+-.^_`|~=0",
        '5;5',
      ],
      reads('hello'),
    ),
    ...sizeLines(
      [
        '5;',
        '5;;a',
        '5;a;',
        '5;=b',
        '5;a=',
        '5;a=b=c',
        '5;a b',
        '5;a=b c',
        '5 a',
        '5;a="b',
        '5;a="b\\"',
        '5;a="b"c',
        '5;a=b"c"',
        '5;"a"=b',
        '5;a="\0"',
        '5;a="\\\0"',
        '5;a=\x7f',
        '5;a\0',
        '5;a=\x80',
        '5;(a)',
        '5;a\nb',
        '5;a\rb',
        '5;a="\n"',
        '5;a="\r\n"',
        '5;a="\\\r\n"',
      ],
      REFUSED,
    ),
    {
      name: 'takes one at the last chunk',
      octets: chunked('5\r\nhello\r\n0;a=b\r\n\r\n'),
      ...reads('hello'),
    },
    { name: 'refuses a bad one at the last chunk', octets: chunked('5\r\nhello\r\n0;=\r\n\r\n'), ...REFUSED },
    {
      name: 'refuses too many octets of them',
      octets: chunked(`${`1;${'a'.repeat(1000)}\r\nb\r\n`.repeat(20)}${END}`),
      ...REFUSED,
    },
    { name: 'refuses one without end', octets: chunked(`5;a="${'b'.repeat(20_000)}`), ...REFUSED },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §7.1.2 Chunked Trailer Section', () => {
  /** Content with that trailer section. */
  const trailers = (...lines: string[]): string => chunked(['5\r\nhello\r\n0', ...lines, '', ''].join('\r\n'))

  it.each<Case>([
    {
      name: 'reads it, and shows it to nobody',
      octets: trailers('x-a: b', 'x-b:'),
      answers: [200],
      seen: [{ content: 'hello', headers: { host: 'a', 'transfer-encoding': 'chunked' } }],
    },
    { name: 'goes on behind it', octets: trailers('x-a: b') + get(), answers: [200, 200] },
    ...[
      'Content-Length: 5',
      'Transfer-Encoding: chunked',
      'Host: b',
      'Authorization: Basic YTpi',
      'Cookie: a=b',
      'Content-Encoding: gzip',
      'Content-Range: bytes 0-1/2',
      'Connection: close',
      'Trailer: x-a',
      'TE: trailers',
      'eXPECT: 100-continue',
    ].map((line) => ({ name: `refuses ${line} in it`, octets: trailers('x-a: b', line), ...REFUSED })),
    { name: 'refuses a folded line', octets: trailers('x-a: b', ' c'), ...REFUSED },
    { name: 'refuses a blank before the first line', octets: trailers(' x-a: b'), ...REFUSED },
    { name: 'refuses a blank before a colon', octets: trailers('x-a : b'), ...REFUSED },
    { name: 'refuses a line without a colon', octets: trailers('x-a'), ...REFUSED },
    { name: 'refuses an empty name', octets: trailers(': b'), ...REFUSED },
    { name: 'refuses a control', octets: trailers('x-a: \0'), ...REFUSED },
    { name: 'refuses a lone LF', octets: trailers('x-a: b\nx-b: c'), ...REFUSED },
    { name: 'refuses a lone CR', octets: trailers('x-a: b\rx-b: c'), ...REFUSED },
    { name: 'refuses a request in its place', octets: chunked(`0\r\n${get()}`), ...REFUSED },
    {
      name: 'answers 431 when it is too large',
      octets: trailers(`x-a: ${'b'.repeat(9000)}`),
      answers: [431],
    },
    {
      name: 'answers 431 to too many lines',
      octets: trailers(...Array<string>(33).fill('x-a: b')),
      answers: [431],
    },
  ])('$name', (given) => expectCase(given))
})
