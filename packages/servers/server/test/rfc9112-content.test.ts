import { describe, it } from 'vitest'
import { get, post, serveCases } from './rfc9112-cases.ts'
import type { Case } from './rfc9112-cases.ts'

const expectCase = serveCases()

const HELLO = '5\r\nhello\r\n0\r\n\r\n'
const LENGTH = 'Content-Length: 5'
const CHUNKED = 'Transfer-Encoding: chunked'

const REFUSED: Pick<Case, 'answers'> = { answers: [400] }
const READ: Pick<Case, 'answers' | 'seen'> = { answers: [200], seen: [{ content: 'hello' }] }

describe('RFC 9112 §6 Message Body', () => {
  it.each<Case>([
    {
      name: 'finds none where no field announces it',
      octets: post([]) + get(),
      answers: [200, 200],
      seen: [{ content: '' }, { content: '' }],
    },
    ...['GET', 'DELETE', 'OPTIONS', 'TRACE', 'get', 'X-OWN'].map((method) => ({
      name: `finds it whatever the method: ${method}`,
      octets: `${method} / HTTP/1.1\r\nHost: a\r\n${LENGTH}\r\n\r\nhello${method} / HTTP/1.1\r\nHost: a\r\n${CHUNKED}\r\n\r\n${HELLO}`,
      answers: [200, 200],
      seen: [{ content: 'hello' }, { content: 'hello' }],
    })),
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §6.1 Transfer-Encoding', () => {
  it.each<Case>([
    { name: 'reads chunks', octets: post([CHUNKED], HELLO), ...READ },
    { name: 'takes chunked in any letters', octets: post(['TRANSFER-ENCODING: cHUNKed'], HELLO), ...READ },
    {
      name: 'takes blanks around it for nothing',
      octets: post(['Transfer-Encoding:\t chunked\t '], HELLO),
      ...READ,
    },
    ...['gzip, chunked', 'identity, chunked', ',chunked'].map((coding) => ({
      name: `answers 501 to ${JSON.stringify(coding)}: it does not know the first`,
      octets: post([`Transfer-Encoding: ${coding}`], HELLO),
      answers: [501],
    })),
    ...[
      'gzip',
      'identity',
      'chunked, gzip',
      'chunked, chunked',
      'chunked, identity',
      'chunked,',
      'chunked;a=b',
      '"chunked"',
      'xchunked',
      'chunkedx',
      'chun ked',
      'chunked chunked',
      '\xa0chunked',
      'chunked\x85',
      'ch\xf5nked',
      '',
      ',',
    ].map((coding) => ({
      name: `answers 400 to ${JSON.stringify(coding)}: the end of the content cannot be told (§6.3)`,
      octets: post([`Transfer-Encoding: ${coding}`], HELLO),
      ...REFUSED,
    })),
    {
      name: 'refuses chunked and then gzip in another line',
      octets: post([CHUNKED, 'Transfer-Encoding: gzip'], HELLO),
      ...REFUSED,
    },
    {
      name: 'refuses gzip and then chunked in another line',
      octets: post(['Transfer-Encoding: gzip', CHUNKED], HELLO),
      ...REFUSED,
    },
    { name: 'refuses chunked twice', octets: post([CHUNKED, CHUNKED], HELLO), ...REFUSED },
    {
      name: 'refuses chunked twice in other letters',
      octets: post([CHUNKED, CHUNKED.toLowerCase()], HELLO),
      ...REFUSED,
    },
    {
      name: 'refuses chunked beside an empty line of it',
      octets: post(['Transfer-Encoding:', CHUNKED], HELLO),
      ...REFUSED,
    },
    {
      name: 'refuses a control before it',
      octets: post(['Transfer-Encoding: \x0bchunked'], HELLO),
      ...REFUSED,
    },
    {
      name: 'refuses a control behind it',
      octets: post(['Transfer-Encoding: chunked\0'], HELLO),
      ...REFUSED,
    },
    {
      name: 'refuses a blank before its colon',
      octets: post(['Transfer-Encoding : chunked'], HELLO),
      ...REFUSED,
    },
    {
      name: 'refuses it in HTTP/1.0',
      octets: `POST / HTTP/1.0\r\nHost: a\r\n${CHUNKED}\r\n\r\n${HELLO}`,
      ...REFUSED,
    },
    {
      name: 'refuses it in HTTP/1.0 that would stay open',
      octets: `POST / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n${CHUNKED}\r\n\r\n${HELLO}`,
      ...REFUSED,
    },
    { name: 'refuses it beside a length', octets: post([LENGTH, CHUNKED], HELLO), ...REFUSED },
    { name: 'refuses it before a length', octets: post([CHUNKED, LENGTH], HELLO), ...REFUSED },
    {
      name: 'refuses it beside a length of 0',
      octets: post([CHUNKED, 'Content-Length: 0'], HELLO),
      ...REFUSED,
    },
    {
      name: 'refuses it beside an empty length',
      octets: post([CHUNKED, 'Content-Length:'], HELLO),
      ...REFUSED,
    },
    {
      name: 'refuses an unknown coding beside a length',
      octets: post([LENGTH, 'Transfer-Encoding: x'], 'hello'),
      ...REFUSED,
    },
    {
      name: 'refuses an empty coding beside a length',
      octets: post([LENGTH, 'Transfer-Encoding:'], 'hello'),
      ...REFUSED,
    },
    {
      name: 'takes no name that merely looks like it',
      octets: post(
        [LENGTH, 'Transfer_Encoding: chunked', 'Transfer-Encodings: chunked', 'X-Transfer-Encoding: chunked'],
        'hello',
      ),
      ...READ,
    },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §6.2 Content-Length', () => {
  it.each<Case>([
    ...['5', '05', '0000000000000005', ' 5 ', '\t5\t'].map((length) => ({
      name: `takes ${JSON.stringify(length)}`,
      octets: post([`Content-Length:${length}`], 'hello'),
      ...READ,
    })),
    { name: 'takes 0', octets: post(['Content-Length: 0']), answers: [200], seen: [{ content: '' }] },
    {
      name: 'takes a length of two digits and then the next request',
      octets: post(['content-length: 12'], 'hello, world') + get(),
      answers: [200, 200],
      seen: [{ content: 'hello, world' }, { content: '' }],
    },
    {
      name: 'takes no name that merely looks like it',
      octets: get('Content_Length: 5', 'Content-Lengths: 5', 'X-Content-Length: 5', 'Content-Lengthx: 5'),
      answers: [200],
      seen: [{ content: '' }],
    },
    ...[
      '',
      '+5',
      '-5',
      '-0',
      '5 5',
      '5, 5',
      '5,5',
      '5,',
      ',5',
      '5, 6',
      '5;',
      '0x5',
      '5h',
      '5.0',
      '5e0',
      '1_0',
      '"5"',
      'five',
      '\xb5',
      '5\xa0',
      '\xa05',
      '5\0',
      '5\x0b',
      '00000000000000005',
      '9007199254740992',
      '18446744073709551621',
      '99999999999999999999999999',
      'Infinity',
      'NaN',
    ].map((length) => ({
      name: `refuses ${JSON.stringify(length)}`,
      octets: post([`Content-Length: ${length}`], 'hello'),
      ...REFUSED,
    })),
    { name: 'refuses two', octets: post([LENGTH, 'Content-Length: 6'], 'hello!'), ...REFUSED },
    { name: 'refuses two that are equal', octets: post([LENGTH, LENGTH], 'hello'), ...REFUSED },
    {
      name: 'refuses two, one of them empty',
      octets: post([LENGTH, 'Content-Length:'], 'hello'),
      ...REFUSED,
    },
    {
      name: 'refuses two in different letters',
      octets: post([LENGTH, 'CONTENT-LENGTH: 6'], 'hello!'),
      ...REFUSED,
    },
    {
      name: 'refuses two, far apart',
      octets: post([LENGTH, ...Array<string>(20).fill('x-a: b'), LENGTH], 'hello'),
      ...REFUSED,
    },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §6.3 Message Body Length', () => {
  it.each<Case>([
    {
      name: 'ends one message where the next begins',
      octets: post([LENGTH], 'hello') + post([CHUNKED], HELLO) + post([]) + post([LENGTH], 'world'),
      answers: [200, 200, 200, 200],
      seen: [{ content: 'hello' }, { content: 'hello' }, { content: '' }, { content: 'world' }],
    },
    {
      name: 'takes what is more than the length for the next request',
      octets: post(['Content-Length: 4'], 'hello'),
      answers: [200],
      seen: [{ content: 'hell' }],
      ends: true,
    },
    {
      name: 'takes what follows the last chunk for the next request',
      octets: `${post([CHUNKED], HELLO)}G=T / HTTP/1.1\r\n\r\n`,
      answers: [200, 400],
    },
    {
      name: 'reads a length in HTTP/1.0',
      octets: `POST / HTTP/1.0\r\nHost: a\r\n${LENGTH}\r\n\r\nhello`,
      closes: true,
      ...READ,
    },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §11.2 Request Smuggling', () => {
  const inner = 'GET /inner HTTP/1.1\r\nHost: a\r\n\r\n'
  it.each<Case>([
    {
      name: 'CL.TE: refuses a length that reaches past the last chunk',
      octets: post([`Content-Length: ${5 + inner.length}`, CHUNKED], `0\r\n\r\n${inner}`),
      ...REFUSED,
    },
    {
      name: 'TE.CL: refuses a length that ends within a chunk',
      octets: post(['Content-Length: 4', CHUNKED], `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`),
      ...REFUSED,
    },
    {
      name: 'TE.TE: refuses a disguised transfer coding beside a length',
      octets: post(['Content-Length: 4', 'Transfer-Encoding: xchunked'], `0\r\n\r\n${inner}`),
      ...REFUSED,
    },
    {
      name: 'TE.0: refuses an unknown transfer coding alone',
      octets: post(['Transfer-Encoding: x'], inner),
      ...REFUSED,
    },
    {
      name: 'CL.0: takes the content of a GET for content',
      octets: get(`Content-Length: ${inner.length}`) + inner,
      answers: [200],
      seen: [{ path: '/', content: inner }],
    },
    {
      name: '0.CL: refuses a length whose name is hidden by a blank',
      octets: post([`Content-Length : ${inner.length}`], inner),
      ...REFUSED,
    },
    {
      name: 'refuses a length that is hidden in a folded line',
      octets: post(['x-a: b', ` Content-Length: ${inner.length}`], inner),
      ...REFUSED,
    },
    {
      name: 'refuses a length that is hidden behind a lone LF',
      octets: post([`x-a: b\nContent-Length: ${inner.length}`], inner),
      ...REFUSED,
    },
    {
      name: 'refuses a transfer coding that is hidden behind a lone CR',
      octets: post(['x-a: b\rTransfer-Encoding: chunked'], HELLO),
      ...REFUSED,
    },
    {
      name: 'lets Connection name neither of the two away',
      octets: post([LENGTH, 'Connection: Content-Length, Transfer-Encoding'], 'hello'),
      ...READ,
    },
  ])('$name', (given) => expectCase(given))
})
