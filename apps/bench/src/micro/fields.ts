import {
  formatDate,
  formatSetCookie,
  isHost,
  parseCookies,
  parseDate,
  preferredEncoding,
  preferredLanguage,
  preferredMediaType,
  selectRanges,
  splitList,
} from '@tsgi/fields'
import type { Benchmark } from './benchmark.ts'
import { BROWSER_FIELDS } from '../browser-fields.ts'

const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT'
const DATE_MS = Date.UTC(1994, 10, 6, 8, 49, 37)
const cookies = '_ga=GA1.1.1234567890.1700000000; session=c2Vzc2lvbi1pZA; theme=dark; lang=en; note=a%20b'

/** Values of fields, read and written. */
export const fields: readonly Benchmark[] = [
  {
    name: 'splitList, 4 tokens',
    run: () => splitList(BROWSER_FIELDS['Accept-Encoding']!),
    expected: ['gzip', 'deflate', 'br', 'zstd'],
  },
  {
    name: 'splitList, quoted strings',
    run: () => splitList(BROWSER_FIELDS['sec-ch-ua']!),
    expected: ['"Chromium";v="130"', '"Not?A_Brand";v="99"'],
  },
  { name: 'formatDate', run: () => formatDate(DATE_MS), expected: DATE },
  { name: 'parseDate', run: () => parseDate(DATE), expected: DATE_MS },
  {
    name: 'parseCookies, 5 of them',
    run: () => parseCookies(cookies),
    expected: new Map([
      ['_ga', 'GA1.1.1234567890.1700000000'],
      ['session', 'c2Vzc2lvbi1pZA'],
      ['theme', 'dark'],
      ['lang', 'en'],
      ['note', 'a b'],
    ]),
  },
  {
    name: 'formatSetCookie, 4 attributes',
    run: () =>
      formatSetCookie('__Host-id', 'c2Vzc2lvbi1pZA', {
        maxAgeSeconds: 3600,
        httpOnly: true,
        sameSite: 'lax',
      }),
    expected: '__Host-id=c2Vzc2lvbi1pZA; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax',
  },
  { name: 'isHost, name and port', run: () => isHost('www.example.com:8080'), expected: true },
  { name: 'isHost, IPv6', run: () => isHost('[2001:db8::7]:8080'), expected: true },
  {
    name: 'selectRanges, 2 of them',
    run: () => selectRanges('bytes=0-499,-200', 10_000),
    expected: [
      [0, 499],
      [9800, 9999],
    ],
  },
  {
    name: 'preferredMediaType, of a browser',
    run: () => preferredMediaType(BROWSER_FIELDS['Accept'], ['application/json', 'text/html']),
    expected: 'text/html',
  },
  {
    name: 'preferredEncoding, of a browser',
    run: () => preferredEncoding(BROWSER_FIELDS['Accept-Encoding'], ['br', 'gzip']),
    expected: 'br',
  },
  {
    name: 'preferredLanguage, of a browser',
    run: () => preferredLanguage(BROWSER_FIELDS['Accept-Language'], ['de', 'en']),
    expected: 'en',
  },
]
