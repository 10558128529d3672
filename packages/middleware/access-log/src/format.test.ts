import type { HttpRequest } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { compileFormat } from './format.ts'
import type { AccessRecord } from './record.ts'
import { redaction } from './redaction.ts'
import type { TokenContext } from './tokens.ts'

const context: TokenContext = { redaction: redaction({}), zone: 'utc', custom: new Map() }

const record: AccessRecord = {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what tokens read of a request
  request: {
    method: 'GET',
    scheme: 'https',
    authority: 'example.com:8443',
    basePath: '/app',
    path: '/a',
    query: 'b=c',
    httpVersion: '1.1',
    headers: { 'user-agent': 'ua', 'x-quote': 'a "b" \\ c', authorization: 'Basic dTpw' },
    remote: { address: '192.0.2.1', port: 5000 },
    state: {},
    exchange: {},
  } as unknown as HttpRequest,
  response: { status: 404, headers: { 'content-type': 'text/plain', link: ['<a>', '<b>'] }, body: null },
  outcome: { status: 404, bytes: 0, aborted: false, error: null },
  startedAt: Date.UTC(2000, 9, 10, 13, 55, 36, 120),
  firstByteMs: 1.2345,
  totalMs: 2500.5,
  bytesIn: 12,
  route: null,
}

const line = (format: string, custom: TokenContext['custom'] = new Map()): string =>
  compileFormat(format, { ...context, custom }).write(record)

describe("Apache's directives", () => {
  it.each([
    ['%%', '%'],
    ['%a %{c}a %h', '192.0.2.1 192.0.2.1 192.0.2.1'],
    ['%B %b', '0 -'],
    ['%D %T %{ms}T %{us}T %{s}T', '2500500 2 2500 2500500 2'],
    ['%^FB', '1235'],
    ['%H %m %U%q', 'HTTP/1.1 GET /app/a?b=c'],
    ['"%r"', '"GET /app/a?b=c HTTP/1.1"'],
    ['%r', 'GET\\x20/app/a?b=c\\x20HTTP/1.1'],
    ['%s %>s %<s', '404 404 404'],
    ['%l %u', '- u'],
    ['%p %{canonical}p %{remote}p', '8443 8443 5000'],
    ['%v %V', 'example.com example.com'],
    ['%t', '[10/Oct/2000:13:55:36 +0000]'],
    ['%{sec}t %{msec}t %{msec_frac}t', '971186136 971186136120 120'],
    ['%{end:msec}t %{begin:sec}t', '971186138620 971186136'],
    ['%X', '+'],
    ['%{User-Agent}i %{none}i', 'ua -'],
    ['%{Content-Type}o "%{link}o"', 'text/plain "<a>, <b>"'],
    ['%404{user-agent}i %!404{user-agent}i %!200,304U', 'ua - /app/a'],
    ['%{NOT_SET_ANYWHERE}e', '-'],
  ])('%s', (format, expected) => {
    expect(line(format)).toBe(expected)
  })

  it.each([
    '%A',
    '%f',
    '%I',
    '%O',
    '%{%Y-%m-%d}t',
    '%{x}C',
    '%{x}h',
    '%',
    '%{open',
    '%{min}T',
    '%{SSL_CLIENT_CERT}x',
  ])('refuses %s, which cannot be told here', (format) => {
    expect(() => line(format)).toThrow(TypeError)
  })
})

describe("morgan's tokens", () => {
  it.each([
    [':method :url :status', 'GET /app/a?b=c 404'],
    [':http-version :scheme :host', '1.1 https example.com:8443'],
    [':req[User-Agent] :res[content-type] :res[none]', 'ua text/plain -'],
    [':response-time :response-time[0] :total-time[1]', '1.234 1 2500.5'],
    [':remote-addr :remote-user :referrer :user-agent', '192.0.2.1 u - ua'],
    [':date[iso]', '2000-10-10T13:55:36.120Z'],
    [
      ':date[clf] | :date | :date[web]',
      '10/Oct/2000:13:55:36 +0000 | Tue, 10 Oct 2000 13:55:36 GMT | Tue, 10 Oct 2000 13:55:36 GMT',
    ],
    [':path?:query', '/app/a?b=c'],
    [':bytes-in :bytes-out :pid', `12 0 ${process.pid}`],
    ['time: 12:30', 'time: 12:30'],
  ])('%s', (format, expected) => {
    expect(line(format)).toBe(expected)
  })

  it('takes tokens of the user, also in place of its own', () => {
    const custom = new Map([
      ['route', () => '/a/:id'],
      ['status', () => 'teapot'],
    ])
    expect(line(':route :status %s', custom)).toBe('/a/:id teapot 404')
  })

  it.each([':req', ':method[x]', ':date[rfc]', ':response-time[x]', ':constructor'])(
    'refuses %s',
    (format) => {
      expect(() => line(format)).toThrow(TypeError)
    },
  )
})

describe('values in lines', () => {
  it('LG1 escapes quotes and backslashes, and blanks where no quotes stand', () => {
    expect(line('"%{x-quote}i"')).toBe(String.raw`"a \"b\" \\ c"`)
    expect(line('%{x-quote}i')).toBe(String.raw`a\x20\"b\"\x20\\\x20c`)
  })

  it('LG1 escapes what a token of the user says', () => {
    expect(line(':x', new Map([['x', () => 'a\n\u{1B}[2J\u{202E}é']]))).toBe(
      String.raw`a\x0a\x1b[2J\u202e\xe9`,
    )
  })

  it('LG2 takes nothing in a format for code', () => {
    expect(line('${process.exit(1)} `%m` " + process + "')).toBe('${process.exit(1)} `GET` " + process + "')
  })

  it('writes dates with the zone of the machine when asked to', () => {
    const { write } = compileFormat('%t', { ...context, zone: 'local' })
    const [, text, sign, hours, minutes] = /^\[(.{20}) ([+-])(\d\d)(\d\d)\]$/.exec(write(record))!
    const offset = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes))
    expect(offset + new Date(record.startedAt).getTimezoneOffset()).toBe(0)
    expect(text).toHaveLength(20)
  })
})
