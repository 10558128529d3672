/*
 * The bugs that were found with the HTTP Garden (https://github.com/narfindustries/http-garden, TROPHIES.md): what once made a
 * server or a proxy misread a request, in our words. Ids are the numbers there; 22 sends what 1 does. Left out are bugs that any
 * request shows (crashes) and those on the way from HTTP/2 to HTTP/1. A Host was added where it is not what the bug is about.
 */
import { expect, it } from 'vitest'
import { countCases, judgeAll } from './judges-verdict.ts'
import type { Verdicts } from './judges-verdict.ts'
import { chunked, get, post } from './rfc9112-cases.ts'

const CHUNKED = 'Transfer-Encoding: chunked'
const END = '0\r\n\r\n'
const CONTROLS = String.fromCharCode(...Array.from({ length: 32 }, (_, i) => i)).replace(/[\r\n]/g, '')

const GARDEN: readonly Verdicts[] = [
  {
    passes: ['400'],
    cases: {
      'server 1': chunked(`0_2e\r\n\r\n${get('Content-Length: 5')}${END}`),
      'server 2': get('Header: v\0\ralue'),
      'server 3': get('Content-Length : 34') + get(),
      'server 4': 'GET / HTTP/1.1\r\n\tContent-Length: 1\r\nHost: a\r\n\r\nX',
      'server 6': get().replace('GET', 'G=":<>(e),[T];?"'),
      'server 7': get().replace('/', '!'),
      'server 8': get('\xeffoo: bar'),
      'server 9': get().replace(' HTTP', '\nHTTP'),
      'server 10': `${get('Content-Length: +1_0')}0123456789`,
      'server 11': post([CHUNKED, CHUNKED], `1\r\nZ\r\n${END}`),
      'server 13': get('Visible: :/\rSmuggled: :)'),
      'server 14': get(`${CONTROLS} "(),/;<=>?@[/]{}: whatever`),
      'server 15': get().replace('1.1', '\r\r1.1'),
      'server 16': get('Content-Length: '),
      'server 17': chunked('\r\n\r\n'),
      'server 18': get(': ignored'),
      'server 19': get(`Useless:\n\n${get()}`),
      'server 20': `${get('Content-Length\x85: 10')}0123456789`,
      'server 21': post(['Transfer-Encoding: ,chunked', 'Content-Length: 5'], END),
      'server 23': `${get('Content-Length: 1', 'Content-Length: 0')}Z`,
      'server 25': chunked('0x0\r\n\r\n'),
      'server 26': get('Content-Length: -48'),
      'server 27': get(':', 'I: am chopped off'),
      'server 28': `${get('Content-Length 10')}0123456789`,
      'server 29': `${get('Content-Length: 1Z')}Z`,
      'server 30': 'GET / HTTP/1.1\r\nHost: a\r\n\rZGET /evil: HTTP/1.1\r\nHost: a\r\n\r\n',
      'server 31': chunked(`5\r\r;ABCD\r\n34\r\nE\r\n${END}${get('Content-Length: 5')}${END}`),
      'server 33': `${get('Content-Length: 0', 'Content-Length: 1')}Z`,
      'server 34': get('Header: va\rlue'),
      'server 35': get('Test: test\0THESE BYTES GET DROPPED', 'Connection: close'),
      'server 36': chunked(`41;a=b\r\r${'X'.repeat(65)}\r\n${END}`),
      'server 37': post(['Transfer-', 'Encoding: chunked', 'Content-Length: 5'], END),
      'server 38': get('Content-Length: ') + get(),
      'server 40': '\0 / HTTP/............0596.7407.\r\nHost: a\r\n\r\n',
      'server 42': get('Content-Length: ', 'Content-Length: 43') + get(),
      'server 43': get('Evil: evil\0'),
      'server 47': chunked(`INVALID!!!\r\n${get()}`),
      'proxy 1': post(['Content-Length: 0x10'], 'Z'),
      'proxy 2': chunked('Z\r\nZZ\r\nZZZ\r\n\r\n'),
      'proxy 3': chunked(`2\r\r;a\r\n02\r\n41\r\n${END}`),
      'proxy 4': chunked('1\r0\n'),
      'proxy 5': get('content-length: '),
      'proxy 6': get('Header\x85: value'),
      'proxy 7': chunked(`1these-bytes-never-get-validated\r\nZ\r\n${END}`),
      'proxy 10': get('Invalid-Header: this\rvalue\ris\rinvalid'),
      'proxy 11': get('content-length: ', 'content-length: 59') + get(),
      'proxy 12': get().replace('Host: a', 'Host: a\0.example'),
      'proxy 13': chunked(`a\r\n0123456789\n${END}`),
      'proxy 14': get('Te\nst: test', 'Connection: close'),
      'proxy 15': post(['Transfer-Encoding: ,chunked', 'Content-Length: 5'], '0r\n\r\n'),
      'proxy 16': 'GET / HTTP/1.1\nHost: a\nConnection: close\n\n',
      'proxy 17': chunked(`17\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n\r\n\r\n${END}`),
      'proxy 18': `${get('Transfer-Encoding: ,chunked', 'Content-Length: 5')}${END}`,
      'proxy 19': chunked('-0x0\r\n\r\n'),
      'proxy 20': get('a:b', 'c\0'),
      'proxy 22': post(['Content-Length: 0', 'Content-Length: 31'], get()),
      'proxy 23': post(['Content-Length: 5', CHUNKED], END),
      'proxy 24': chunked(`           ${END}`),
      'proxy 25': post([CHUNKED, CHUNKED], END),
    },
  },
  {
    passes: ['400', '505'],
    cases: {
      'server 5': get().replace('1.1', '1.32'),
      'server 24': get().replace('1.1', '4294967295.255'),
    },
  },
  {
    passes: ['400', '501'],
    cases: {
      'server 12': post(['Transfer-Encoding: \xa0chunked\xa0'], END),
      'server 44': post(['Transfer-Encoding: blegh'], `1\r\nZ\r\n${END}`),
      'server 46': post(['Transfer-Encoding: \xffchunked\xff'], `1\r\nZ\r\n${END}`),
      'proxy 9': post(['Transfer-Encoding: ,chunked'], END),
    },
  },
  {
    // Right, and read as it is.
    passes: ['200'],
    cases: {
      'server 32': [`${get('Content-Length: 010')}0123456789`, '0123456789'],
      'server 41': get('User: \x85admin\xa0'),
      // A trailer, and no octet more.
      'server 39': chunked('0\r\nX:POST / HTTP/1.1\r\n\r\n'),
      'server 45': `${get('Connection: close')}Invalid\r\n\r\n`,
      'proxy 21': [`${get('Content-Length: 10')}1234567890`, '1234567890'],
      'crash 4': [chunked(`1\r\nZ\r\n${END}`), 'Z'],
    },
  },
  {
    passes: ['200 200 200'],
    cases: {
      'server 48': [
        post(['Content-Length: 0', 'Connection:keep-alive', 'id: 0']) +
          post(['id: 1', 'Content-Length: 34'], 'GET / HTTP/1.1\r\nHost: a\r\nid: 2\r\n\r\n') +
          get(),
        'ok',
        'GET / HTTP/1.1\r\nHost: a\r\nid: 2\r\n\r\n',
        'ok',
      ],
    },
  },
  // An octet more is the begin of a bad request.
  { passes: ['200 400'], cases: { 'crash 3': chunked(`${END}\0 / HTTP/1.1\r\n\r\n`) } },
]

judgeAll(GARDEN, [])

it('has all that are about HTTP/1 requests', () => {
  expect(countCases(GARDEN)).toBe(73)
})
