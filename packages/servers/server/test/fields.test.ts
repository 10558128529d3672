import { Buffer } from 'node:buffer'
import type { Application } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { path } from './applications.ts'
import { turns } from './raw-client.ts'
import { expectAccepted, expectRefused } from './refusal.ts'
import { start } from './start.ts'

const showFields: Application = ({ headers }) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  // One octet for each character of a value, as they came.
  body: Buffer.from(JSON.stringify(Object.entries(headers)), 'latin1'),
})

/** The fields that the application sees, in order. */
async function seen(...lines: string[]): Promise<Array<[name: string, value: string]>> {
  const { open } = await start(showFields)
  const client = await open()
  await client.send(['GET / HTTP/1.1', 'Host: a', ...lines, '', ''].join('\r\n'))
  const entries = JSON.parse((await client.answer()).body) as Array<[string, string]>
  return entries.slice(1)
}

/** A request line of so many octets, line end not counted. */
function lineOf(octets: number): string {
  return `GET /${'a'.repeat(octets - 'GET / HTTP/1.1'.length)} HTTP/1.1\r\n`
}

/** A head of so many octets. */
function headOf(octets: number): string {
  const around = 'GET / HTTP/1.1\r\nHost: a\r\nx-a: \r\n\r\n'.length
  return `GET / HTTP/1.1\r\nHost: a\r\nx-a: ${'b'.repeat(octets - around)}\r\n\r\n`
}

describe('limits, just below and just above', () => {
  it('HD1 answers 414 to a request line of more than 8192 octets', async () => {
    await expectAccepted(`${lineOf(8192)}Host: a\r\n\r\n`)
    await expectRefused(`${lineOf(8193)}Host: a\r\n\r\n`, 414)
  })

  it('HD1 answers 431 to a head of more than 16384 octets', async () => {
    await expectAccepted(headOf(16_384))
    await expectRefused(headOf(16_385), 431)
  })

  it('HD2 answers 431 to more than 100 fields, and shortens nothing', async () => {
    const others = (count: number): string => `GET / HTTP/1.1\r\nHost: a\r\n${'x-a: b\r\n'.repeat(count)}\r\n`
    await expectAccepted(others(99))
    await expectRefused(others(100), 431)
    expect(await seen(...Array.from({ length: 99 }, (_, i) => `x-${i}: b`))).toHaveLength(99)
  })

  it('HD1 takes other limits as options', async () => {
    await expectAccepted(headOf(100), { maxHeadBytes: 100 })
    await expectRefused(headOf(101), 431, { maxHeadBytes: 100 })
    await expectAccepted(`${lineOf(30)}Host: a\r\n\r\n`, { maxRequestLineBytes: 30 })
    await expectRefused(`${lineOf(31)}Host: a\r\n\r\n`, 414, { maxRequestLineBytes: 30 })
    await expectAccepted('GET / HTTP/1.1\r\nHost: a\r\n\r\n', { maxFields: 1 })
    await expectRefused('GET / HTTP/1.1\r\nHost: a\r\nx-a: b\r\n\r\n', 431, { maxFields: 1 })
  })

  it.each([
    ['a method', 414, 'A'],
    ['a target', 414, 'GET /'],
    ['a name', 431, 'GET / HTTP/1.1\r\n'],
    ['a value', 431, 'GET / HTTP/1.1\r\nx-a: '],
    ['fields', 431, 'GET / HTTP/1.1\r\nHost: a\r\n'],
  ])('HD1 answers a head without end at its limit: %s', async (_what, status, start_) => {
    const { open, clientErrors } = await start(path)
    const client = await open()
    await client.send(
      start_ + (status === 431 && start_.endsWith('a\r\n') ? 'x-a: b\r\n'.repeat(3000) : 'a'.repeat(20_000)),
    )
    expect((await client.answer()).status).toBe(status)
    expect(await client.rest()).toBe('')
    expect(clientErrors).toHaveLength(1)
  })
})

describe('names and values', () => {
  it('HD3 takes any token for a name, those of built-in properties among them', async () => {
    const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', "!#$%&'*+-.^_`|~0"]
    const expected = names.map((name) => [name.toLowerCase(), 'a'])
    expect(await seen(...names.map((name) => `${name}: a`))).toEqual(expected)
  })

  it('HD3 keeps names with _ and with - apart (HEAD-4)', async () => {
    expect(await seen('x-a: 1', 'x_a: 2')).toEqual([
      ['x-a', '1'],
      ['x_a', '2'],
    ])
  })

  it('HD6 takes a head octet by octet, as if it came at once', async () => {
    const { open } = await start(showFields)
    const client = await open()
    await client.sendApart('GET / HTTP/1.1\r\nHost: a\r\nX-Name: \t some  value \t\r\n\r\n')
    expect(JSON.parse((await client.answer()).body)).toEqual([
      ['host', 'a'],
      ['x-name', 'some  value'],
    ])
  })

  it.each(['\x00', '\x01', '\x08', '\x0a', '\x0b', '\x0d', '\x1f', '\x7f'])(
    'HD7 refuses %j in a value',
    async (octet) => {
      await expectRefused(`GET / HTTP/1.1\r\nHost: a\r\nx-a: b${octet}c\r\n\r\n`)
    },
  )

  it('HD7 keeps octets above 0x7F as they are', async () => {
    expect(await seen('x-a: \x80\xa0\xff\xc3\xa9')).toEqual([['x-a', '\x80\xa0\xff\xc3\xa9']])
  })

  it('HD8 trims space and tab, nothing else', async () => {
    expect(await seen('a: \t b c \t', 'b:c', 'c:', 'd: \xa0e\xa0')).toEqual([
      ['a', 'b c'],
      ['b', 'c'],
      ['c', ''],
      ['d', '\xa0e\xa0'],
    ])
  })

  it('HD9 lets nobody make fields vanish by naming them in Connection', async () => {
    expect(await seen('x-real-ip: 192.0.2.1', 'connection: x-real-ip, host')).toEqual([
      ['x-real-ip', '192.0.2.1'],
      ['connection', 'x-real-ip, host'],
    ])
  })

  it('HD10 joins lines with a comma, those of cookies with a semicolon (HEAD-2)', async () => {
    expect(await seen('accept: a', 'cookie: b=1', 'ACCEPT: c', 'Cookie: d=2')).toEqual([
      ['accept', 'a, c'],
      ['cookie', 'b=1; d=2'],
    ])
  })

  it.each(['authorization', 'content-type', 'origin', 'range', 'if-modified-since'])(
    'HD10 refuses a second line of %s, which has one meaning only',
    async (name) => {
      expect(await expectRefused(`GET / HTTP/1.1\r\nHost: a\r\n${name}: b\r\n${name}: b\r\n\r\n`)).toBe(
        'HTTP1_REPEATED_FIELD',
      )
    },
  )

  it('HD4 costs no more for names that all differ than for the same one', async () => {
    const { open } = await start(path)
    const client = await open()
    const different = Array.from(
      { length: 99 },
      (_, i) => `x-${i.toString(36).padStart(2, '0')}: b\r\n`,
    ).join('')
    const time = async (lines: string): Promise<number> => {
      const startedAt = performance.now()
      for (let i = 0; i < 300; i++) {
        await client.send(`GET / HTTP/1.1\r\nHost: a\r\n${lines}\r\n`)
        await client.answer()
      }
      return performance.now() - startedAt
    }
    const same = 'x-aa: b\r\n'.repeat(99)
    await time(same)
    expect(await time(different)).toBeLessThan(10 * (await time(same)) + 100)
  })
})

describe('requests of one connection', () => {
  it('CN10 show nothing of one to the other', async () => {
    const { open } = await start(showFields)
    const client = await open()
    await client.send(
      'GET / HTTP/1.1\r\nHost: a\r\nAuthorization: secret\r\nCookie: a=b\r\nx-long: value\r\n\r\n',
    )
    await client.answer()
    await client.send('GET / HTTP/1.1\r\nHost: b\r\n')
    await turns()
    await client.send('\r\n')
    expect(JSON.parse((await client.answer()).body)).toEqual([['host', 'b']])
  })
})
