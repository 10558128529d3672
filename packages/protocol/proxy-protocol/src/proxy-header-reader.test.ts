import { Buffer } from 'node:buffer'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32c } from './crc32c.ts'
import { proxyHeaderReader } from './index.ts'
import type { ProxyHeader } from './index.ts'

const HTTP = 'GET / HTTP/1.1\r\n'

const SILENT = {
  source: null,
  destination: null,
  tls: null,
  authority: null,
  alpn: null,
  uniqueId: null,
}

function octets(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

/** What a header that arrives whole says; an HTTP request behind it is left alone. */
function read(header: Uint8Array | string): ProxyHeader | null {
  const text = typeof header === 'string' ? header : Buffer.from(header).toString('latin1')
  const bytes = octets(`--${text}${HTTP}`)
  const reader = proxyHeaderReader()
  expect(reader.read(bytes, 2, bytes.length)).toBe(2 + text.length)
  return reader.header
}

function expectRefused(header: Uint8Array | string, code: string): void {
  const bytes = typeof header === 'string' ? octets(header) : header
  expect(() => proxyHeaderReader().read(bytes, 0, bytes.length)).toThrow(
    expect.objectContaining({ name: 'ProxyProtocolError', code }),
  )
}

const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n'

interface Block {
  command?: number
  kind?: number
  content?: Uint8Array | string
  length?: number
}

/** A header of version 2, by default with the addresses of `IPV4`. */
function block({ command = 0x21, kind = 0x11, content = IPV4, length }: Block): Uint8Array {
  const rest = typeof content === 'string' ? octets(content) : content
  const size = length ?? rest.length
  return Uint8Array.of(...octets(SIGNATURE), command, kind, size >> 8, size & 0xff, ...rest)
}

const IPV4 = '\xc0\x00\x02\x01\xc6\x33\x64\x02\xdc\x04\x01\xbb'
const ENDS = {
  source: { address: '192.0.2.1', port: 56_324 },
  destination: { address: '198.51.100.2', port: 443 },
}

/** A type-length-value. */
function vector(type: number, value: string): string {
  return String.fromCharCode(type, value.length >> 8, value.length & 0xff) + value
}

function withVectors(...vectors: string[]): Uint8Array {
  return block({ content: IPV4 + vectors.join('') })
}

describe('§2 The PROXY protocol header', () => {
  test('comes once', () => {
    const bytes = octets('PROXY UNKNOWN\r\nPROXY UNKNOWN\r\n')
    const reader = proxyHeaderReader()
    expect(reader.read(bytes, 0, bytes.length)).toBe(15)
    expect(() => reader.read(bytes, 15, bytes.length)).toThrow('There has been a PROXY header: it comes once')
  })

  test('comes first: anything else is refused by its first octet that differs', () => {
    for (const other of [
      'G',
      '\x16\x03\x01',
      'PRI',
      'PUT / HTTP/1.1',
      'proxy',
      '\n',
      '\r\nG',
      '\r\n\r\n\0\r\nQUIS',
    ]) {
      expectRefused(other, 'PROXY_SIGNATURE')
    }
  })

  test('is not there before all of it has arrived', () => {
    const reader = proxyHeaderReader()
    expect(reader.header).toBeNull()
    expect(reader.read(new Uint8Array(0), 0, 0)).toBe(-1)
    expect(reader.read(octets('PROXY UNKNOWN\r'), 0, 14)).toBe(-1)
    expect(reader.header).toBeNull()
    expect(reader.read(octets('\n'), 0, 1)).toBe(1)
    expect(reader.header).toEqual({ version: 1, ...SILENT })
  })
})

describe('§2.1 Human-readable header format (version 1)', () => {
  test('tells the ends of a TCP connection over IPv4', () => {
    expect(read('PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n')).toEqual({
      version: 1,
      ...SILENT,
      ...ENDS,
    })
  })

  test('tells those over IPv6 as Node writes them', () => {
    expect(read('PROXY TCP6 2001:DB8:0:0:0:0:0:1 ::ffff:198.51.100.2 0 65535\r\n')).toMatchObject({
      source: { address: '2001:db8::1', port: 0 },
      destination: { address: '198.51.100.2', port: 65_535 },
    })
  })

  test('says nothing where the proxy does not know, whatever follows', () => {
    const rest = ` ${'f'.repeat(107 - 'PROXY UNKNOWN \r\n'.length)}`
    for (const line of [
      'PROXY UNKNOWN',
      'PROXY UNKNOWN 1 2 3',
      'PROXY UNKNOWN \0\xff',
      `PROXY UNKNOWN${rest}`,
    ]) {
      expect(read(`${line}\r\n`)).toEqual({ version: 1, ...SILENT })
    }
  })

  test('has at most 107 octets, CR LF included', () => {
    const line = 'PROXY UNKNOWN '.padEnd(106, 'f')
    expectRefused(`${line}f`, 'PROXY_SIZE')
    expectRefused(`${line}\r\n`, 'PROXY_SIZE')
    expectRefused('PROXY TCP4 '.padEnd(5000, '1'), 'PROXY_SIZE')
  })

  test.each([
    ['a line ended by LF alone', 'PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\n'],
    ['CR alone', 'PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\rG'],
    ['another protocol', 'PROXY UDP4 192.0.2.1 198.51.100.2 56324 443\r\n'],
    ['lower case', 'PROXY tcp4 192.0.2.1 198.51.100.2 56324 443\r\n'],
    ['no protocol', 'PROXY \r\n'],
    ['a longer word', 'PROXY UNKNOWNS\r\n'],
    ['no ports', 'PROXY TCP4 192.0.2.1 198.51.100.2\r\n'],
    ['one port', 'PROXY TCP4 192.0.2.1 198.51.100.2 56324\r\n'],
    ['a fifth word', 'PROXY TCP4 192.0.2.1 198.51.100.2 56324 443 \r\n'],
    ['two spaces', 'PROXY TCP4  192.0.2.1 198.51.100.2 56324 443\r\n'],
    ['a tab', 'PROXY TCP4\t192.0.2.1 198.51.100.2 56324 443\r\n'],
    ['the wrong family', 'PROXY TCP4 2001:db8::1 2001:db8::2 56324 443\r\n'],
    ['the other wrong family', 'PROXY TCP6 192.0.2.1 198.51.100.2 56324 443\r\n'],
    ['leading zeros of an address', 'PROXY TCP4 192.0.02.1 198.51.100.2 56324 443\r\n'],
    ['a short address', 'PROXY TCP4 127.1 198.51.100.2 56324 443\r\n'],
    ['an octet of 256', 'PROXY TCP4 192.0.2.256 198.51.100.2 56324 443\r\n'],
    ['a zone', 'PROXY TCP6 fe80::1%eth0 2001:db8::2 56324 443\r\n'],
    ['brackets', 'PROXY TCP6 [2001:db8::1] 2001:db8::2 56324 443\r\n'],
    ['leading zeros of a port', 'PROXY TCP4 192.0.2.1 198.51.100.2 056324 443\r\n'],
    ['a port of 65536', 'PROXY TCP4 192.0.2.1 198.51.100.2 65536 443\r\n'],
    ['a negative port', 'PROXY TCP4 192.0.2.1 198.51.100.2 56324 -1\r\n'],
    ['a port in another notation', 'PROXY TCP4 192.0.2.1 198.51.100.2 0x10 4e2\r\n'],
  ])('refuses %s', (_, line) => {
    expectRefused(line, 'PROXY_LINE')
  })
})

describe('§2.2 Binary header format (version 2)', () => {
  test('tells the ends of a connection over IPv4, stream or datagram', () => {
    expect(read(block({}))).toEqual({ version: 2, ...SILENT, ...ENDS })
    expect(read(block({ kind: 0x12 }))).toEqual({ version: 2, ...SILENT, ...ENDS })
  })

  test('tells those over IPv6 as Node writes them', () => {
    const address = '\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01'
    const mapped = '\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\x00\x02\x01'
    expect(read(block({ kind: 0x21, content: `${address}${mapped}\0\x01\xff\xff` }))).toMatchObject({
      source: { address: '2001:db8::1', port: 1 },
      destination: { address: '192.0.2.1', port: 65_535 },
    })
  })

  test('has no addresses for unix sockets, but their vectors', () => {
    const content = '/'.repeat(216) + vector(0x02, 'example.com')
    expect(read(block({ kind: 0x31, content }))).toEqual({ version: 2, ...SILENT, authority: 'example.com' })
  })

  test('says nothing for LOCAL and for what is unspecified, and skips what they bring along', () => {
    expect(read(block({ command: 0x20, kind: 0x00, content: '' }))).toEqual({ version: 2, ...SILENT })
    expect(read(block({ command: 0x20, kind: 0xff, content: `${IPV4}?` }))).toEqual({ version: 2, ...SILENT })
    for (const kind of [0x00, 0x01, 0x10]) {
      expect(read(block({ kind, content: '?'.repeat(100) }))).toEqual({ version: 2, ...SILENT })
    }
  })

  test.each([
    ['version 1', { command: 0x11 }],
    ['version 3', { command: 0x31 }],
    ['an unassigned command', { command: 0x22 }],
    ['an unassigned family', { kind: 0x41 }],
    ['an unassigned transport', { kind: 0x13 }],
    ['a header too short for IPv4', { content: IPV4.slice(1) }],
    ['a header too short for IPv6', { kind: 0x21, content: '\0'.repeat(35) }],
    ['a header too short for unix sockets', { kind: 0x31, content: '/'.repeat(215) }],
  ])('refuses %s', (_, parts) => {
    expectRefused(block(parts), 'PROXY_BLOCK')
  })

  test('has at most 4096 octets, and is refused before they arrive', () => {
    const filling = vector(0x04, 'x'.repeat(4096 - 16 - IPV4.length - 3))
    expect(read(withVectors(filling))).toMatchObject(ENDS)
    expectRefused(block({ content: '', length: 4081 }), 'PROXY_SIZE')
    expectRefused(block({ content: '', length: 65_535 }), 'PROXY_SIZE')
  })

  test('may be limited otherwise', () => {
    const bytes = block({})
    expect(proxyHeaderReader({ maxBytes: 28 }).read(bytes, 0, 28)).toBe(28)
    expect(() => proxyHeaderReader({ maxBytes: 27 }).read(bytes, 0, 28)).toThrow('28 octets, more than 27')
    for (const maxBytes of [15, 65_552, 100.5, NaN]) {
      expect(() => proxyHeaderReader({ maxBytes })).toThrow(TypeError)
    }
  })
})

describe('§2.2.1 to §2.2.8 Type-length-values', () => {
  test('tell protocol, authority and name of the connection', () => {
    const vectors = [vector(0x01, 'h2'), vector(0x02, 'ex\xc3\xa4mple.com'), vector(0x05, '\0\xff')]
    expect(read(withVectors(...vectors))).toEqual({
      version: 2,
      ...ENDS,
      tls: null,
      authority: 'exämple.com',
      alpn: 'h2',
      uniqueId: Uint8Array.of(0, 255),
    })
  })

  test.each([
    ['with the flag', '\x01\0\0\0\0', true],
    ['with other flags', '\x07\0\0\0\x01\x21\0\x07TLSv1.3', true],
    ['without the flag', '\x06\0\0\0\0', false],
  ])('tell whether the client came over TLS: %s', (_, value, tls) => {
    expect(read(withVectors(vector(0x20, value)))).toMatchObject({ tls })
  })

  test('of unknown types are skipped, twice as well', () => {
    const vectors = [
      vector(0xe0, 'a'),
      vector(0xe0, 'b'),
      vector(0x04, ''),
      vector(0x30, 'net'),
      vector(0x02, 'c'),
    ]
    expect(read(withVectors(...vectors))).toMatchObject({ ...ENDS, authority: 'c' })
  })

  test.each([
    ['without a length', '\x04'],
    ['with half a length', '\x04\0'],
    ['longer than the header', '\x04\0\x02x'],
    ['of which one comes twice', vector(0x02, 'a') + vector(0x02, 'a')],
    ['whose authority is not UTF-8', vector(0x02, '\xff')],
    ['whose protocol is too long', vector(0x01, 'x'.repeat(256))],
    ['whose name is too long', vector(0x05, 'x'.repeat(129))],
    ['whose checksum is too short', vector(0x03, 'abc')],
    ['with TLS cut short', vector(0x20, '\x01\0\0\0')],
  ])('are refused %s', (_, vectors) => {
    expectRefused(withVectors(vectors), 'PROXY_VECTOR')
  })

  test('may hold a checksum of the header, which is verified', () => {
    expect(crc32c(octets('123456789'))).toBe(0xe3069283)
    const bytes = withVectors(vector(0x02, 'a'), vector(0x03, '\0\0\0\0'))
    new DataView(bytes.buffer).setUint32(bytes.length - 4, crc32c(bytes))
    expect(read(bytes)).toMatchObject({ ...ENDS, authority: 'a' })
    for (let i = 16; i < bytes.length; i++) {
      if (i >= 28 && i < 35) continue // Types and lengths have errors of their own.
      expectRefused(bytes.with(i, bytes[i]! ^ 1), 'PROXY_CHECKSUM')
    }
  })
})

describe('what HAProxy sends', () => {
  test.each([
    [
      'send-proxy',
      '50524f58592054435034203132372e302e302e31203132372e302e302e312035373839342031393039310d0a',
      {
        version: 1,
        source: { address: '127.0.0.1', port: 57_894 },
        destination: { address: '127.0.0.1', port: 19_091 },
      },
    ],
    ['a health check', '0d0a0d0a000d0a515549540a20000000', { version: 2, source: null }],
    [
      'send-proxy-v2 with crc32c and unique-id over IPv6',
      '0d0a0d0a000d0a515549540a212100520000000000000000000000000000000100000000000000000000000000000001' +
        'eaf24a94030004dfada07605002461366130633332612d353462352d343962612d613562642d323938333931376332333539',
      {
        version: 2,
        source: { address: '::1', port: 60_146 },
        destination: { address: '::1', port: 19_092 },
        uniqueId: octets('a6a0c32a-54b5-49ba-a5bd-2983917c2359'),
      },
    ],
    [
      'send-proxy-v2-ssl with crc32c and authority',
      '0d0a0d0a000d0a515549540a211100577f0000017f000001cda04a95030004d8dcb3a4010008687474702f312e3102000b' +
        '6578616d706c652e636f6d2000280100000000210007544c5376312e33230016544c535f4145535f3235365f47434d5f53' +
        '4841333834',
      {
        version: 2,
        source: { address: '127.0.0.1', port: 52_640 },
        tls: true,
        alpn: 'http/1.1',
        authority: 'example.com',
      },
    ],
  ])('is read: %s', (_, hex, expected) => {
    expect(read(new Uint8Array(Buffer.from(hex, 'hex')))).toMatchObject(expected)
  })
})

describe('bytes in any pieces', () => {
  /** Headers, headers with flaws, and what follows them. */
  const inputs: Array<Uint8Array | string> = [
    'PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n',
    'PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n',
    'PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\n\r',
    `PROXY UNKNOWN ${'f'.repeat(100)}`,
    block({ content: '' }),
    block({ command: 0x20, content: '' }),
    block({ command: 0x21, kind: 0x00, content: '' }),
    block({ command: 0x31, length: 9999 }),
    block({ length: 9999 }),
    withVectors(vector(0x01, 'h2'), vector(0x20, '\x01\0\0\0\0')),
    withVectors(vector(0x03, '\0\0\0\0')),
    withVectors('\x04\0\xff'),
  ]

  test('mean the same wherever they are cut', () => {
    const cut = fc.tuple(fc.constantFrom(...inputs), fc.array(fc.nat({ max: 140 })))
    fc.assert(
      fc.property(cut, ([input, cuts]) => {
        const bytes = Uint8Array.of(...(typeof input === 'string' ? octets(input) : input), ...octets(HTTP))
        expect(outcome(bytes, cuts)).toEqual(outcome(bytes, []))
      }),
      { numRuns: 2000 },
    )
  })

  test('that are hostile bring no other error than ProxyProtocolError', () => {
    const line = fc.string({
      unit: fc.constantFrom(...Array.from(' \r\n\t0129.:afTCP46%-xPROXYUNKNOWN')),
      maxLength: 120,
    })
    const lines = line.map((text) => octets(`PROXY ${text}\r\n`))
    const blocks = fc
      .tuple(fc.constantFrom(0x20, 0x21, 0x22), fc.nat({ max: 255 }), fc.uint8Array({ maxLength: 300 }))
      .map(([command, kind, content]) => block({ command, kind, content }))
    const vectors = fc.uint8Array({ maxLength: 60 }).map((content) => Uint8Array.of(...block({}), ...content))
    const sized = vectors.map((bytes) => bytes.with(15, bytes.length - 16))
    const flipped = fc
      .tuple(fc.constantFrom(...inputs), fc.nat(), fc.nat({ max: 255 }))
      .map(([input, at, octet]) => {
        const bytes = typeof input === 'string' ? octets(input) : input
        return bytes.with(at % bytes.length, octet)
      })
    const anything = fc.oneof(lines, blocks, sized, flipped, fc.uint8Array({ maxLength: 300 }))
    fc.assert(
      fc.property(anything, fc.array(fc.nat({ max: 300 })), (bytes, cuts) => {
        const result = outcome(bytes, cuts)
        expect(result).toEqual(outcome(bytes, []))
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 5000) },
    )
  })

  /** How reading ends: where, with what, or by which code. Other errors pass. */
  function outcome(bytes: Uint8Array, cuts: number[]): unknown {
    const inner = cuts.filter((at) => at < bytes.length).toSorted((a, b) => a - b)
    const reader = proxyHeaderReader()
    try {
      for (const [i, start] of [0, ...inner].entries()) {
        const end = inner[i] ?? bytes.length
        // What is not given must not be looked at.
        const piece = new Uint8Array(bytes.length).fill(0xff)
        piece.set(bytes.subarray(start, end), start)
        const after = reader.read(piece, start, end)
        piece.fill(0)
        if (after !== -1) return { after, header: reader.header }
      }
      return { header: reader.header }
    } catch (error) {
      if (error instanceof Error && error.name === 'ProxyProtocolError')
        return (error as Error & { code: string }).code
      throw error
    }
  }
})
