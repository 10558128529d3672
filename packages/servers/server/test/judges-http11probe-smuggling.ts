/*
 * The cases of Http11Probe (https://github.com/MDA2AV/Http11Probe) on framing: facts taken from there, in our words. What it
 * sends in two steps arrives at once here, which is no different to a server that keeps requests apart.
 */
import type { Difference, Verdicts } from './judges-verdict.ts'
import { chunked, get, post } from './rfc9112-cases.ts'

const CHUNKED = 'Transfer-Encoding: chunked'
const END = '0\r\n\r\n'
const HELLO = `5\r\nhello\r\n${END}`
const TEN = 'Content-Length: 10'
const FIVE = 'Content-Length: 5'
const POISON = `${END}${get()}`
const POISON_LENGTH = `Content-Length: ${POISON.length}`

/** A method other than POST, with content. */
function request(method: string, lines: readonly string[], content: string): string {
  return post(lines, content).replace('POST', method)
}

/** Chunks with a trailer section. */
function withTrailer(line: string): string {
  return chunked(`5\r\nhello\r\n0\r\n${line}\r\n\r\n`)
}

/** Content that is a request where only the length counts. */
function poisoned(...lines: string[]): string {
  return post(lines, POISON)
}

export const SMUGGLING: readonly Verdicts[] = [
  {
    passes: ['400'],
    cases: {
      'SMUG-CL-TE-BOTH': post(['Content-Length: 23', CHUNKED], `D\r\nhello-bananas\r\n${END}`),
      'SMUG-DUPLICATE-CL': post([FIVE, TEN], 'helloworld'),
      'SMUG-CL-LEADING-ZEROS': [post(['Content-Length: 005'], 'hello'), 'hello'],
      'SMUG-TE-SP-BEFORE-COLON': post(['Transfer-Encoding : chunked', FIVE], 'hello'),
      'SMUG-CL-NEGATIVE': post(['Content-Length: -1']),
      'SMUG-CLTE-PIPELINE': post(['Content-Length: 4', CHUNKED], END),
      'SMUG-TECL-PIPELINE': post([CHUNKED, 'Content-Length: 30'], END),
      'SMUG-CL-TRAILING-SPACE': [post(['Content-Length: 5 '], 'hello'), 'hello'],
      'SMUG-TE-DOUBLE-CHUNKED': post(['Transfer-Encoding: chunked, chunked', FIVE], 'hello'),
      'SMUG-CL-EXTRA-LEADING-SP': [post(['Content-Length:  5'], 'hello'), 'hello'],
      'SMUG-TE-CASE-MISMATCH': post(['Transfer-Encoding: Chunked', FIVE], 'hello'),
      'SMUG-CL-COMMA-DIFFERENT': post(['Content-Length: 5, 10'], 'hello'),
      'SMUG-TE-NOT-FINAL-CHUNKED': post(['Transfer-Encoding: chunked, gzip'], END),
      'SMUG-TE-HTTP10': post([CHUNKED, FIVE], 'hello').replace('HTTP/1.1', 'HTTP/1.0'),
      'SMUG-CHUNK-BARE-SEMICOLON': chunked(`5;\r\nhello\r\n${END}`),
      'SMUG-CHUNK-EXT-INVALID-TOKEN': chunked(`5;bad[=x\r\nhello\r\n${END}`),
      'SMUG-BARE-CR-HEADER-VALUE': post([FIVE, 'X-Test: val\rue'], 'hello'),
      'SMUG-CL-OCTAL': post(['Content-Length: 0o5'], 'hello'),
      'SMUG-CHUNK-UNDERSCORE': chunked(`1_0\r\nhello world!!!!!\r\n${END}`),
      'SMUG-TE-EMPTY-VALUE': post(['Transfer-Encoding: ', FIVE], 'hello'),
      'SMUG-TE-LEADING-COMMA': post(['Transfer-Encoding: , chunked', FIVE], 'hello'),
      'SMUG-TE-DUPLICATE-HEADERS': post([CHUNKED, 'Transfer-Encoding: identity', FIVE], 'hello'),
      'SMUG-CHUNK-HEX-PREFIX': chunked(`0x${HELLO}`),
      'SMUG-CHUNK-SIZE-PLUS': chunked(`+${HELLO}`),
      'SMUG-CHUNK-SIZE-TRAILING-OWS': chunked(`5 \r\nhello\r\n${END}`),
      'SMUG-CL-HEX-PREFIX': post(['Content-Length: 0x5'], 'hello'),
      'SMUG-CL-INTERNAL-SPACE': post(['Content-Length: 1 0'], 'hello12345'),
      'SMUG-CHUNK-LEADING-SP': chunked(` ${HELLO}`),
      'SMUG-CHUNK-MISSING-TRAILING-CRLF': chunked(`5\r\nhello${END}`),
      'SMUG-CHUNK-EXT-LF': chunked(`5;\nhello\r\n${END}`),
      'SMUG-CHUNK-SPILL': chunked(`5\r\nhello!!\r\n${END}`),
      'SMUG-CHUNK-LF-TERM': chunked(`5\r\nhello\n${END}`),
      'SMUG-CHUNK-EXT-CTRL': chunked(`5;\0ext\r\nhello\r\n${END}`),
      'SMUG-CHUNK-EXT-CR': chunked(`5;a\rX\r\nhello\r\n${END}`),
      'SMUG-TE-VTAB': post(['Transfer-Encoding: \x0bchunked', FIVE], 'hello'),
      'SMUG-TE-FORMFEED': post(['Transfer-Encoding: \x0cchunked', FIVE], 'hello'),
      'SMUG-TE-NULL': post(['Transfer-Encoding: chunked\0', FIVE], 'hello'),
      'SMUG-CHUNK-LF-TRAILER': chunked('5\r\nhello\r\n0\r\n\n'),
      'SMUG-CHUNK-NEGATIVE': chunked(`-1\r\nhello\r\n${END}`),
      'SMUG-TRANSFER_ENCODING': [post(['Transfer_Encoding: chunked', FIVE], 'hello'), 'hello'],
      'SMUG-CL-COMMA-SAME': post(['Content-Length: 5, 5'], 'hello'),
      'SMUG-CL-COMMA-TRIPLE': post(['Content-Length: 5, 5, 5'], 'hello'),
      'SMUG-CHUNKED-WITH-PARAMS': post(['Transfer-Encoding: chunked;ext=val', FIVE], 'hello'),
      'SMUG-EXPECT-100-CL': [post([FIVE, 'Expect: 100-continue'], 'hello'), 'hello'],
      'SMUG-TRAILER-CL': withTrailer('Content-Length: 50'),
      'SMUG-TRAILER-TE': withTrailer(CHUNKED),
      'SMUG-TRAILER-HOST': withTrailer('Host: evil.example.com'),
      'SMUG-TRAILER-AUTH': withTrailer('Authorization: Bearer evil'),
      'SMUG-TRAILER-CONTENT-TYPE': withTrailer('Content-Type: text/evil'),
      'SMUG-HEAD-CL-BODY': request('HEAD', [FIVE], 'hello'),
      'SMUG-OPTIONS-CL-BODY': [request('OPTIONS', [FIVE], 'hello'), 'hello'],
      'SMUG-CL-UNDERSCORE': post(['Content-Length: 1_0'], 'helloworld'),
      'SMUG-CL-NEGATIVE-ZERO': post(['Content-Length: -0']),
      'SMUG-CL-DOUBLE-ZERO': post(['Content-Length: 00']),
      'SMUG-CL-LEADING-ZEROS-OCTAL': [post(['Content-Length: 0200'], 'A'.repeat(200)), 'A'.repeat(200)],
      'SMUG-TE-OBS-FOLD': post(['Transfer-Encoding:', ' chunked', FIVE], 'hello'),
      'SMUG-TE-TRAILING-COMMA': post(['Transfer-Encoding: chunked,', FIVE], 'hello'),
      'SMUG-TE-TAB-BEFORE-VALUE': post(['Transfer-Encoding:\tchunked', FIVE], 'hello'),
      'SMUG-ABSOLUTE-URI-HOST-MISMATCH': get().replace('/', 'http://other.example.com/'),
      'SMUG-MULTIPLE-HOST-COMMA': get().replace('Host: a', 'Host: a, other.example.com'),
      'SMUG-CHUNK-BARE-CR-TERM': chunked(`5\rhello\r\n${END}`),
    },
  },
  {
    passes: ['400', '501'],
    cases: {
      'SMUG-TE-XCHUNKED': post(['Transfer-Encoding: xchunked', FIVE], 'hello'),
      'SMUG-TE-TRAILING-SPACE': post(['Transfer-Encoding: chunked ', FIVE], 'hello'),
      'SMUG-TE-IDENTITY': post(['Transfer-Encoding: identity', FIVE], 'hello'),
    },
  },
  {
    // Whatever is answered, the connection ends: no second answer.
    passes: ['400', '200'],
    cases: {
      'SMUG-CLTE-CONN-CLOSE': post([FIVE, CHUNKED], END) + get(),
      'SMUG-TECL-CONN-CLOSE': post([CHUNKED, FIVE], END) + get(),
      'SMUG-OPTIONS-TE-OBS-FOLD':
        request('OPTIONS', ['Transfer-Encoding:', ' chunked', FIVE], 'hello') + get(),
      'SMUG-CLTE-DESYNC': post(['Content-Length: 6', CHUNKED], `${END}X`) + get(),
      'SMUG-TECL-DESYNC': post([CHUNKED, 'Content-Length: 30'], `${END}X`) + get(),
      'SMUG-CHUNK-INVALID-SIZE-DESYNC': chunked('+0\r\n\r\nX') + get(),
    },
  },
  {
    passes: ['400'],
    cases: {
      'SMUG-CLTE-SMUGGLED-GET': poisoned(POISON_LENGTH, CHUNKED),
      'SMUG-CLTE-SMUGGLED-GET-CL-PLUS': poisoned(`Content-Length: +${POISON.length}`, CHUNKED),
      'SMUG-CLTE-SMUGGLED-GET-CL-NON-NUMERIC': poisoned(`${POISON_LENGTH}x`, CHUNKED),
      'SMUG-CLTE-SMUGGLED-GET-TE-OBS-FOLD': poisoned('Transfer-Encoding:', ' chunked', POISON_LENGTH),
      'SMUG-CLTE-SMUGGLED-HEAD': post(
        [`Content-Length: ${POISON.length + 1}`, CHUNKED],
        END + get().replace('GET', 'HEAD'),
      ),
      'SMUG-CLTE-SMUGGLED-GET-TE-TRAILING-SPACE': poisoned(POISON_LENGTH, 'Transfer-Encoding: chunked '),
      'SMUG-CLTE-SMUGGLED-GET-TE-LEADING-COMMA': poisoned(POISON_LENGTH, 'Transfer-Encoding: , chunked'),
      'SMUG-CLTE-SMUGGLED-GET-TE-CASE-MISMATCH': poisoned(POISON_LENGTH, 'Transfer-Encoding: Chunked'),
      'SMUG-TE-DUPLICATE-HEADERS-SMUGGLED-GET': poisoned(
        CHUNKED,
        'Transfer-Encoding: identity',
        POISON_LENGTH,
      ),
      'SMUG-TECL-SMUGGLED-GET': post(
        [CHUNKED, 'Content-Length: 4'],
        `2e\r\n${get('Content-Length: 7')}\r\n${END}`,
      ),
      'SMUG-DUPLICATE-CL-SMUGGLED-GET': post(
        ['Content-Length: 4', `Content-Length: ${4 + get().length}`],
        `PING${get()}`,
      ),
    },
  },
  {
    // Content is content: two requests, two answers.
    passes: ['200 200'],
    cases: {
      'SMUG-GET-CL-PREFIX-DESYNC': [
        `${get('Content-Length: 25')}GET / HTTP/1.1\r\nHost: a\r\n${get()}`,
        'GET / HTTP/1.1\r\nHost: a\r\n',
      ],
      'SMUG-GET-CL-BODY-DESYNC': [`${get(FIVE)}hello${get()}`, 'hello', 'ok'],
      'SMUG-OPTIONS-CL-BODY-DESYNC': [request('OPTIONS', [FIVE], 'hello') + get(), 'hello', 'ok'],
      'SMUG-PIPELINE-SAFE': get() + get(),
    },
  },
  {
    passes: ['400', '417', '200 200', '100 200 200'],
    cases: {
      'SMUG-EXPECT-100-CL-DESYNC': post([FIVE, 'Expect: 100-continue'], 'hello') + get(),
    },
  },
  { passes: ['400', '200'], cases: { 'SMUG-CL0-BODY-POISON': post(['Content-Length: 0'], 'X') + get() } },
]

/** Where it warns of what we do, or wants something else. */
export const SMUGGLING_DIFFERENCES: readonly Difference[] = [
  {
    ids: ['SMUG-CL-LEADING-ZEROS', 'SMUG-CL-DOUBLE-ZERO', 'SMUG-CL-LEADING-ZEROS-OCTAL'],
    does: '200',
    because: 'A length is digits, and decimal (RFC 9110 §8.6).',
  },
  {
    ids: ['SMUG-CL-TRAILING-SPACE', 'SMUG-CL-EXTRA-LEADING-SP'],
    does: '200',
    because: 'White space around a value is no part of it (RFC 9110 §5.5).',
  },
  {
    ids: ['SMUG-TRANSFER_ENCODING'],
    does: '200',
    because:
      'Transfer_Encoding is another field than Transfer-Encoding (RFC 9110 §5.6.2), and frames nothing.',
  },
  {
    ids: ['SMUG-EXPECT-100-CL', 'SMUG-HEAD-CL-BODY', 'SMUG-OPTIONS-CL-BODY'],
    does: '200',
    because: 'Content is framed alike for all methods (RFC 9112 §6), and read to its end.',
  },
  {
    ids: ['SMUG-TRAILER-CONTENT-TYPE'],
    does: '200',
    because:
      'It is dropped with the whole trailer section, as RFC 9112 §7.1.2 allows; trailers of framing and routing are refused.',
  },
  {
    ids: ['SMUG-ABSOLUTE-URI-HOST-MISMATCH'],
    does: '200',
    because:
      'The target counts, and Host is ignored (RFC 9112 §3.2.2, a MUST): the application sees the one that counts.',
  },
  {
    ids: ['SMUG-CL0-BODY-POISON'],
    does: '200 200',
    because: 'Behind content of no octets comes the next request, and XGET is a method (RFC 9110 §9.1).',
  },
]
