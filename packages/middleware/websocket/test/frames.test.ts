/*
 * Frames through the server, octet for octet, in the order of the Autobahn suite (https://github.com/crossbario/autobahn-testsuite):
 * ws is what it judges, and here it is shown that nothing on the way to it changes what it gets and says.
 */
import { Buffer } from 'node:buffer'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { websocket } from '../src/index.ts'
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  HANDSHAKE,
  TEXT,
  closeFrame,
  frame,
  openRawClient,
} from './raw-client.ts'
import { start } from './start.ts'

const PING = 0x9
const PONG = 0xa
const MORE = { fin: false }
const BYE = closeFrame(1000)

/** A name, what a client sends, and what comes back before the connection ends. */
type Row = readonly [name: string, sent: readonly Buffer[], received: readonly Buffer[]]

/** A frame of the server, which is not masked. */
function answer(kind: number, payload: string | Uint8Array = ''): Buffer {
  return frame(kind, payload, { masked: false })
}

/** The close frame of the server. */
function goodbye(code: number, reason = ''): Buffer {
  return answer(CLOSE, closing(code, reason))
}

/** The payload of a close frame. */
function closing(code: number, reason: string | Uint8Array = ''): Buffer {
  return Buffer.concat([Uint8Array.of(code >> 8, code & 0xff), Buffer.from(reason as Uint8Array)])
}

/** Text that a mask hides. */
function masked(text: string): Buffer {
  const octets = frame(TEXT, text)
  octets.set([0x12, 0x34, 0x56, 0x78], 2)
  for (let i = 6; i < octets.length; i++) octets[i]! ^= octets[2 + ((i - 6) % 4)]!
  return octets
}

/** Sends octets to an application that says what it hears, all at once and one by one. */
async function expectReceived([, sent, received]: Row): Promise<void> {
  const { server, errors } = await start(
    websocket((socket) => {
      socket.on('message', (data: Buffer, isBinary) => socket.send(data, { binary: isBinary }))
    }),
  )
  const octets = Buffer.concat(sent)
  for (const pieces of [[octets], Array.from(octets, (octet) => Uint8Array.of(octet))]) {
    const client = await openRawClient(server)
    await client.handshake(HANDSHAKE)
    for (const piece of pieces) {
      client.send(piece)
      await turn()
    }
    expect(await client.rest()).toEqual(Buffer.concat(received))
  }
  expect(errors).toEqual([])
}

describe('RFC 6455 §5.2 framing', () => {
  it.each<Row>([
    ['text', [frame(TEXT, 'Hello'), BYE], [answer(TEXT, 'Hello'), goodbye(1000)]],
    ['no octets', [frame(TEXT), frame(BINARY), BYE], [answer(TEXT), answer(BINARY), goodbye(1000)]],
    ['a mask', [masked('Hello, all'), BYE], [answer(TEXT, 'Hello, all'), goodbye(1000)]],
    ['125 octets', [frame(BINARY, 'a'.repeat(125)), BYE], [answer(BINARY, 'a'.repeat(125)), goodbye(1000)]],
    ['126 octets', [frame(BINARY, 'a'.repeat(126)), BYE], [answer(BINARY, 'a'.repeat(126)), goodbye(1000)]],
  ])('%s', (...row) => expectReceived(row))
})

describe('RFC 6455 §5.4 fragmentation', () => {
  const PARTS = [frame(TEXT, 'a', MORE), frame(CONTINUATION, 'b', MORE), frame(CONTINUATION, 'c')]

  it.each<Row>([
    ['three parts are one message', [...PARTS, BYE], [answer(TEXT, 'abc'), goodbye(1000)]],
    [
      'a ping between them is answered before',
      [PARTS[0]!, frame(PING, 'p'), ...PARTS.slice(1), BYE],
      [answer(PONG, 'p'), answer(TEXT, 'abc'), goodbye(1000)],
    ],
    [
      'parts without octets',
      [frame(BINARY, '', MORE), frame(CONTINUATION), BYE],
      [answer(BINARY), goodbye(1000)],
    ],
    ['a message within another', [PARTS[0]!, frame(TEXT, 'b')], [goodbye(1002)]],
    ['a continuation behind the last part', [...PARTS, PARTS[2]!], [answer(TEXT, 'abc'), goodbye(1002)]],
    ['a close between them', [PARTS[0]!, BYE], [goodbye(1000)]],
  ])('%s', (...row) => expectReceived(row))
})

describe('RFC 6455 §5.5.2, §5.5.3 pings and pongs', () => {
  it.each<Row>([
    ['without octets', [frame(PING), BYE], [answer(PONG), goodbye(1000)]],
    [
      'with 125 octets of any kind',
      [frame(PING, Buffer.alloc(125, 0xfe)), BYE],
      [answer(PONG, Buffer.alloc(125, 0xfe)), goodbye(1000)],
    ],
    [
      'several, in order',
      [frame(PING, '1'), frame(PING, '2'), BYE],
      [answer(PONG, '1'), answer(PONG, '2'), goodbye(1000)],
    ],
    [
      'a pong that nobody asked for',
      [frame(PONG, 'x'), frame(PING, '1'), BYE],
      [answer(PONG, '1'), goodbye(1000)],
    ],
  ])('%s', (...row) => expectReceived(row))
})

describe('RFC 6455 §8.1 text is UTF-8', () => {
  const KOSME = Buffer.from('κόσμε 𝄞')

  it.each<Row>([
    [
      'characters in pieces',
      [frame(TEXT, KOSME.subarray(0, 3), MORE), frame(CONTINUATION, KOSME.subarray(3)), BYE],
      [answer(TEXT, KOSME), goodbye(1000)],
    ],
    ['noncharacters', [frame(TEXT, '\uffff'), BYE], [answer(TEXT, '\uffff'), goodbye(1000)]],
    ['a lone continuation octet', [frame(TEXT, Uint8Array.of(0x80))], [goodbye(1007)]],
    ['an overlong form', [frame(TEXT, Uint8Array.of(0xc0, 0xaf))], [goodbye(1007)]],
    ['a surrogate', [frame(TEXT, Uint8Array.of(0xed, 0xa0, 0x80))], [goodbye(1007)]],
    ['beyond U+10FFFF', [frame(TEXT, Uint8Array.of(0xf4, 0x90, 0x80, 0x80))], [goodbye(1007)]],
    ['half a character at the end', [frame(TEXT, KOSME.subarray(0, 3))], [goodbye(1007)]],
    [
      'half a character at the end of fragments',
      [frame(TEXT, 'a', MORE), frame(CONTINUATION, KOSME.subarray(0, 1))],
      [goodbye(1007)],
    ],
    ['a reason to close', [frame(CLOSE, closing(1000, Uint8Array.of(0xff)))], [goodbye(1007)]],
  ])('%s', (...row) => expectReceived(row))
})

describe('RFC 6455 §7.4 close codes', () => {
  it.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999])(
    '%i is repeated, and the reason as well',
    (code) => expectReceived(['', [frame(CLOSE, closing(code, 'why'))], [goodbye(code, 'why')]]),
  )

  it.each([0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])('%i is refused', (code) =>
    expectReceived(['', [closeFrame(code)], [goodbye(1002)]]),
  )

  it.each<Row>([
    ['none', [frame(CLOSE)], [answer(CLOSE)]],
    ['half of one', [frame(CLOSE, 'a')], [goodbye(1002)]],
    ['nothing is heard behind it', [BYE, frame(TEXT, 'a'), frame(PING, 'p')], [goodbye(1000)]],
  ])('%s', (...row) => expectReceived(row))
})
