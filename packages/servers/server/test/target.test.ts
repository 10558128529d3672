import { describe, expect, it } from 'vitest'
import { answering, target } from './applications.ts'
import { expectRefused } from './refusal.ts'
import { start } from './start.ts'

/** What the application sees of a request line, or a whole head. */
async function seen(line: string, ...fields: string[]): Promise<unknown> {
  const { open } = await start(target)
  const client = await open()
  await client.send([line, ...(fields.length > 0 ? fields : ['Host: a']), '', ''].join('\r\n'))
  const { body } = await client.answer(line.split(' ')[0])
  return JSON.parse(body)
}

function get(requestLine: string): string {
  return `${requestLine}\r\nHost: a\r\n\r\n`
}

describe('RFC 9112 §3: request line', () => {
  it.each([
    'GET  / HTTP/1.1',
    'GET /  HTTP/1.1',
    ' GET / HTTP/1.1',
    'GET / HTTP/1.1 ',
    'GET\t/ HTTP/1.1',
    'GET /\tHTTP/1.1',
    'GET /a b HTTP/1.1',
    'GET /',
    'GET',
    'GET / HTTP/1.1\0',
    'GET\0 / HTTP/1.1',
    'GET /\x0b HTTP/1.1',
  ])('TG1 refuses %j', async (line) => {
    await expectRefused(get(line))
  })

  it.each([
    ['HTTP/2.0', 505],
    ['HTTP/1.2', 505],
    ['HTTP/0.9', 505],
    ['HTTP/1.', 400],
    ['HTTP/11', 400],
    ['http/1.1', 400],
    ['HTTP/1.1x', 400],
    ['HTTP/01.1', 400],
    ['HTTPS/1.1', 400],
    ['ICY/1.1', 400],
  ])('TG2 refuses %s with %i', async (version, status) => {
    expect(await expectRefused(get(`GET / ${version}`), status)).toBe('HTTP1_VERSION')
  })

  it.each(['get', 'GETT', 'constructor', '__proto__', 'toString', "!#$%&'*+-.^_`|~1", 'X'.repeat(1000)])(
    'TG3 passes the method %s on as it is',
    async (method) => {
      expect(await seen(`${method} / HTTP/1.1`)).toMatchObject({ method })
    },
  )

  it.each(['G(T', 'GET:', 'G\x80T', '"GET"', 'GET/'])('TG3 refuses %j for a method', async (method) => {
    await expectRefused(get(`${method} / HTTP/1.1`))
  })
})

describe('RFC 9112 §3.2: request target', () => {
  it('gives path and query as they were sent (PATH-2, PATH-8)', async () => {
    for (const [raw, path, query] of [
      ['/', '/', ''],
      ['/a%2Fb/../c//d/.', '/a%2Fb/../c//d/.', ''],
      ['//evil.example/x', '//evil.example/x', ''],
      ['/a?b?c=d&e=%00', '/a', 'b?c=d&e=%00'],
      ['/?', '/', ''],
      ['/%zz%', '/%zz%', ''],
      ['/|{}^`\\', '/|{}^`\\', ''],
    ] as const) {
      expect(await seen(`GET ${raw} HTTP/1.1`)).toMatchObject({ basePath: '', path, query, authority: 'a' })
    }
  })

  it.each([
    ['http://b:8080/c?d', { authority: 'b:8080', path: '/c', query: 'd' }],
    ['HTTP://b/c', { authority: 'b', path: '/c' }],
    ['http://b', { authority: 'b', path: '/' }],
    ['http://b?c', { authority: 'b', path: '/', query: 'c' }],
    ['http://[::1]:80/c', { authority: '[::1]:80', path: '/c' }],
  ])('TG4 takes the authority from %s, and not from Host', async (raw, expected) => {
    const { authority } = expected
    expect(await seen(`GET ${raw} HTTP/1.1`, 'Host: evil.example')).toMatchObject({
      ...expected,
      host: authority,
    })
  })

  it.each([
    'https://a/',
    'ftp://a/',
    'http:/a/',
    'http:///a',
    'http://user@a/',
    'http://a:99999/',
    'http://[::1/',
    'a/b',
    'a',
    'a:80',
    '?a',
    '.',
    '*/',
  ])('TG5 refuses GET %s', async (raw) => {
    expect(await expectRefused(get(`GET ${raw} HTTP/1.1`))).toBe('HTTP1_TARGET')
  })

  it('TG5 has the asterisk for OPTIONS only', async () => {
    expect(await seen('OPTIONS * HTTP/1.1')).toMatchObject({ method: 'OPTIONS', path: '*' })
    expect(await expectRefused(get('GET * HTTP/1.1'))).toBe('HTTP1_TARGET')
  })

  it.each(['/a#b', '/#', 'http://a/#b', '#'])('TG6 refuses the fragment of %s', async (raw) => {
    expect(await expectRefused(get(`GET ${raw} HTTP/1.1`))).toBe('HTTP1_TARGET')
  })

  it.each(['\x00', '\x01', '\x1f', '\x7f', '\x80', '\xff', '"', '<', '>'])(
    'TG7 refuses %j in a target',
    async (octet) => {
      expect(await expectRefused(get(`GET /a${octet}b HTTP/1.1`))).toBe('HTTP1_TARGET')
    },
  )
})

describe('RFC 9112 §3.2: Host', () => {
  it.each([
    'a',
    'A.example',
    'a.example:8080',
    '127.0.0.1',
    '[::1]',
    '[2001:db8::1]:0',
    'a:65535',
    'xn--bcher-kva.example',
  ])('TG9 takes %s', async (host) => {
    expect(await seen('GET / HTTP/1.1', `Host: ${host}`)).toMatchObject({ authority: host, host })
  })

  it.each([
    '',
    'a b',
    'a/b',
    'a?b',
    'a#b',
    'user@a',
    'a:65536',
    'a:-1',
    'a:8o',
    '[::1',
    '::1',
    'a\\b',
    'a<',
    'bücher',
  ])('TG9 refuses %j', async (host) => {
    expect(await expectRefused(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toBe('HTTP1_HOST')
  })

  it('TG9 wants exactly one in HTTP/1.1', async () => {
    expect(await expectRefused('GET / HTTP/1.1\r\n\r\n')).toBe('HTTP1_HOST')
    expect(await expectRefused('GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n')).toBe('HTTP1_REPEATED_FIELD')
    expect(await expectRefused('GET http://a/ HTTP/1.1\r\n\r\n')).toBe('HTTP1_HOST')
  })

  it('TG9 lets HTTP/1.0 leave it out: the authority is then the name of the server', async () => {
    const { server, open } = await start(target)
    const client = await open()
    await client.send('GET / HTTP/1.0\r\n\r\n')
    const { authority, host } = JSON.parse((await client.answer()).body) as { authority: string; host: null }
    expect({ authority: `http://${authority}`, host }).toEqual({ authority: server.url, host: null })
  })
})

describe('RFC 9110 §9.3: methods that are more than plain data', () => {
  it('TG10 makes no tunnel for CONNECT', async () => {
    expect(await expectRefused('CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 501)).toBe('HTTP1_CONNECT')
    await expectRefused(get('CONNECT / HTTP/1.1'))
  })

  it('TG11 leaves TRACE to the application, and echoes nothing by itself', async () => {
    const { open } = await start(answering({ status: 405 }))
    const client = await open()
    await client.send('TRACE / HTTP/1.1\r\nHost: a\r\nCookie: secret\r\n\r\n')
    const { status, body } = await client.answer()
    expect({ status, body }).toEqual({ status: 405, body: '' })
  })
})
