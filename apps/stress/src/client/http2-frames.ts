import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'

/** Types of frames (RFC 9113 §6). */
export const FRAME = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const

export const END_STREAM = 1
export const ACK = 1
export const END_HEADERS = 4

const EMPTY = new Uint8Array(0)

/** What a client begins with: the preface, and settings that change nothing. */
export const PREFACE: Buffer = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  frame(FRAME.settings, 0, 0),
])

/** One frame. */
export function frame(type: number, flags: number, stream: number, payload: Uint8Array = EMPTY): Buffer {
  const bytes = Buffer.alloc(9 + payload.length)
  bytes.writeUIntBE(payload.length, 0, 3)
  bytes[3] = type
  bytes[4] = flags
  bytes.writeUInt32BE(stream, 5)
  bytes.set(payload, 9)
  return bytes
}

/** A number of 32 bits, as payloads have it. */
export function uint32(value: number): Buffer {
  const payload = Buffer.alloc(4)
  payload.writeUInt32BE(value)
  return payload
}

/** A field list in HPACK, all literal and not indexed (RFC 7541 §6.2.2). */
export function fieldBlock(...fields: ReadonlyArray<readonly [name: string, value: string]>): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]))
}

/** A field that goes into the dynamic table (RFC 7541 §6.2.1). */
export function indexedField(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([0x40]), text(name), text(value)])
}

/** The fields that every request has. */
export function requestBlock(method: string, path: string, scheme = 'http'): Buffer {
  return fieldBlock([':method', method], [':scheme', scheme], [':path', path], [':authority', 'stress'])
}

function text(value: string): Buffer {
  const octets = Buffer.from(value, 'latin1')
  return Buffer.concat([integer(octets.length), octets])
}

/** With a prefix of seven bits (RFC 7541 §5.1). */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.from([value])
  const bytes = [127]
  let rest = value - 127
  for (; rest >= 128; rest >>= 7) bytes.push((rest & 127) | 128)
  return Buffer.from([...bytes, rest])
}

/** Calls back when the other side says goodbye, with its reason: an error code (RFC 9113 §7). */
export function onGoaway(socket: Socket, said: (code: number) => void): void {
  let rest = Buffer.alloc(0)
  socket.on('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      const end = 9 + rest.readUIntBE(0, 3)
      if (rest[3] === FRAME.goaway) said(rest.readUInt32BE(13))
      rest = rest.subarray(end)
    }
  })
}
