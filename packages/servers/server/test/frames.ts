import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'

/** Types of frames (RFC 9113 §6). */
export const DATA = 0
export const HEADERS = 1
export const PRIORITY = 2
export const RST_STREAM = 3
export const SETTINGS = 4
export const PING = 6
export const GOAWAY = 7
export const WINDOW_UPDATE = 8
export const CONTINUATION = 9

export const END_STREAM = 1
export const ACK = 1
export const END_HEADERS = 4

/** What a client begins with: the preface and its settings. */
export function preface(...settings: ReadonlyArray<readonly [id: number, value: number]>): Buffer {
  return Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), settingsFrame(...settings)])
}

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

const EMPTY = new Uint8Array(0)

/** A SETTINGS frame. */
export function settingsFrame(...settings: ReadonlyArray<readonly [id: number, value: number]>): Buffer {
  const payload = Buffer.alloc(settings.length * 6)
  settings.forEach(([id, value], index) => {
    payload.writeUInt16BE(id, index * 6)
    payload.writeUInt32BE(value, index * 6 + 2)
  })
  return frame(SETTINGS, 0, 0, payload)
}

/** A number as the payload of RST_STREAM and WINDOW_UPDATE. */
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

/** The fields that every request has. */
export const REQUEST: ReadonlyArray<readonly [string, string]> = [
  [':method', 'GET'],
  [':scheme', 'http'],
  [':path', '/'],
  [':authority', 'localhost'],
]

/** A request without content. */
export function request(stream: number, ...more: ReadonlyArray<readonly [string, string]>): Buffer {
  return frame(HEADERS, END_HEADERS | END_STREAM, stream, fieldBlock(...REQUEST, ...more))
}

/** A frame that was received. */
export interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: Buffer
}

/** Reads frames off a socket. */
export class FrameReader {
  readonly frames: Frame[] = []
  isOver = false
  #rest: Buffer = Buffer.alloc(0)
  #wake: () => void = () => {}

  constructor(socket: Socket) {
    socket.on('data', (bytes: Buffer) => this.#take(bytes))
    socket.on('close', () => {
      this.isOver = true
      this.#wake()
    })
  }

  /** The first frame that is wanted; `undefined`: the connection ended without it. */
  async find(isWanted: (frame: Frame) => boolean): Promise<Frame | undefined> {
    for (;;) {
      const found = this.frames.find(isWanted)
      if (found !== undefined || this.isOver) return found
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Resolves when the connection has ended. */
  async over(): Promise<void> {
    while (!this.isOver) await new Promise<void>((resolve) => (this.#wake = resolve))
  }

  #take(bytes: Buffer): void {
    let rest = Buffer.concat([this.#rest, bytes])
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      const end = 9 + rest.readUIntBE(0, 3)
      this.frames.push({
        type: rest[3]!,
        flags: rest[4]!,
        stream: rest.readUInt32BE(5) & 0x7fffffff,
        payload: rest.subarray(9, end),
      })
      rest = rest.subarray(end)
    }
    this.#rest = rest
    this.#wake()
  }
}
