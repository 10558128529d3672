import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { ChunkedDecoder } from './chunked-decoder.ts'
import { DEFAULT_LIMITS } from './limits.ts'

function octets(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

function latin1(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('latin1')
}

/** Decodes a message that arrives whole. */
function decode(message: string): { content: string | null; after: number } {
  const decoder = new ChunkedDecoder(DEFAULT_LIMITS)
  const after = decoder.decode(octets(message), 0, message.length)
  return { content: latin1(decoder.content), after }
}

function expectRefused(code: string, message: string): void {
  expect(() => decode(message)).toThrow(expect.objectContaining({ name: 'ProtocolError', code, status: 400 }))
}

describe('RFC 9112 §7.1 Chunked Transfer Coding', () => {
  test('decodes chunks into one array', () => {
    expect(decode('5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n')).toEqual({ content: 'hello world', after: 26 })
  })

  test('tells where the message ends', () => {
    expect(decode('1\r\na\r\n0\r\n\r\nGET /')).toEqual({ content: 'a', after: 11 })
    expect(decode('0\r\n\r\n0\r\n\r\n')).toEqual({ content: null, after: 5 })
  })

  test('takes content as it is, line ends included', () => {
    expect(decode('a\r\n\r\n0\r\n\r\n\xff\0\n\r\n0\r\n\r\n').content).toBe('\r\n0\r\n\r\n\xff\0\n')
  })

  test('gives content when it arrives, in arrays of its own', () => {
    const decoder = new ChunkedDecoder(DEFAULT_LIMITS)
    const shared = Buffer.from('..4\r\nab|cd\r\n0\r\n\r\n..')
    expect(decoder.decode(shared, 2, 7)).toBe(-1)
    const first = decoder.content
    expect(decoder.decode(shared, 8, shared.length)).toBe(shared.length - 2)
    shared.fill(0)
    expect([latin1(first), latin1(decoder.content)]).toEqual(['ab', 'cd'])
    expect(first!.byteLength).toBe(first!.buffer.byteLength)
  })

  test('has no content when only framing arrives', () => {
    const decoder = new ChunkedDecoder(DEFAULT_LIMITS)
    decoder.decode(octets('1\r\na'), 0, 4)
    expect(decoder.content).not.toBeNull()
    decoder.decode(octets('\r\n0'), 0, 3)
    expect(decoder.content).toBeNull()
  })

  test('copies runs of any length', () => {
    const chunks = Array.from({ length: 70 }, (_, length) => 'x'.repeat(length + 1))
    const message = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')
    expect(decode(`${message}0\r\n\r\n`).content).toBe(chunks.join(''))
  })

  test('does not know how much is still to come', () => {
    expect(new ChunkedDecoder(DEFAULT_LIMITS).remaining).toBe(Infinity)
  })

  test.each(['1', '01', '0000000000000001'])('FR7 takes the size %s', (size) => {
    expect(decode(`${size}\r\na\r\n000\r\n\r\n`).content).toBe('a')
  })

  test('FR7 takes digits of either case', () => {
    const text = 'abcdefghijklmnopqrstuvwxyz0123456789'
    expect(decode(`0a\r\n${text.slice(0, 10)}\r\n1A\r\n${text.slice(10)}\r\n0\r\n\r\n`).content).toBe(text)
  })

  test.each([
    '',
    '-1',
    '+1',
    ' 1',
    '\t1',
    '0x1',
    '1_0',
    '1.0',
    'g',
    '1h',
    '"1"',
    '\xb9',
    '1\0',
    '00000000000000001',
    '20000000000000',
    'fffffffffffffff',
    '10000000000000000',
    'ffffffffffffffff1',
  ])('FR7 refuses the size %j', (size) => expectRefused('HTTP1_CHUNK_SIZE', `${size}\r\na\r\n0\r\n\r\n`))

  test.each(['1\na\r\n', '1\ra\r\n', '1\r\r\na\r\n', '1\r\na\r\n\n', '1\r\na\r\n\r\n', '1\r\na\r\n0\n\r\n'])(
    'FR5 refuses a size line that does not end in CR LF: %j',
    (message) => expectRefused('HTTP1_CHUNK_SIZE', message),
  )

  test.each(['1\r\na\n', '1\r\na\r1', '1\r\nab\r\n', '1\r\na0\r\n', '2\r\na\r\n0\r\n', '1\r\na\r\r\n'])(
    'FR7 refuses data that does not end where the size says: %j',
    (message) => expectRefused('HTTP1_CHUNK_END', message),
  )
})

describe('RFC 9112 §7.1.1 Chunk Extensions', () => {
  test.each([
    ';a',
    ';a=b',
    ';a;b;c=d',
    ';a="b c;=\\"\\\\"',
    ';a=""',
    ';a="\t\xe9"',
    ';a="\\\xe9\\\t"',
    ' ; a = b ; c = "d"',
    '\t;\ta\t=\tb',
    ';a="b";c',
    ';a ;b',
    ';a=b ;c',
  ])('FR7 checks and ignores %j', (extension) => {
    expect(decode(`5${extension}\r\nhello\r\n0${extension}\r\n\r\n`).content).toBe('hello')
  })

  test.each([
    ';',
    ' ',
    '\t',
    ' a',
    '; ',
    ';;a',
    ';a;',
    ';a=',
    ';a= ',
    ';=b',
    ';a=b=c',
    ';a b',
    ';a=b c',
    ';a="b',
    ';a="b"c',
    ';a="b\\"',
    ';a=b"c"',
    ';"a"',
    ';a="\x7f"',
    ';a="\\\0"',
    ';a\0',
    ';a=\xe9',
    ';a\xe9',
    ';a ',
    ';a=b ',
    ';a="b" ',
  ])('FR7 refuses %j', (extension) => {
    expectRefused('HTTP1_CHUNK_EXTENSION', `5${extension}\r\nhello\r\n0\r\n\r\n`)
    expectRefused('HTTP1_CHUNK_EXTENSION', `5\r\nhello\r\n0${extension}\r\n\r\n`)
  })

  test.each([';a\n', ';a=b\n', ';a="\n"', ';a="\r\n"', ';a="\\\r\n"'])(
    'FR5 refuses a line end in %j',
    (extension) => {
      expectRefused('HTTP1_CHUNK_EXTENSION', `5${extension}\r\nhello\r\n0\r\n\r\n`)
    },
  )

  test('FR7 reads each anew', () => {
    expectRefused('HTTP1_CHUNK_EXTENSION', '5;a\r\nhello\r\n0 =b\r\n\r\n')
  })

  test('FR5 refuses CR without LF behind an extension', () => {
    expectRefused('HTTP1_CHUNK_SIZE', '5;a\rhello\r\n0\r\n\r\n')
    expectRefused('HTTP1_CHUNK_SIZE', '5;a\r\r\nhello\r\n0\r\n\r\n')
  })
})

describe('RFC 9112 §7.1.2 Chunked Trailer Section', () => {
  test('FR9 checks and drops trailers', () => {
    const message = '1\r\na\r\n0\r\nETag: "x"\r\nServer-Timing: a\r\n\r\n'
    expect(decode(`${message}GET /`)).toEqual({ content: 'a', after: message.length })
  })

  test.each([
    ['A : b', 'HTTP1_FIELD_NAME'],
    [': b', 'HTTP1_FIELD_NAME'],
    ['A', 'HTTP1_FIELD_NAME'],
    ['A: \0', 'HTTP1_FIELD_VALUE'],
    ['A: b\nC: d', 'HTTP1_FIELD_VALUE'],
    ['A: b\rC: d', 'HTTP1_LINE_END'],
    ['A: b\r\n c', 'HTTP1_FOLDED'],
    [' A: b', 'HTTP1_FOLDED'],
  ])('FR9 holds them to the grammar of fields: %j', (line, code) => {
    expectRefused(code, `0\r\n${line}\r\n\r\n`)
  })

  test.each([
    'Authorization',
    'Connection',
    'Content-Encoding',
    'Content-Length',
    'Content-Range',
    'Cookie',
    'Expect',
    'Host',
    'Proxy-Authorization',
    'Set-Cookie',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
  ])('FR9 refuses %s, in any case and wherever the section is cut', (name) => {
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()]) {
      const message = `0\r\nA: b\r\n${spelling}: c\r\n\r\n`
      expectRefused('HTTP1_TRAILER', message)
      for (let cut = 1; cut < message.length; cut++) {
        const decoder = new ChunkedDecoder(DEFAULT_LIMITS)
        decoder.decode(octets(message), 0, cut)
        expect(() => decoder.decode(octets(message), cut, message.length)).toThrow(name.toLowerCase())
      }
    }
  })
})
