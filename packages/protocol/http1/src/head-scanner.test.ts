import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { HeadScanner, SPANS_PER_FIELD } from './head-scanner.ts'

const LIMITS = { lineBytes: 200, sectionBytes: 2000, fields: 10 }

interface Parts {
  method: string
  target: string
  fields: Array<[name: string, value: string]>
}

/** The parts found in a head that arrives whole. */
function scan(head: string): Parts {
  const scanner = new HeadScanner(LIMITS)
  expect(scanner.scan(octets(head), 0, head.length)).toBe(head.length)
  return partsOf(scanner)
}

function partsOf({ bytes, start, methodEnd, targetStart, targetEnd, fieldCount, spans }: HeadScanner): Parts {
  const text = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1')
  const fields: Array<[string, string]> = []
  for (let i = 0; i < fieldCount * SPANS_PER_FIELD; i += SPANS_PER_FIELD) {
    fields.push([text(spans[i]!, spans[i + 1]!), text(spans[i + 2]!, spans[i + 3]!)])
  }
  return { method: text(start, methodEnd), target: text(targetStart, targetEnd), fields }
}

function octets(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

function expectRefused(head: string, code: string): void {
  expect(() => new HeadScanner(LIMITS).scan(octets(head), 0, head.length)).toThrow(
    expect.objectContaining({ name: 'ProtocolError', code, status: 400 }),
  )
}

/** The octets with which a head is accepted, as a string. */
function accepted(headWith: (octet: string) => string): string {
  let result = ''
  for (let octet = 0; octet < 256; octet++) {
    const character = String.fromCharCode(octet)
    const head = octets(headWith(character))
    try {
      if (new HeadScanner(LIMITS).scan(head, 0, head.length) === head.length) result += character
    } catch {
      // Refused.
    }
  }
  return result
}

const TCHAR = "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~"
const GRAPHIC = Array.from({ length: 94 }, (_, i) => String.fromCharCode(0x21 + i)).join('')
const OBS_TEXT = Array.from({ length: 128 }, (_, i) => String.fromCharCode(0x80 + i)).join('')

describe('RFC 9112 §2.1 Message Format', () => {
  test('finds the parts of a head', () => {
    expect(scan('POST /a?b HTTP/1.1\r\nHost: example.com\r\nX: y\r\n\r\n')).toEqual({
      method: 'POST',
      target: '/a?b',
      fields: [
        ['Host', 'example.com'],
        ['X', 'y'],
      ],
    })
  })

  test('tells where the head ends, and takes the next one from there', () => {
    const bytes = octets('GET /1 HTTP/1.1\r\nA: 1\r\n\r\nGET /2 HTTP/1.1\r\nB: 2\r\n\r\nrest')
    const scanner = new HeadScanner(LIMITS)
    const first = scanner.scan(bytes, 0, bytes.length)
    expect(partsOf(scanner)).toEqual({ method: 'GET', target: '/1', fields: [['A', '1']] })
    const second = scanner.scan(bytes, first, bytes.length)
    expect(partsOf(scanner)).toEqual({ method: 'GET', target: '/2', fields: [['B', '2']] })
    expect(second).toBe(bytes.length - 'rest'.length)
  })

  test('HD6 goes on where it stopped: at any octet, in a buffer that begins elsewhere and is used again', () => {
    const head = 'PUT /x HTTP/1.1\r\nContent-Length: 1\r\nName: some value \r\n\r\n'
    const whole = scan(head)
    for (let cut = 1; cut < head.length; cut++) {
      const scanner = new HeadScanner(LIMITS)
      const first = octets(`before${head.slice(0, cut)}`)
      expect(scanner.scan(first, 6, first.length)).toBe(-1)
      first.fill(0)
      const second = octets(`between${head.slice(cut)}after`)
      expect(scanner.scan(second, 7, second.length)).toBe(second.length - 5)
      second.fill(0)
      expect(partsOf(scanner), `cut at ${cut}`).toEqual(whole)
    }
  })

  test('is idle before the first octet and after the last', () => {
    const head = octets('GET / HTTP/1.1\r\n\r\n')
    const scanner = new HeadScanner(LIMITS)
    expect(scanner.isIdle).toBe(true)
    scanner.scan(head, 0, 1)
    expect(scanner.isIdle).toBe(false)
    scanner.scan(head, 1, head.length)
    expect(scanner.isIdle).toBe(true)
    expect(scanner.scan(head, 0, 0)).toBe(-1)
    expect(scanner.isIdle).toBe(true)
  })
})

describe('RFC 9112 §2.2 Message Parsing', () => {
  test('FR16 skips one empty line before a request', () => {
    expect(scan('\r\nGET / HTTP/1.1\r\n\r\n').method).toBe('GET')
  })

  test('FR16 refuses a second empty line', () => {
    expectRefused('\r\n\r\nGET / HTTP/1.1\r\n\r\n', 'HTTP1_METHOD')
  })

  test.each([
    ['GET / HTTP/1.1\n\r\n\r\n', 'HTTP1_VERSION'],
    ['GET / HTTP/1.1\nA: b\n\n', 'HTTP1_VERSION'],
    ['\nGET / HTTP/1.1\r\n\r\n', 'HTTP1_METHOD'],
    ['GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n', 'HTTP1_FIELD_VALUE'],
    ['GET / HTTP/1.1\r\nA:\nC: d\r\n\r\n', 'HTTP1_FIELD_VALUE'],
    ['GET / HTTP/1.1\r\nA\n: d\r\n\r\n', 'HTTP1_FIELD_NAME'],
    ['GET / HTTP/1.1\r\nA: b\r\n\n', 'HTTP1_FIELD_NAME'],
  ])('FR5 refuses LF without CR: %j', expectRefused)

  test.each([
    ['\rGET / HTTP/1.1\r\n\r\n', 'HTTP1_LINE_END'],
    ['GET / HTTP/1.1\rA: b\r\n\r\n', 'HTTP1_LINE_END'],
    ['GET / HTTP/1.1\r\r\n\r\n', 'HTTP1_LINE_END'],
    ['GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n', 'HTTP1_LINE_END'],
    ['GET / HTTP/1.1\r\nA: b\r\r\n\r\n', 'HTTP1_LINE_END'],
    ['GET / HTTP/1.1\r\nA: b\r\n\rC: d\r\n\r\n', 'HTTP1_LINE_END'],
    ['GET / HTTP/1.1\r\nA\r: b\r\n\r\n', 'HTTP1_FIELD_NAME'],
  ])('FR5 refuses CR without LF: %j', expectRefused)

  test.each([
    'GET / HTTP/1.1\r\n A: b\r\n\r\n',
    'GET / HTTP/1.1\r\n\tA: b\r\n\r\n',
    'GET / HTTP/1.1\r\n \r\n\r\n',
  ])('FR3 refuses a blank before the first field: %j', (head) => expectRefused(head, 'HTTP1_FOLDED'))
})

describe('RFC 9112 §2.3 HTTP Version', () => {
  test.each(['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9'])(
    'takes %s: its meaning is not grammar',
    (version) => {
      expect(scan(`GET / ${version}\r\n\r\n`).target).toBe('/')
    },
  )

  test.each([
    'HTTP/1',
    'HTTP/1.',
    'HTTP/11',
    'HTTP/1.11',
    'HTTP/01.1',
    'HTTP 1.1',
    'HTTP/x.1',
    'HTTP/1.x',
    'http/1.1',
    'HTTPS/1.1',
    'FTP/1.1',
    '',
  ])('TG2 refuses %j', (version) => expectRefused(`GET / ${version}\r\n\r\n`, 'HTTP1_VERSION'))
})

describe('RFC 9112 §3 Request Line', () => {
  test.each([
    ['GET  / HTTP/1.1\r\n\r\n', 'HTTP1_TARGET'],
    ['GET /  HTTP/1.1\r\n\r\n', 'HTTP1_VERSION'],
    ['GET\t/ HTTP/1.1\r\n\r\n', 'HTTP1_METHOD'],
    ['GET /\tHTTP/1.1\r\n\r\n', 'HTTP1_TARGET'],
    ['GET / HTTP/1.1 \r\n\r\n', 'HTTP1_VERSION'],
    [' GET / HTTP/1.1\r\n\r\n', 'HTTP1_METHOD'],
    ['GET /a b HTTP/1.1\r\n\r\n', 'HTTP1_VERSION'],
    ['GET /\r\n\r\n', 'HTTP1_TARGET'],
    ['GET\r\n\r\n', 'HTTP1_METHOD'],
  ])('TG1 refuses anything but one space between three parts: %j', expectRefused)
})

describe('RFC 9112 §3.1 Method', () => {
  test('TG3 takes tokens and nothing else', () => {
    expect(accepted((octet) => `M${octet}M / HTTP/1.1\r\n\r\n`)).toBe(TCHAR)
  })

  test('TG3 keeps the case', () => {
    expect(scan('get / HTTP/1.1\r\n\r\n').method).toBe('get')
  })
})

describe('RFC 9112 §3.2 Request Target', () => {
  test('TG6 TG7 takes printable ASCII without space, quotes, angle brackets and the fragment sign', () => {
    expect(accepted((octet) => `GET /a${octet}b HTTP/1.1\r\n\r\n`)).toBe(GRAPHIC.replace(/["#<>]/g, ''))
  })
})

describe('RFC 9112 §5 Field Syntax', () => {
  test('FR4 takes tokens as names and nothing else', () => {
    // A colon inside is the end of a shorter name.
    const names = accepted((octet) => `GET / HTTP/1.1\r\nx${octet}y: z\r\n\r\n`).replace(':', '')
    expect(names).toBe(TCHAR)
    expect(scan('GET / HTTP/1.1\r\nx:y: z\r\n\r\n').fields).toEqual([['x', 'y: z']])
  })

  test.each([': b', 'A : b', 'A\t: b', 'A', 'A b: c', 'A\xe9: b'])(
    'FR4 refuses a line without a name directly before its colon: %j',
    (line) => expectRefused(`GET / HTTP/1.1\r\n${line}\r\n\r\n`, 'HTTP1_FIELD_NAME'),
  )

  test('HD8 trims spaces and tabs around a value, nothing else', () => {
    const head = 'GET / HTTP/1.1\r\nA:b\r\nA: \t b \t c\t \r\nA:\xa0b\xa0\r\nA:\r\nA: \t\r\n\r\n'
    expect(scan(head).fields.map(([, value]) => value)).toEqual(['b', 'b \t c', '\xa0b\xa0', '', ''])
  })
})

describe('RFC 9112 §5.2 Obsolete Line Folding', () => {
  test.each(['A: b\r\n c', 'A: b\r\n\tc', 'A: b\r\n ', 'A:\r\n b', 'A: b\r\n : c'])(
    'FR3 refuses %j',
    (line) => expectRefused(`GET / HTTP/1.1\r\n${line}\r\n\r\n`, 'HTTP1_FOLDED'),
  )
})

describe('RFC 9110 §5.5 Field Values', () => {
  test('HD7 takes printable octets, blanks and those above 0x7F, as they are', () => {
    const allowed = `\t ${GRAPHIC}${OBS_TEXT}`
    expect(accepted((octet) => `GET / HTTP/1.1\r\nA: x${octet}y\r\n\r\n`)).toBe(allowed)
    expect(scan(`GET / HTTP/1.1\r\nA: x${allowed}y\r\n\r\n`).fields).toEqual([['A', `x${allowed}y`]])
  })
})

describe('RFC 9112 §7.1.2 Chunked Trailer Section', () => {
  const TRAILER_LIMITS = { ...LIMITS, lineBytes: 0 }

  test('reads a section of fields alone', () => {
    const section = octets('A: b\r\nC: d\r\n\r\nGET')
    const scanner = new HeadScanner(TRAILER_LIMITS)
    expect(scanner.scan(section, 0, section.length)).toBe(section.length - 3)
    expect(partsOf(scanner).fields).toEqual([
      ['A', 'b'],
      ['C', 'd'],
    ])
  })

  test('reads an empty section', () => {
    const scanner = new HeadScanner(TRAILER_LIMITS)
    expect(scanner.scan(octets('\r\n'), 0, 2)).toBe(2)
    expect(scanner.fieldCount).toBe(0)
  })
})
