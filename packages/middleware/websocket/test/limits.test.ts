import { Buffer } from 'node:buffer'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { websocket } from '../src/index.ts'
import type { WebSocketOptions } from '../src/index.ts'
import { BINARY, CONTINUATION, frame, HANDSHAKE, TEXT, closeFrame } from './raw-client.ts'
import type { RawClient } from './raw-client.ts'
import { start } from './start.ts'

/** An open socket whose handler notes the lengths of messages, and the codes it closes with. */
async function openSocket(options: WebSocketOptions = {}, handshake = HANDSHAKE) {
  const lengths: number[] = []
  const codes: number[] = []
  const { open, errors } = await start(
    websocket((socket) => {
      socket.on('message', (data: Buffer) => lengths.push(data.length))
      socket.on('close', (code) => codes.push(code))
    }, options),
  )
  const client = await open()
  const head = await client.handshake(handshake)
  return { client, head, lengths, codes, errors }
}

/** The server says why it closes, hears the same and ends the connection. */
async function expectClose(client: RawClient, code: number): Promise<void> {
  expect(await client.closeCode()).toBe(code)
  client.send(closeFrame(code))
  expect(await client.rest()).toHaveLength(0)
}

const COMPRESSING = HANDSHAKE.replace('Host', 'Sec-WebSocket-Extensions: permessage-deflate\r\nHost')

describe('WS4 frame lengths are believed only within limits', () => {
  it.each([
    ['one byte more than a message may have', 101n],
    ['4 GiB', 2n ** 32n],
    ['2^53', 2n ** 53n],
    ['2^63 - 1', 2n ** 63n - 1n],
    ['2^64 - 1', 2n ** 64n - 1n],
  ])('a declared length of %s closes with 1009 before a byte of it is there', async (_what, length) => {
    const { client, lengths, errors } = await openSocket({ maxMessageBytes: 100 })
    const before = process.memoryUsage().arrayBuffers
    client.send(frame(BINARY, '', { length }))
    expect(await client.closeCode()).toBe(1009)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
    expect(lengths).toEqual([])
    expect(errors).toEqual([])
  })

  it('a message may be as long as the limit, and the connection goes on', async () => {
    const { client, lengths } = await openSocket({ maxMessageBytes: 100 })
    client.send(
      Buffer.concat([frame(BINARY, Buffer.alloc(100)), frame(TEXT, 'a'), frame(BINARY, Buffer.alloc(101))]),
    )
    await expectClose(client, 1009)
    expect(lengths).toEqual([100, 1])
  })

  it('is 1 MiB unless chosen otherwise', async () => {
    const { client, lengths } = await openSocket()
    client.send(
      Buffer.concat([frame(BINARY, Buffer.alloc(1_048_576)), frame(BINARY, '', { length: 1_048_577n })]),
    )
    expect(await client.closeCode()).toBe(1009)
    expect(lengths).toEqual([1_048_576])
  })
})

describe('WS5 messages are limited after inflation', () => {
  const bomb = deflateRawSync(Buffer.alloc(50_000_000))

  it('a bomb closes with 1009', async () => {
    const { client, head, lengths, errors } = await openSocket({ compress: true }, COMPRESSING)
    expect(head).toContain('sec-websocket-extensions: permessage-deflate;')
    expect(bomb.length).toBeLessThan(100_000)
    client.send(frame(BINARY, bomb, { rsv1: true }))
    expect(await client.closeCode()).toBe(1009)
    expect(lengths).toEqual([])
    expect(errors).toEqual([])
  })

  it('a bomb in fragments closes with 1009', async () => {
    const { client } = await openSocket({ compress: true }, COMPRESSING)
    const half = bomb.length >> 1
    client.send(frame(BINARY, bomb.subarray(0, half), { rsv1: true, fin: false }))
    client.send(frame(CONTINUATION, bomb.subarray(half)))
    expect(await client.closeCode()).toBe(1009)
  })

  it('what was not agreed on is not inflated: 1002', async () => {
    const { client, head } = await openSocket({}, COMPRESSING)
    expect(head).not.toContain('sec-websocket-extensions')
    client.send(frame(BINARY, bomb, { rsv1: true }))
    expect(await client.closeCode()).toBe(1002)
  })
})

describe('WS6 fragments are limited by sum and count', () => {
  it('their sum: 1009', async () => {
    const { client, lengths } = await openSocket({ maxMessageBytes: 100 })
    client.send(frame(BINARY, Buffer.alloc(60), { fin: false }))
    client.send(frame(CONTINUATION, '', { length: 41n, fin: false }))
    expect(await client.closeCode()).toBe(1009)
    expect(lengths).toEqual([])
  })

  it.each([
    ['empty', ''],
    ['of one byte', 'a'],
  ])('their count, %s: 1008', async (_what, payload) => {
    const { client, lengths } = await openSocket({ maxFragments: 10 })
    const flood = (count: number): Buffer[] =>
      Array.from({ length: count }, () => frame(CONTINUATION, payload, { fin: false }))
    client.send(Buffer.concat([frame(BINARY, 'a', { fin: false }), ...flood(8), frame(CONTINUATION, 'a')]))
    client.send(Buffer.concat([frame(BINARY, 'a', { fin: false }), ...flood(10)]))
    await expectClose(client, 1008)
    expect(lengths).toHaveLength(1)
  })

  it('pieces in which a message arrives count as well', async () => {
    const { client } = await openSocket({ maxMessageBytes: 5000 })
    client.send(frame(BINARY, '', { length: 5000n }))
    const code = client.closeCode()
    for (let sent = 0; sent < 2000; sent++) {
      await new Promise<void>((resolve) => void client.socket.write('x', () => setImmediate(resolve)))
    }
    expect(await code).toBe(1008)
  })
})

describe('WS7 client frames must be masked', () => {
  it.each([TEXT, BINARY, 0x8, 0x9, 0xa])(
    'a frame of kind %i without a mask closes with 1002',
    async (kind) => {
      const { client, lengths, errors } = await openSocket()
      client.send(frame(kind, 'ab', { masked: false }))
      await expectClose(client, 1002)
      expect(lengths).toEqual([])
      expect(errors).toEqual([])
    },
  )
})

describe('other breaches of the protocol', () => {
  it.each([
    ['text that is not UTF-8', frame(TEXT, Uint8Array.of(0xff)), 1007],
    ['a continuation of nothing', frame(CONTINUATION, 'a'), 1002],
    ['an unknown kind', frame(0x3, 'a'), 1002],
    ['a fragmented control frame', frame(0x9, 'a', { fin: false }), 1002],
    ['a long control frame', frame(0x9, 'a'.repeat(126)), 1002],
    ['no frame at all', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 1002],
  ])('%s', async (_what, octets, code) => {
    const { client, errors } = await openSocket()
    client.send(octets)
    await expectClose(client, code)
    expect(errors).toEqual([])
  })
})
