/*
 * The cases of gunicorn's parser tests (https://github.com/benoitc/gunicorn, tests/requests): facts taken from there, in our
 * words. Ids are the names of its files. Where it sends no Host over HTTP/1.1, ours has one, so that only the case itself
 * remains; where it fills a limit, ours fills that of this server.
 */
import { Buffer } from 'node:buffer'
import type { Difference, Verdicts } from './judges-verdict.ts'
import { chunked, get, post } from './rfc9112-cases.ts'

const CHUNKED = 'Transfer-Encoding: chunked'
const HELLO_WORLD = '5\r\nhello\r\n6\r\n world\r\n'
const END = '0\r\n\r\n'
const HELLO = `5\r\nhello\r\n${END}`
const JSON_CONTENT = '{"nom": "nom"}'
const SECOND = 'GET /second HTTP/1.1\r\nHost: a\r\n\r\n'

/** A request line, then lines, then content. */
function old(requestLine: string, lines: readonly string[] = [], content = ''): string {
  return [`${requestLine} HTTP/1.0`, ...lines, '', content].join('\r\n')
}

/** A request with that target. */
function target(value: string, method = 'GET'): string {
  return `${method} ${value} HTTP/1.1\r\nHost: a\r\n\r\n`
}

function withTrailer(line: string): string {
  return chunked(`5\r\nhello\r\n0\r\n${line}\r\n\r\n`)
}

export const GUNICORN_INVALID: readonly Verdicts[] = [
  {
    passes: ['400'],
    cases: {
      'invalid/002': 'GET HTTP/1.1\r\nHost: a\r\n\r\n',
      'invalid/003': 'GET\n/\nHTTP/1.1\r\nHost: a\r\n\r\n',
      'invalid/003b': target('/', 'bla:rgh'),
      'invalid/003c': target('/', '-bl'),
      'invalid/004': get().replace('HTTP/', 'FTP/'),
      'invalid/005': get('ba\0z: bar'),
      'invalid/014': old('PUT /', ['CONTENT-LENGTH: -1'], '{"test": "-1}'),
      'invalid/015': old('POST /', ['CONTENT-LENGTH: bla-bla-bla'], '{"test": "-1}'),
      'invalid/016': target('s://]ufd/:', 'PUT'),
      'invalid/018': get().replace('1.1', '111'),
      'invalid/019': get('X-Forwarded-Proto: https', 'X-Forwarded-Ssl: off'),
      'invalid/020': `${get('Content-Length : 3')}xyz`,
      'invalid/021': `${get('Content-Length: 3', 'Content-Length: 2')}xyz`,
      'invalid/022': old('GET /', ['Content-Length: -0']),
      'invalid/023': old('GET /', ['Content-Length: 0_1']),
      'invalid/024': old('GET /', ['Content-Length: +1']),
      'invalid/040': old(
        'GET /',
        ['Transfer_Encoding: tricked', 'Content-Length: 7', 'Content_Length: -1E23'],
        'tricked',
      ),
      'invalid/041': get('Content-Type: application/json', 'Content-Type: text/html'),
      'invalid/042': get('Host: evil.example.com'),
      'invalid/chunked_01': chunked(`5\r\nhello\r\n6_0\r\n world\r\n${END}`) + SECOND,
      'invalid/chunked_02': post(['Content-Length: 12', 'Transfer-Encoding: \tchunked'], HELLO_WORLD),
      'invalid/chunked_05': post([CHUNKED], `${HELLO_WORLD}0\r\nVary: *\r\n\r\n`).replace('1.1', '1.0'),
      'invalid/chunked_07': post(['Transfer_Encoding: gzip', CHUNKED], HELLO_WORLD + END),
      'invalid/chunked_09': chunked('5\r\nhello\r\n0 \r\n\r\n'),
      'invalid/chunked_10': chunked('5\r\nhello\r\n 0\r\n\r\n'),
      'invalid/chunked_11': chunked(`5\n;\r\nhello\r\n${END}`),
      'invalid/chunked_12': chunked(` ;foo=bar\r\nhello\r\n${END}`),
      'invalid/chunked_13': chunked(`\r\nhello\r\n${END}`),
      'invalid/chunked_14': chunked(`5;ext=val\rue\r\nhello\r\n${END}`),
      'invalid/invalid_field_value_01': `${get('Newline: a\nContent-Length: 26')}GET / HTTP/1.1\nHost: x\r\n\r\n`,
      'invalid/nonascii_01': target('/', 'GET\xc3\x9f'),
      'invalid/nonascii_02': target('/', 'GET\xff'),
      'invalid/nonascii_03': get('Content-Length\xc3\x9f: 3', 'Content-Length: 3'),
      'invalid/nonascii_04': get('Content-Length\xff: 3', 'Content-Length: 3'),
      'invalid/obs_fold_01': get('Long: one', ' two'),
      'invalid/prefix_01': target('/', 'GET\0PROXY'),
      'invalid/prefix_02': target('/', 'GET\0'),
      'invalid/prefix_03': `${get('Content-Length: 0 1')}x`,
      'invalid/prefix_04': `${get('Content-Length: 3 1')}xyzabc123`,
      'invalid/prefix_05': target('/', 'GET:'),
      'invalid/prefix_06': get().replace('1.1', `${'1'.repeat(100)}.1`),
      'invalid/rfc9110_field_value_ctl_bel_01': get('X-Value: plain\x07injected'),
      'invalid/rfc9110_field_value_ctl_del_01': get('X-Value: plain\x7finjected'),
      'invalid/rfc9110_trailer_forbidden_cl_01': withTrailer('Content-Length: 99'),
      'invalid/rfc9110_trailer_forbidden_host_01': withTrailer('Host: evil.example.com'),
      'invalid/rfc9110_trailer_forbidden_te_01': withTrailer(CHUNKED),
      'invalid/rfc9112_chunked_size_minus_sign_01': chunked(`-${HELLO}`),
      'invalid/rfc9112_chunked_size_plus_sign_01': chunked(`+${HELLO}`),
      'invalid/rfc9112_smuggle_cl_list_form_01': post(['Content-Length: 5, 5'], 'hello'),
      'invalid/rfc9112_smuggle_cl_te_chunked_01': post(['Content-Length: 3', CHUNKED], END),
      'invalid/rfc9112_target_asterisk_non_options_01': target('*'),
      'invalid/rfc9112_target_authority_non_connect_01': target('example.com:443'),
      'invalid/rfc9112_target_relative_01': target('foo/bar'),
    },
  },
  {
    // Cut off: gunicorn waits for more, or complains at its end.
    passes: ['wait', '400', 'close'],
    cases: {
      'invalid/001': 'GET /foo/bar HTTP/1.0\r\nbaz\r\n',
      'invalid/rfc9112_chunked_missing_final_crlf_01': chunked('0\r\n'),
    },
  },
  {
    passes: ['400', '501'],
    cases: {
      'invalid/chunked_03': post(['Transfer-Encoding: identity, chunked, identity, chunked'], HELLO_WORLD),
      'invalid/chunked_04': post(
        [...Array(2).fill(['Transfer-Encoding: identity', CHUNKED]).flat()] as string[],
        HELLO_WORLD,
      ),
      'invalid/chunked_06': post([CHUNKED, 'Transfer-Encoding: gzip'], HELLO_WORLD),
      'invalid/chunked_08': post([CHUNKED, 'Transfer-Encoding: identity'], HELLO_WORLD),
    },
  },
  {
    passes: ['400', '505'],
    cases: {
      'invalid/version_01': get().replace('1.1', '0.99'),
      'invalid/version_02': get().replace('1.1', '2.0'),
    },
  },
  {
    // Limits: those of gunicorn are smaller, and can be set to almost nothing.
    passes: ['400', '414', '431'],
    cases: {
      'invalid/006': target(`/q=${'0'.repeat(9000)}`, 'PUT'),
      'invalid/007': old('PUT /', ['Content-Length: 14', `Someheader:${'0'.repeat(17_000)}`], JSON_CONTENT),
      'invalid/008': old('PUT /', [`Someheader: ${'0'.repeat(17_000)}`]),
      'invalid/009': old(
        'PUT /',
        Array.from({ length: 101 }, (_, i) => `header${i}: ${i}`),
      ),
      'invalid/010': get(`Accept: ${'*/*,'.repeat(5000)}`),
      'invalid/011': get(...(Array(101).fill('Accept: */*') as string[])),
      'invalid/012': get(`User-Agent: ${'curl/7.18.0 '.repeat(2000)}`),
      'invalid/013': get(`Accept:${' */*'.repeat(5000)}`),
      'invalid/017': get(...(Array(10).fill(`Long-header: ${'0123456789'.repeat(200)}`) as string[])),
      'invalid/limit_header_default_01': old('GET /', [`X: ${'y'.repeat(66_000)}`]),
    },
  },
]

export const GUNICORN_VALID: readonly Verdicts[] = [
  {
    passes: ['200'],
    cases: {
      'valid/001': [old('PUT /stuff/here?foo=bar', ['Content-Length: 14'], JSON_CONTENT), JSON_CONTENT],
      'valid/002':
        'GET /test HTTP/1.1\r\nUser-Agent: curl/7.18.0\r\nHost: 0.0.0.0=5000\r\nAccept: */*\r\n\r\n',
      'valid/003':
        'GET /favicon.ico HTTP/1.1\r\nHost: 0.0.0.0=5000\r\nAccept: text/html,*/*;q=0.8\r\nKeep-Alive: 300\r\n' +
        'Connection: keep-alive\r\n\r\n',
      'valid/004': get('aaaaaaaaaaaaa:++++++++++'),
      'valid/005': target('/forums/1/topics/2375?page=1#posts-17408'),
      'valid/006': target('/get_no_headers_no_body/world'),
      'valid/007': get('Accept: */*'),
      'valid/008': [old('GET /', ['conTENT-Length: 5'], 'HELLO'), 'HELLO'],
      'valid/009': [post(['Transfer-Encoding: identity', 'Content-Length: 5'], 'World'), 'World'],
      'valid/010': [
        chunked(`1e\r\nall your base are belong to us\r\n${END}`),
        'all your base are belong to us',
      ],
      'valid/011': [chunked(`${HELLO_WORLD}000\r\n\r\n`), 'hello world'],
      'valid/012': [chunked(`${HELLO_WORLD}0\r\nVary: *\r\nContent-Type: text/plain\r\n\r\n`), 'hello world'],
      'valid/013': [
        chunked(`5; some; parameters=stuff\r\nhello\r\n6; blahblah; blah\r\n world\r\n${END}`),
        'hello world',
      ],
      'valid/014': target('/with_"quotes"?foo="bar"'),
      'valid/015': old('GET /test', ['Host: 0.0.0.0:5000', 'User-Agent: ApacheBench/2.3']),
      'valid/017': old('GET /', ['If-Match: bazinga!', 'If-Match: large-sound']),
      'valid/020': [
        old('GET /first', ['Content-Length: 24'], 'GET /second HTTP/1.1\r\n\r\n'),
        SECOND.replace('Host: a\r\n', ''),
      ],
      'valid/024': target(`/q=${'0'.repeat(8000)}`, 'PUT'),
      'valid/025': [post(['Transfer-Encoding: gzip', CHUNKED], HELLO_WORLD + END), 'hello world'],
      'valid/025_line': [post(['Transfer-Encoding: gzip,chunked'], HELLO_WORLD + END), 'hello world'],
      'valid/026': old('GET /', [`Someheader: ${'0'.repeat(8190)}`]),
      'valid/027': old('GET /\xc3\xa0%20k'),
      'valid/028': `${get('Content-Length : 3')}xyz`,
      'valid/029': get('Transfer-Encoding: identity', CHUNKED) + '5\r\nhello\r\n000\r\n\r\n',
      'valid/030': get('Transfer-Encoding: identity', CHUNKED) + '5\r\nhello\r\n000\r\n\r\n',
      'valid/031': target('/foo', '-BLARGH'),
      'valid/031compat': target('/foo', '-blargh'),
      'valid/031compat2': target('/foo', '-blargh'),
      'valid/040': [
        old('GET /', ['Transfer_Encoding: tricked', 'Content-Length: 7', 'Content_Length: -1E23'], 'tricked'),
        'tricked',
      ],
      'valid/040_compat': [
        old('GET /', ['Transfer_Encoding: tricked', 'Content-Length: 7', 'Content_Length: -1E23'], 'tricked'),
        'tricked',
      ],
      'valid/099': post(
        [
          'Cookie: csrftoken=XXXX; sessionid=YYYY',
          'Content-Type: multipart/form-data; boundary=-----------320761477111544',
          'Content-Length: 17914',
        ],
        'x'.repeat(17_914),
      ),
      'valid/100': target('///keeping_slashes'),
      'valid/compat_obs_fold': get('Long: one', ' two'),
      'valid/compat_obs_fold_huge': get(
        'X-SSL-Cert:    -----BEGIN CERTIFICATE-----',
        ...(Array(30).fill(`    ${'M'.repeat(64)}`) as string[]),
      ),
      'valid/padding_01': get('Name: \t value \t '),
      'valid/rfc9110_body_framing_get_cl_nonzero_01': [`${get('Content-Length: 5')}hello`, 'hello'],
      'valid/rfc9110_body_framing_get_cl_zero_01': get('Content-Length: 0'),
      'valid/rfc9110_body_framing_http10_cl_01': [old('POST /foo', ['Content-Length: 5'], 'hello'), 'hello'],
      'valid/rfc9110_field_name_special_chars_01': get('X.Custom|Pipe: ok'),
      'valid/rfc9110_field_value_htab_trim_01': get('X-Value:\tabc\t'),
      'valid/rfc9110_field_value_obs_text_01': get('X-Value: caf\xc3\xa9'),
      'valid/rfc9112_chunked_ext_quoted_01': [chunked(`5;foo="bar baz"\r\nhello\r\n${END}`), 'hello'],
      'valid/rfc9112_chunked_size_leading_zeros_01': [chunked(`000${HELLO}`), 'hello'],
      'valid/rfc9112_chunked_size_uppercase_hex_01': [chunked(`A\r\n0123456789\r\n${END}`), '0123456789'],
      'valid/rfc9112_smuggle_gzip_chunked_01': post(['Transfer-Encoding: gzip, chunked'], HELLO),
      'valid/rfc9112_smuggle_te_identity_chunked_01': post(['Transfer-Encoding: identity, chunked'], HELLO),
      'valid/rfc9112_target_absolute_01': target('http://a/foo?q=1'),
      'valid/rfc9112_target_absolute_https_01': target('https://a/foo'),
      'valid/rfc9112_target_absolute_ipv6_01':
        'GET http://[::1]:8080/foo HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n',
      'valid/rfc9112_target_absolute_userinfo_01': target('http://user:pass@a/foo?q=1'),
      'valid/rfc9112_target_asterisk_options_01': target('*', 'OPTIONS'),
      'valid/rfc9112_target_authority_connect_01': target('example.com:443', 'CONNECT'),
      'valid/rfc9112_target_authority_ipv6_01': target('[::1]:443', 'CONNECT'),
    },
  },
  {
    passes: ['200 200'],
    cases: {
      'valid/018': get() + SECOND,
      'valid/022': old('GET /first', ['Connection: Keep-Alive']) + SECOND,
      'valid/023': chunked(`${HELLO_WORLD}000\r\n\r\n`) + SECOND,
    },
  },
  {
    // The first is the last.
    passes: ['200'],
    cases: {
      'valid/019': old('GET /first') + SECOND,
      'valid/021': get('Connection: Close') + SECOND,
    },
  },
]

const PROXY_2 = Buffer.from('0d0a0d0a000d0a515549540a', 'hex').toString('latin1')

/** Behind a proxy that tells of its clients. */
export const GUNICORN_PROXY: readonly Verdicts[] = [
  {
    passes: ['close', '400'],
    cases: {
      'invalid/pp_01': 'PROXY TCP4 192.168.0.1 192.16...\r\n',
      'invalid/pp_02': `PROXY TCP4 192.168.0.1 192.168.0.11 65iii 100000\r\n${get()}`,
      'invalid/pp_03': `PROXY TCP4 not-an-ip 192.168.0.11 56324 443\r\n${get()}`,
    },
  },
  {
    passes: ['200'],
    cases: {
      'valid/pp_01': `PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n${get()}`,
      'valid/pp_03': get('Content-Length: 0'),
      'valid/pp_04': `${PROXY_2}\x21\x11\0\x0c\xc0\xa8\x01\x0a\xc0\xa8\x01\x01\x30\x39\x01\xbb${get()}`,
      'valid/pp_05': `${PROXY_2}\x21\x21\0\x24 \x01\r\xb8${'\0'.repeat(11)}\x01 \x01\r\xb8${'\0'.repeat(11)}\x02\xd4\x31\0\x50${get()}`,
    },
  },
  {
    passes: ['200 200'],
    cases: {
      'valid/pp_02': `PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n${get('Connection: keep-alive')}${chunked(HELLO)}`,
    },
  },
]

/** Where we do otherwise. */
export const GUNICORN_DIFFERENCES: readonly Difference[] = [
  {
    ids: ['invalid/003c'],
    does: '200',
    because:
      'A method is a token, and may begin with a hyphen (RFC 9110 §5.6.2, §9.1), as in their valid/031.',
  },
  {
    ids: ['invalid/019'],
    does: '200',
    because: 'Fields that proxies tell of themselves are for middleware to judge; here, they are fields.',
  },
  {
    ids: ['invalid/040', 'invalid/chunked_07'],
    does: '200',
    because:
      'Names with underscores are tokens (RFC 9110 §5.6.2) and stay what they are, as in their valid/040; whoever makes variables ' +
      'of CGI of them drops them.',
  },
  {
    ids: ['valid/005'],
    does: '400',
    because: 'A fragment is no part of a target (RFC 9112 §3.2.1).',
  },
  {
    ids: ['valid/009', 'valid/025', 'valid/029', 'valid/030'],
    does: '400',
    because:
      'Transfer-Encoding beside Content-Length, or in two lines, is what requests are smuggled with (RFC 9112 §6.3, §11.2).',
  },
  {
    ids: [
      'valid/025_line',
      'valid/rfc9112_smuggle_gzip_chunked_01',
      'valid/rfc9112_smuggle_te_identity_chunked_01',
    ],
    does: '501',
    because:
      'Codings other than chunked are not decoded here (RFC 9112 §6.1); applications of gunicorn get them as they came.',
  },
  {
    ids: ['valid/014', 'valid/027'],
    does: '400',
    because: 'Quotes and octets beyond ASCII are no octets of URIs (RFC 3986 §2, RFC 9112 §3.2).',
  },
  {
    ids: ['valid/028'],
    does: '400',
    because: 'A blank before a colon is refused (RFC 9112 §5.1, a MUST); gunicorn takes it by an option.',
  },
  {
    ids: ['valid/compat_obs_fold', 'valid/compat_obs_fold_huge'],
    does: '400',
    because: 'Folded lines are refused (RFC 9112 §5.2); gunicorn takes them by an option.',
  },
  {
    ids: ['valid/rfc9112_target_absolute_https_01'],
    does: '400',
    because: 'The scheme is that of the connection (RFC 9110 §7.4).',
  },
  {
    ids: ['valid/rfc9112_target_absolute_userinfo_01'],
    does: '400',
    because: 'User information in a target is an error (RFC 9110 §4.2.4).',
  },
  {
    ids: ['valid/rfc9112_target_authority_connect_01', 'valid/rfc9112_target_authority_ipv6_01'],
    does: '501',
    because: 'This server is no proxy: there is nothing to connect to (RFC 9110 §9.3.6).',
  },
]

/** The same behind a proxy. */
export const GUNICORN_PROXY_DIFFERENCES: readonly Difference[] = [
  {
    ids: ['valid/pp_03'],
    does: 'close',
    because:
      'Who is allowed to send a header has to: the PROXY protocol forbids to guess whether there is one.',
  },
]
