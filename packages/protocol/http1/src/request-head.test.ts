import { describe, expect, test } from 'vitest'
import { expectRefused, fields, oldFields, read } from '../test/read-head.ts'

describe('RFC 9112 §2.1 Message Format', () => {
  test('reads a request', () => {
    const head = read('POST /a/b?c=d HTTP/1.1', [
      'Host: example.org:80',
      'Content-Length: 5',
      'X-Name: Value',
    ])
    expect(head).toEqual({
      method: 'POST',
      authority: 'example.org:80',
      path: '/a/b',
      query: 'c=d',
      httpVersion: '1.1',
      headers: { host: 'example.org:80', 'content-length': '5', 'x-name': 'Value' },
      contentLength: 5,
      keepAlive: true,
      expectsContinue: false,
      wantsUpgrade: false,
      fieldCount: 3,
      text: 'POST /a/b?c=d HTTP/1.1\r\nHost: example.org:80\r\nContent-Length: 5\r\nX-Name: Value\r\n\r\n',
    })
  })
})

describe('RFC 9112 §2.3 HTTP Version', () => {
  test('TG2 speaks 1.1 and 1.0', () => {
    expect(fields().httpVersion).toBe('1.1')
    expect(oldFields().httpVersion).toBe('1.0')
  })

  test.each(['0.9', '0.0', '1.2', '1.9', '2.0', '2.1', '9.9'])('TG2 answers 505 to HTTP/%s', (version) => {
    expectRefused('HTTP1_VERSION', 505, () => read(`GET / HTTP/${version}`, ['Host: localhost']))
  })
})

describe('RFC 9112 §3.1 Method', () => {
  test.each(['get', 'constructor', '__proto__', 'toString', 'M-SEARCH', '!'])(
    'TG3 takes %s as data',
    (method) => {
      expect(read(`${method} / HTTP/1.1`, ['Host: localhost']).method).toBe(method)
    },
  )
})

describe('RFC 9112 §3.2 Request Target: Host', () => {
  test('TG9 takes the authority from Host', () => {
    expect(read('GET / HTTP/1.1', ['hOsT: [::1]:8080']).authority).toBe('[::1]:8080')
  })

  test('TG9 refuses HTTP/1.1 without Host', () => {
    expectRefused('HTTP1_HOST', 400, () => read('GET / HTTP/1.1', []))
    expectRefused('HTTP1_HOST', 400, () => read('GET http://example.org/ HTTP/1.1', []))
  })

  test('TG9 does without Host in HTTP/1.0', () => {
    expect(oldFields().authority).toBe('')
  })

  test.each([
    '',
    'a b',
    'a/b',
    'a?b',
    'user@a',
    'a:b',
    'a:65536',
    'a:-1',
    '[::1',
    '::1',
    'a\\b',
    'a,b:1,2',
    '\xe9',
  ])('TG9 refuses the host %j in either version', (host) => {
    expectRefused('HTTP1_HOST', 400, () => read('GET / HTTP/1.1', [`Host: ${host}`]))
    expectRefused('HTTP1_HOST', 400, () => oldFields(`Host: ${host}`))
  })

  test('TG9 refuses a second Host, even when it is the same', () => {
    expectRefused('HTTP1_REPEATED_FIELD', 400, () => fields('host: localhost'))
    expectRefused('HTTP1_REPEATED_FIELD', 400, () => oldFields('Host: a', 'X: y', 'HOST: b'))
  })

  test('TG4 believes an absolute target over Host, which must still be valid', () => {
    const head = read('GET http://target.example/a?b HTTP/1.1', ['Host: field.example'])
    expect(head).toMatchObject({
      authority: 'target.example',
      path: '/a',
      query: 'b',
      headers: { host: 'target.example' },
    })
    expectRefused('HTTP1_HOST', 400, () => read('GET http://target.example/ HTTP/1.1', ['Host: a b']))
  })
})

describe('RFC 9112 §9.3 Persistence', () => {
  test.each([
    [[], true],
    [['close'], false],
    [['CLOSE'], false],
    [['keep-alive'], true],
    [['keep-alive, close'], false],
    [['upgrade ,\tclose\t,'], false],
    [['x', 'close'], false],
    [['closed', 'xclose', 'close;a', '"close"', '\xa0close'], true],
  ])('keeps an HTTP/1.1 connection with %j: %s', (values, keepAlive) => {
    expect(fields(...values.map((value) => `Connection: ${value}`)).keepAlive).toBe(keepAlive)
  })

  test.each([
    [[], false],
    [['keep-alive'], true],
    [['Keep-Alive'], true],
    [['TE, Keep-Alive, Upgrade'], true],
    [['keep-alive', 'close'], false],
    [['close'], false],
    [['keepalive'], false],
  ])('FR14 keeps an HTTP/1.0 connection with %j: %s', (values, keepAlive) => {
    expect(oldFields(...values.map((value) => `Connection: ${value}`)).keepAlive).toBe(keepAlive)
  })
})

describe('RFC 9110 §5.1 Field Names', () => {
  test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf', '__defineGetter__'])(
    'HD3 takes %s as data',
    (name) => {
      expect(name in fields().headers).toBe(false)
      const { headers } = fields(`${name}: a`, `${name}: b`)
      expect(headers[name.toLowerCase()]).toBe('a, b')
      expect(Object.keys(headers)).toEqual(['host', name.toLowerCase()])
    },
  )

  test('HD7 keeps octets above 0x7F, in values alone', () => {
    expect(fields('A: caf\xc3\xa9 \xff').headers['a']).toBe('caf\xc3\xa9 \xff')
  })
})

describe('RFC 9110 §5.3 Field Order', () => {
  test('HD8, HD10 leaves the empty lines of a repeated field out, so that no blank is left at an end', () => {
    const { headers } = fields('accept: a', 'accept:', 'x-a:', 'x-a: b', 'cookie: c=d', 'cookie:')
    expect(headers).toMatchObject({ accept: 'a', 'x-a': 'b', cookie: 'c=d' })
  })

  test('HD10 joins further lines of a field with a comma, those of Cookie with a semicolon', () => {
    const { headers } = fields(
      'A: 1',
      'Cookie: a=b',
      'a:',
      'B: x',
      'cookie: c=d; e=f',
      'A: 2',
      'Accept: x',
      'ACCEPT: y',
    )
    expect(headers).toEqual({
      host: 'localhost',
      a: '1, 2',
      b: 'x',
      cookie: 'a=b; c=d; e=f',
      accept: 'x, y',
    })
  })

  test.each([
    'Authorization',
    'Content-Type',
    'Content-Range',
    'If-Modified-Since',
    'If-Range',
    'Origin',
    'Range',
  ])('HD10 refuses a second %s', (name) =>
    expectRefused('HTTP1_REPEATED_FIELD', 400, () => fields(`${name}: a`, `${name.toLowerCase()}: a`)),
  )

  test('HD2 keeps all lines of a list', () => {
    const lines = Array.from({ length: 99 }, (_, i) => `X-Forwarded-For: ${i}`)
    expect(fields(...lines).headers['x-forwarded-for']!.split(', ')).toHaveLength(99)
  })
})

describe('RFC 9110 §7.6.1 Connection', () => {
  test('HD9 does not let a client remove fields by naming them', () => {
    const head = fields(
      'Connection: close, x-forwarded-for, content-length',
      'X-Forwarded-For: a',
      'Content-Length: 1',
    )
    expect(head).toMatchObject({
      contentLength: 1,
      headers: { 'x-forwarded-for': 'a', 'content-length': '1' },
    })
  })
})

describe('RFC 9110 §7.8 Upgrade', () => {
  test('tells of an upgrade that the connection option names', () => {
    expect(fields('Connection: keep-alive, Upgrade', 'Upgrade: websocket').wantsUpgrade).toBe(true)
    expect(fields('Upgrade: websocket').wantsUpgrade).toBe(false)
    expect(oldFields('Connection: Upgrade', 'Upgrade: websocket').wantsUpgrade).toBe(false)
  })
})

describe('RFC 9110 §10.1.1 Expect', () => {
  test('FR15 tells of a client that waits for 100', () => {
    expect(fields('Expect: 100-Continue', 'Content-Length: 1').expectsContinue).toBe(true)
    expect(fields('Expect: 100-continue', 'Transfer-Encoding: chunked').expectsContinue).toBe(true)
  })

  test('FR15 ignores the wish where there is nothing to wait for', () => {
    expect(fields('Expect: 100-continue').expectsContinue).toBe(false)
    expect(fields('Expect: 100-continue', 'Content-Length: 0').expectsContinue).toBe(false)
    expect(oldFields('Expect: 100-continue', 'Content-Length: 1').expectsContinue).toBe(false)
  })

  test.each([
    [['']],
    [['x']],
    [['100-continue;a']],
    [['100-continue, x']],
    [['100 continue']],
    [['100-continue', '100-continue']],
  ])('FR15 answers 417 to an expectation that it does not know: %j', (values) =>
    expectRefused('HTTP1_EXPECT', 417, () => fields(...values.map((value) => `Expect: ${value}`))),
  )
})
