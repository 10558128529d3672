/*
 * The cases of Http11Probe (https://github.com/MDA2AV/Http11Probe) on what may be sent: facts taken from there, in our words.
 * Its verdicts have three degrees; what it only tolerates is not passed here. Ids are its own, without RFC numbers.
 */
import type { Difference, Verdicts } from './judges-verdict.ts'
import { get, post } from './rfc9112-cases.ts'

const WEBSOCKET = ['Upgrade: websocket', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']
const CHUNKED = 'Transfer-Encoding: chunked'
const END = '0\r\n\r\n'

function line(requestLine: string, ...lines: string[]): string {
  return [requestLine, ...lines, '', ''].join('\r\n')
}

/** A request line in front of an ordinary Host. */
function start(requestLine: string, ...lines: string[]): string {
  return line(requestLine, 'Host: a', ...lines)
}

function chunks(content: string): string {
  return post([CHUNKED], content)
}

export const HTTP11PROBE: readonly Verdicts[] = [
  {
    passes: ['200'],
    cases: {
      'COMP-BASELINE': get(),
      'COMP-OPTIONS-STAR': start('OPTIONS * HTTP/1.1'),
      'COMP-ABSOLUTE-FORM': start('GET http://a/ HTTP/1.1'),
      'COMP-POST-CL-BODY': [post(['Content-Length: 5'], 'hello'), 'hello'],
      'COMP-POST-CL-ZERO': post(['Content-Length: 0']),
      'COMP-POST-NO-CL-NO-TE': post([]),
      'COMP-CHUNKED-BODY': [chunks(`5\r\nhello\r\n${END}`), 'hello'],
      'COMP-CHUNKED-MULTI': [chunks(`5\r\nhello\r\n6\r\n world\r\n${END}`), 'hello world'],
      'COMP-CHUNKED-EMPTY': chunks(END),
      'COMP-CHUNKED-EXTENSION': [chunks(`5;ext=value\r\nhello\r\n${END}`), 'hello'],
      'COMP-CHUNKED-TRAILER-VALID': [chunks('5\r\nhello\r\n0\r\nX-Checksum: abc\r\n\r\n'), 'hello'],
      'COMP-CHUNKED-HEX-UPPERCASE': [chunks(`A\r\nhelloworld\r\n${END}`), 'helloworld'],
      'COMP-RANGE-POST': [post(['Content-Length: 5', 'Range: bytes=0-10'], 'hello'), 'hello'],
      'COMP-RANGE-INVALID': get('Range: bytes=abc-xyz'),
      'COMP-POST-UNSUPPORTED-CT': [
        post(['Content-Length: 5', 'Content-Type: application/x-nonsense'], 'hello'),
        'hello',
      ],
      'COMP-LONG-URL-OK': start(`GET /${'a'.repeat(7900)} HTTP/1.1`),
      'COOK-ECHO': get('Cookie: foo=bar'),
    },
  },
  {
    // Whatever it is, no 101.
    passes: ['200', '400', '405', '426', '501'],
    cases: {
      'COMP-UPGRADE-POST': post(['Connection: Upgrade', ...WEBSOCKET, 'Sec-WebSocket-Version: 13']),
      'COMP-UPGRADE-MISSING-CONN': get(...WEBSOCKET, 'Sec-WebSocket-Version: 13'),
      'COMP-UPGRADE-UNKNOWN': get('Connection: Upgrade', 'Upgrade: totally-made-up/1.0'),
      'COMP-UPGRADE-HTTP10': start(
        'GET / HTTP/1.0',
        'Connection: Upgrade',
        ...WEBSOCKET,
        'Sec-WebSocket-Version: 13',
      ),
    },
  },
  {
    passes: ['426', '400'],
    cases: {
      'COMP-UPGRADE-INVALID-VER': get('Connection: Upgrade', ...WEBSOCKET, 'Sec-WebSocket-Version: 99'),
    },
  },
  {
    passes: ['400'],
    cases: {
      'BARE-LF-REQUEST-LINE': 'GET / HTTP/1.1\nHost: a\r\n\r\n',
      'BARE-LF-HEADER': 'GET / HTTP/1.1\r\nHost: a\nX-Test: value\r\n\r\n',
      'OBS-FOLD': get('X-Test: value', ' continued'),
      'SP-BEFORE-COLON': get('X-Test : value'),
      'MULTI-SP-REQUEST-LINE': start('GET  / HTTP/1.1'),
      'MISSING-HOST': line('GET / HTTP/1.1'),
      'EMPTY-HEADER-NAME': get(': empty-name'),
      'CR-ONLY-LINE-ENDING': 'GET / HTTP/1.1\rHost: a\r\n\r\n',
      'MISSING-TARGET': start('GET HTTP/1.1'),
      'FRAGMENT-IN-TARGET': start('GET /path#frag HTTP/1.1'),
      'INVALID-HEADER-NAME': get('Bad[Name: value'),
      'HEADER-NO-COLON': get('NoColonHere'),
      'DUPLICATE-HOST': get('Host: other.example.com'),
      'CL-NON-NUMERIC': post(['Content-Length: abc']),
      'CL-PLUS-SIGN': post(['Content-Length: +5'], 'hello'),
      'COMP-WHITESPACE-BEFORE-HEADERS': line('GET / HTTP/1.1', ' ', 'Host: a'),
      'COMP-DUPLICATE-HOST-SAME': get('Host: a'),
      'COMP-HOST-WITH-USERINFO': line('GET / HTTP/1.1', 'Host: user@a'),
      'COMP-HOST-WITH-PATH': line('GET / HTTP/1.1', 'Host: a/path'),
      'COMP-ASTERISK-WITH-GET': start('GET * HTTP/1.1'),
      'COMP-LEADING-CRLF': `\r\n\r\n${get()}`,
      'COMP-GET-WITH-CL-BODY': [`${get('Content-Length: 5')}hello`, 'hello'],
      'COMP-HOST-EMPTY-VALUE': line('GET / HTTP/1.1', 'Host: '),
      'COMP-REQUEST-LINE-TAB': start('GET\t/ HTTP/1.1'),
      'COMP-VERSION-MISSING-MINOR': start('GET / HTTP/1'),
      'COMP-VERSION-LEADING-ZEROS': start('GET / HTTP/01.01'),
      'COMP-VERSION-WHITESPACE': start('GET / HTTP/ 1.1'),
      'COMP-VERSION-CASE': start('GET / http/1.1'),
      'COMP-HTTP10-NO-HOST': line('GET / HTTP/1.0'),
      'COMP-SPACE-IN-TARGET': start('GET /pa th HTTP/1.1'),
      'COMP-DUPLICATE-CT': post(
        ['Content-Length: 5', 'Content-Type: text/plain', 'Content-Type: text/html'],
        'hello',
      ),
      'MAL-BINARY-GARBAGE': String.fromCharCode(
        ...Array.from({ length: 256 }, (_, i) => (i * 167 + 200) & 0xff),
      ),
      'MAL-NUL-IN-URL': start('GET /\0test HTTP/1.1'),
      'MAL-CONTROL-CHARS-HEADER': get('X-Test: abc\x07\x08\x0bdef'),
      'MAL-NON-ASCII-HEADER-NAME': get('X-T\xc3\xabst: value'),
      'MAL-NON-ASCII-URL': start('GET /caf\xc3\xa9 HTTP/1.1'),
      'MAL-CL-OVERFLOW': post(['Content-Length: 99999999999999999999']),
      'MAL-WHITESPACE-ONLY-LINE': '   \r\n\r\n',
      'MAL-NUL-IN-HEADER-VALUE': get('X-Test: val\0ue'),
      'MAL-CHUNK-SIZE-OVERFLOW': chunks(`FFFFFFFFFFFFFFFF0\r\nhello\r\n${END}`),
      'MAL-CL-EMPTY': post(['Content-Length: ']),
      'MAL-CL-TAB-BEFORE-VALUE': [post(['Content-Length:\t5'], 'hello'), 'hello'],
      'MAL-URL-BACKSLASH': start('GET /path\\file HTTP/1.1'),
      'MAL-URL-OVERLONG-UTF8': start('GET /\xc0\xaf HTTP/1.1'),
      'MAL-URL-PERCENT-NULL': start('GET /path%00.html HTTP/1.1'),
      'MAL-URL-PERCENT-CRLF': start('GET /path%0d%0aX-Injected:%20true HTTP/1.1'),
      'MAL-RANGE-OVERLAPPING': get(`Range: bytes=${Array(1000).fill('0-').join(',')}`),
      'NORM-UNDERSCORE-CL': post(['Content-Length: 11', 'Content_Length: 99'], 'hello world'),
      'NORM-SP-BEFORE-COLON-CL': post(['Content-Length: 11', 'Content-Length : 5'], 'hello world'),
      'NORM-TAB-IN-NAME': post(['Content-Length: 11', 'Content\tLength: 99'], 'hello world'),
      'NORM-CASE-TE': post(['Content-Length: 11', 'TRANSFER-ENCODING: chunked'], 'hello world'),
      'NORM-UNDERSCORE-TE': post(['Content-Length: 11', 'Transfer_Encoding: chunked'], 'hello world'),
    },
  },
  {
    passes: ['400', '505'],
    cases: {
      'INVALID-VERSION': start('GET / HTTP/9.9'),
      'MAL-H2-PREFACE': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    },
  },
  {
    passes: ['400', '405', '501'],
    cases: {
      'COMP-UNKNOWN-TE-501': post(['Transfer-Encoding: gzip']),
      'COMP-METHOD-CONNECT': line('CONNECT example.com:443 HTTP/1.1', 'Host: example.com:443'),
      'COMP-METHOD-CASE': start('get / HTTP/1.1'),
      'COMP-METHOD-TRACE': start('TRACE / HTTP/1.1'),
      'COMP-TRACE-WITH-BODY': `${start('TRACE / HTTP/1.1', 'Content-Length: 5')}hello`,
      'COMP-TRACE-SENSITIVE': start('TRACE / HTTP/1.1', 'Authorization: Bearer secret-token-123'),
      'COMP-UNKNOWN-METHOD': start('FOOBAR / HTTP/1.1'),
    },
  },
  { passes: ['417'], cases: { 'COMP-EXPECT-UNKNOWN': get('Expect: 200-ok') } },
  // Nothing is right: whatever is answered, it warns.
  { passes: [], cases: { 'COMP-HTTP12-VERSION': start('GET / HTTP/1.2') } },
  { passes: ['406'], cases: { 'COMP-ACCEPT-NONSENSE': get('Accept: application/x-nonsense') } },
  {
    passes: ['400', '414', '431'],
    cases: {
      'MAL-LONG-URL': start(`GET /${'A'.repeat(100_000)} HTTP/1.1`),
      'MAL-LONG-METHOD': start(`${'A'.repeat(100_000)} / HTTP/1.1`),
      'MAL-LONG-HEADER-VALUE': get(`X-Big: ${'B'.repeat(100_000)}`),
      'MAL-LONG-HEADER-NAME': get(`${'A'.repeat(100_000)}: val`),
      'MAL-MANY-HEADERS': get(...Array.from({ length: 10_000 }, (_, i) => `X-H-${i}: value`)),
      'MAL-CHUNK-EXT-64K': chunks(`5;ext=${'a'.repeat(65_536)}\r\nhello\r\n${END}`),
      'COOK-OVERSIZED': get(`Cookie: big=${'A'.repeat(65_536)}`),
    },
  },
  {
    passes: ['200', '400', '431'],
    cases: {
      'COOK-EMPTY': get('Cookie: '),
      'COOK-NUL': get('Cookie: foo=\0bar'),
      'COOK-CONTROL-CHARS': get('Cookie: foo=\x01\x02\x03'),
      'COOK-MANY-PAIRS': get(`Cookie: ${Array.from({ length: 1000 }, (_, i) => `k${i}=v${i}`).join('; ')}`),
      'COOK-MALFORMED': get('Cookie: ===;;;'),
      'COOK-MULTI-HEADER': get('Cookie: a=1', 'Cookie: b=2'),
    },
  },
  {
    // Nothing is there yet that could be answered.
    passes: ['wait', '400', 'close'],
    cases: {
      'HTTP09-REQUEST': 'GET /\r\n',
      'COMP-POST-CL-UNDERSEND': post(['Content-Length: 10'], 'hello'),
      'COMP-CHUNKED-NO-FINAL': chunks('5\r\nhello\r\n'),
      'MAL-INCOMPLETE-REQUEST': 'GET / HTTP/1.1\r\nHost: a\r\nX-Test: value',
      'MAL-EMPTY-REQUEST': '',
      'MAL-POST-CL-HUGE-NO-BODY': post(['Content-Length: 999999999']),
    },
  },
]

/** Where it warns of what we do, or wants something else. */
export const HTTP11PROBE_DIFFERENCES: readonly Difference[] = [
  {
    ids: [
      'COMP-METHOD-CASE',
      'COMP-UNKNOWN-METHOD',
      'COMP-METHOD-TRACE',
      'COMP-TRACE-WITH-BODY',
      'COMP-TRACE-SENSITIVE',
    ],
    does: '200',
    because:
      'Which methods there are is for the application to say (RFC 9110 §9.1): any token reaches it, TRACE as well.',
  },
  {
    ids: ['COMP-ACCEPT-NONSENSE', 'MAL-RANGE-OVERLAPPING'],
    does: '200',
    because: 'Representations and ranges are for the application to choose (RFC 9110 §12.5.1, §14.2).',
  },
  {
    ids: ['COMP-UPGRADE-INVALID-VER'],
    does: '200',
    because:
      'A server may ignore Upgrade (RFC 9110 §7.8), and this application does; middleware for WebSocket answers 426.',
  },
  {
    ids: ['COMP-GET-WITH-CL-BODY'],
    does: '200',
    because: 'Content of GET has no meaning, but is framed like any other (RFC 9110 §9.3.1, RFC 9112 §6).',
  },
  {
    ids: ['COMP-HTTP10-NO-HOST'],
    does: '200',
    because: 'HTTP/1.0 knows no Host (RFC 9112 §3.2 demands it of HTTP/1.1).',
  },
  {
    ids: ['COMP-HTTP12-VERSION'],
    does: '505',
    because: 'There is no HTTP/1.2. RFC 9110 §2.5 would have it taken for 1.1, which is a SHOULD.',
  },
  {
    ids: ['MAL-CL-TAB-BEFORE-VALUE'],
    does: '200',
    because: 'Tabs around a value are white space like blanks (RFC 9110 §5.5, §5.6.3).',
  },
  {
    ids: ['MAL-URL-BACKSLASH', 'MAL-URL-PERCENT-NULL', 'MAL-URL-PERCENT-CRLF'],
    does: '200',
    because:
      'Paths reach the application as they came. What is encoded stays encoded; a backslash is no octet of URIs, but browsers ' +
      'send some of those (RFC 9112 §3.2).',
  },
  {
    ids: ['NORM-UNDERSCORE-CL', 'NORM-UNDERSCORE-TE'],
    does: '200',
    because:
      'Content_Length is another field than Content-Length (RFC 9110 §5.6.2): it stays what it is, and frames nothing.',
  },
  {
    ids: ['MAL-POST-CL-HUGE-NO-BODY'],
    does: '413',
    because: 'The application reads no more than a limit, and says so at once (RFC 9110 §15.5.14).',
  },
]
