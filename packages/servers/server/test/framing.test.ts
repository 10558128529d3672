import { describe, expect, it } from 'vitest'
import { echo } from './applications.ts'
import { expectAccepted, expectRefused } from './refusal.ts'
import { start } from './start.ts'

/** A POST with these field lines and this content. */
function post(lines: string[], content = ''): string {
  return ['POST / HTTP/1.1', 'Host: a', ...lines, '', content].join('\r\n')
}

const CHUNKED = ['Transfer-Encoding: chunked']
const HELLO = '5\r\nhello\r\n'
const END = '0\r\n\r\n'

describe('RFC 9112 §2.2: lines', () => {
  it.each([
    ['in the request line', 'GET / HTTP/1.1\nHost: a\r\n\r\n'],
    ['in a field', 'GET / HTTP/1.1\r\nHost: a\n\r\n'],
    ['before the content', 'GET / HTTP/1.1\r\nHost: a\r\n\n'],
    ['behind a chunk size', post(CHUNKED, `5\nhello\r\n${END}`)],
    ['behind chunk data', post(CHUNKED, `5\r\nhello\n${END}`)],
    ['in a chunk extension', post(CHUNKED, `5;a\nb\r\nhello\r\n${END}`)],
    ['in a trailer', post(CHUNKED, `${HELLO}0\r\nx-a: b\n\r\n`)],
    ['in front of a request', '\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('FR5 refuses a lone LF %s, and a lone CR', async (_where, octets) => {
    await expectRefused(octets)
    await expectRefused(octets.replace(/(?<!\r)\n/, '\r'))
  })

  it('FR16 skips one empty line before a request, and refuses two', async () => {
    const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
    await expectAccepted(`\r\n${get}`)
    await expectRefused(`\r\n\r\n${get}`)
  })
})

describe('RFC 9112 §5: field lines', () => {
  it.each([
    'Host: a\r\n b\r\n',
    'Host: a\r\nx-a: b\r\n\tc\r\n',
    ' Host: a\r\n',
    '\tx-a: b\r\nHost: a\r\n',
    'Host: a\r\n \r\n',
  ])('FR3 refuses a line that starts with a blank: %j', async (lines) => {
    await expectRefused(`GET / HTTP/1.1\r\n${lines}\r\n`)
  })

  it.each(['x-a : b', ': b', 'x a: b', 'x-a', 'x\x00a: b', 'x(a): b', 'x-ä: b', '"x": b', 'x-a\x0b: b'])(
    'FR4 refuses a name that is no token right before its colon: %j',
    async (line) => {
      await expectRefused(`GET / HTTP/1.1\r\nHost: a\r\n${line}\r\n\r\n`)
    },
  )
})

describe('RFC 9112 §6: the length of a message', () => {
  it('FR1 refuses a length beside a transfer coding, in either order', async () => {
    const length = 'Content-Length: 5'
    expect(await expectRefused(post([length, ...CHUNKED], HELLO + END))).toBe('HTTP1_FRAMING')
    expect(await expectRefused(post([...CHUNKED, length], HELLO + END))).toBe('HTTP1_FRAMING')
    expect(await expectRefused(post([...CHUNKED, 'Content-Length: 0'], HELLO + END))).toBe('HTTP1_FRAMING')
  })

  it.each(['chunked', 'Chunked', 'CHUNKED', '\t chunked \t'])(
    'FR2 takes %j for a transfer coding',
    async (value) => {
      await expectAccepted(post([`Transfer-Encoding:${value}`], HELLO + END))
    },
  )

  it.each(['gzip, chunked', ', chunked'])('FR2 answers 501 to %j', async (value) => {
    const code = await expectRefused(post([`Transfer-Encoding: ${value}`], HELLO + END), 501)
    expect(code).toBe('HTTP1_TRANSFER_CODING')
  })

  it.each([
    'chunked, chunked',
    'chunked, identity',
    'identity',
    'xchunked',
    'chunked;q=1',
    '"chunked"',
    'chunked,',
    'chun ked',
    '\xa0chunked',
    '',
  ])('FR2 answers 400 to %j', async (value) => {
    const code = await expectRefused(post([`Transfer-Encoding: ${value}`], HELLO + END))
    expect(code).toBe('HTTP1_FRAMING')
  })

  it.each([
    ['a second line', [...CHUNKED, ...CHUNKED]],
    ['a second, empty line', [...CHUNKED, 'Transfer-Encoding:']],
    ['a control', ['Transfer-Encoding: \x0bchunked']],
    ['a blank before the colon', ['Transfer-Encoding : chunked']],
  ])('FR2 refuses %s', async (_what, lines) => {
    await expectRefused(post(lines, HELLO + END))
  })

  it.each(['5', '05', '0000000000000005'])('FR6 takes %j for a length', async (value) => {
    await expectAccepted(post([`Content-Length: ${value}`], 'hello'))
  })

  it.each([
    '+5',
    '-5',
    '5 5',
    '5, 5',
    '5,5',
    '0x5',
    '5.0',
    '5e0',
    '',
    '00000000000000005',
    '9007199254740992',
  ])('FR6 refuses %j for a length', async (value) => {
    expect(await expectRefused(post([`Content-Length: ${value}`], 'hello'))).toBe('HTTP1_CONTENT_LENGTH')
  })

  it('FR6 refuses two lengths, equal or not', async () => {
    for (const second of ['5', '6']) {
      const code = await expectRefused(post(['Content-Length: 5', `Content-Length: ${second}`], 'hello'))
      expect(code).toBe('HTTP1_REPEATED_FIELD')
    }
  })

  it('FR11 frames by the fields alone, whatever the method', async () => {
    const { open } = await start(echo)
    const client = await open()
    for (const method of ['GET', 'DELETE', 'OPTIONS', 'PUT', 'X-OWN', 'get']) {
      await client.send(`${method} / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello`)
      expect((await client.answer()).body).toBe('hello')
      await client.send(`${method} / HTTP/1.1\r\nHost: a\r\n${CHUNKED[0]}\r\n\r\n${HELLO}${END}`)
      expect((await client.answer()).body).toBe('hello')
      await client.send(`${method} / HTTP/1.1\r\nHost: a\r\n\r\n`)
      expect((await client.answer()).body).toBe('ok')
    }
  })

  it('FR14 refuses chunks in HTTP/1.0', async () => {
    await expectRefused(`POST / HTTP/1.0\r\nHost: a\r\n${CHUNKED[0]}\r\n\r\n${HELLO}${END}`)
  })
})

describe('RFC 9112 §7.1: chunks', () => {
  it.each(['5', '05', '0000000000000005', '5;a', '5 ; a = b', '5;a="b\\"; c"', '5;a;b=c'])(
    'FR7 takes the size line %j',
    async (line) => {
      await expectAccepted(post(CHUNKED, `${line}\r\nhello\r\n${END}`))
    },
  )

  it.each([
    '',
    ' 5',
    '5 ',
    '+5',
    '-5',
    '0x5',
    '5h',
    '5;',
    '5;a=',
    '5;a="b',
    '5;"a"',
    '00000000000000005',
    'fffffffffffffff',
  ])('FR7 refuses the size line %j', async (line) => {
    await expectRefused(post(CHUNKED, `${line}\r\nhello\r\n${END}`))
  })

  it('FR7 refuses data that is longer or shorter than its size', async () => {
    await expectRefused(post(CHUNKED, `5\r\nhello!\r\n${END}`))
    await expectRefused(post(CHUNKED, `5\r\nhell\r\n${END}`))
  })

  it('FR8 limits the extensions of a message together', async () => {
    const limit = { maxChunkExtensionBytes: 8 }
    await expectAccepted(post(CHUNKED, `5;abc\r\nhello\r\n5;abc\r\nhello\r\n${END}`), limit)
    expect(
      await expectRefused(post(CHUNKED, `5;abc\r\nhello\r\n5;abcd\r\nhello\r\n${END}`), 400, limit),
    ).toBe('HTTP1_CHUNK_EXTENSION_SIZE')
  })

  it('FR9 limits trailers apart from the head, in bytes and in number', async () => {
    const withTrailers = (trailers: string): string => post(CHUNKED, `${HELLO}0\r\n${trailers}\r\n`)
    const bytes = { maxTrailerBytes: 10 }
    await expectAccepted(withTrailers('x-a: b\r\n'), bytes)
    expect(await expectRefused(withTrailers('x-a: bc\r\n'), 431, bytes)).toBe('HTTP1_HEAD_SIZE')
    const count = { maxTrailerFields: 2 }
    await expectAccepted(withTrailers('x-a: b\r\n'.repeat(2)), count)
    expect(await expectRefused(withTrailers('x-a: b\r\n'.repeat(3)), 431, count)).toBe('HTTP1_FIELD_COUNT')
  })

  it.each([
    'content-length: 5',
    'Transfer-Encoding: chunked',
    'Host: b',
    'Authorization: basic YTpi',
    'Cookie: a=b',
  ])('FR9 refuses a trailer that frames, routes or authorises: %s', async (line) => {
    expect(await expectRefused(post(CHUNKED, `${HELLO}0\r\n${line}\r\n\r\n`))).toBe('HTTP1_TRAILER')
  })

  it('FR9 shows trailers to nobody', async () => {
    const { open } = await start((request) => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: Object.keys(request.headers).join(),
    }))
    const client = await open()
    await client.send(post(CHUNKED, `${HELLO}0\r\nx-trailer: a\r\n\r\n`))
    expect((await client.answer()).body).toBe('host,transfer-encoding')
  })
})

describe('content that turns out to be malformed when the application has begun', () => {
  it('is an error for who reads it, who answers 400 by leaving it alone (BODY-5, ERR-3)', async () => {
    const { open, errors, clientErrors } = await start(echo)
    const client = await open()
    await client.sendApart([post(CHUNKED, HELLO), 'zz\r\n'])
    expect(await client.answer()).toMatchObject({ status: 400, headers: { connection: 'close' } })
    expect(await client.rest()).toBe('')
    expect(errors).toEqual([])
    expect(clientErrors).toEqual(['HTTP1_CHUNK_SIZE'])
  })

  it('may be answered by who reads it; the connection ends all the same (FR10)', async () => {
    const { open } = await start(async (request) => {
      await expect(echo(request)).rejects.toMatchObject({ name: 'ProtocolError', status: 400 })
      return { status: 422, headers: {}, body: null }
    })
    const client = await open()
    await client.sendApart([post(CHUNKED, HELLO), 'zz\r\n', 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'])
    expect(await client.answer()).toMatchObject({ status: 422, headers: { connection: 'close' } })
    expect(await client.rest()).toBe('')
  })
})
